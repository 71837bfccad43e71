"""Finds messages by their words, in the index that the database keeps of them.

SQLite: an FTS5 table over `messages` whose `ascii` tokenizer parts words at spaces only and leaves other scripts
alone. The stream is one more word of the index, so that a room's search never walks through another room's hits.

PostgreSQL: an index over `word_vector(words)`, a function that the migration makes. It takes each word as it is, with
its place, because PostgreSQL's own parsers would part words again and drop symbols.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, cast, column, func, select, table
from sqlalchemy.dialects.postgresql import TSQUERY

from server.storage.tables import messages
from signaling.segmenting import Term

INDEX = "message_words"

_index = table(INDEX, column("rowid"), column(INDEX))


def found(dialect: str, stream: str, wanted: Sequence[Term]) -> Select[Any]:
    """The `body` of the messages of `stream` that have every term, newest first."""
    if dialect == "postgresql":
        query = cast(" & ".join(_phrase(term) for term in wanted), TSQUERY)
        has_all = func.word_vector(messages.c.words).op("@@")(query)
        ours = messages.c.stream == stream
        return select(messages.c.body).where(ours, has_all).order_by(messages.c.number.desc())
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


def _phrase(term: Term) -> str:
    """In PostgreSQL's query language, likewise without escapes."""
    quoted = [f"'{word}'" for word in term.words]
    return "(" + " <-> ".join(quoted) + (":*" if term.is_prefix else "") + ")"
