"""Finds messages by their words, in the index that the database keeps of them.

SQLite: an FTS5 table over `messages` whose `ascii` tokenizer parts words at spaces only and leaves other scripts
alone. The stream is one more word of the index, so that a room's search never walks through another room's hits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, column, select, table

from server.storage.tables import messages
from signaling.segmenting import Term

INDEX = "message_words"

_index = table(INDEX, column("rowid"), column(INDEX))


def found(stream: str, wanted: Sequence[Term]) -> Select[Any]:
    """The `body` of the messages of `stream` that have every term, newest first."""
    return (
        select(messages.c.body)
        .join_from(_index, messages, messages.c.number == _index.c.rowid)
        .where(_index.c[INDEX].op("MATCH")(_expression(stream, wanted)))
        .order_by(_index.c.rowid.desc())  # as `id` does within a stream, and without sorting every hit
    )


def _expression(stream: str, wanted: Sequence[Term]) -> str:
    """In FTS5's query language. Words are letters, digits and symbols: a string needs no escape."""
    words = " AND ".join(_term(term) for term in wanted)
    return f'stream : "{stream}" AND words : ({words})'


def _term(term: Term) -> str:
    phrase = '"' + " ".join(term.words) + '"'
    return phrase + " *" if term.is_prefix else phrase
