"""Finds answered questions that have words in common with a text, in the index that the database keeps of them.

SQLite: an FTS5 table over `questions`, as in `message_search.py`. It only narrows the choice, by rare words first;
which of them are offered is decided where they are compared whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, column, select, table

from server.storage.tables import questions

INDEX = "question_words"
CANDIDATES = 50
MOST_WORDS = 200
"""Of a long text, so many words are looked up."""

_index = table(INDEX, column("rowid"), column("rank"), column(INDEX))


def like(rooms: Sequence[str], wanted: Iterable[str]) -> Select[Any]:
    """`stream` and `body` of the questions of these rooms that have most of the words, rare ones counting more."""
    words = " OR ".join(f'"{word}"' for word in sorted(wanted)[:MOST_WORDS])
    return (
        select(questions.c.stream, questions.c.body)
        .join_from(_index, questions, questions.c.number == _index.c.rowid)
        .where(_index.c[INDEX].op("MATCH")(words), questions.c.stream.in_(rooms))
        .order_by(_index.c.rank, questions.c.number.desc())
        .limit(CANDIDATES)
    )
