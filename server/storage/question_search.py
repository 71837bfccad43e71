"""Finds answered questions that have words in common with a text, in the index that the database keeps of them.

SQLite: an FTS5 table over `questions`, as in `message_search.py`. It only narrows the choice, by rare words first;
which of them are offered is decided where they are compared whole. PostgreSQL
has no measure of rarity of its own, so its query counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Executable, bindparam, column, select, table, text

from server.storage.tables import questions

INDEX = "question_words"
CANDIDATES = 50
MOST_WORDS = 200
"""Of a long text, so many words are looked up."""

_index = table(INDEX, column("rowid"), column("rank"), column(INDEX))


_POSTGRESQL = text("""
    SELECT questions.stream, questions.body
    FROM questions JOIN (
        SELECT number, sum(weight) AS score FROM (
            SELECT number, ln(1 + 1e6 / count(*) OVER (PARTITION BY word)) AS weight
            FROM unnest(CAST(:words AS text[])) AS word
            JOIN questions ON word_vector(words) @@ CAST(quote_literal(word) AS tsquery)
        ) AS hits GROUP BY number
    ) AS scored USING (number)
    WHERE questions.stream IN :rooms
    ORDER BY score DESC, number DESC
    LIMIT :most
""").bindparams(bindparam("rooms", expanding=True))


def like(dialect: str, rooms: Sequence[str], wanted: Iterable[str]) -> Executable:
    """`stream` and `body` of the questions of these rooms that have most of the words, rare ones counting more."""
    looked_up = sorted(wanted)[:MOST_WORDS]
    if dialect == "postgresql":
        return _POSTGRESQL.bindparams(words=looked_up, rooms=list(rooms), most=CANDIDATES)
    words = " OR ".join(f'"{word}"' for word in looked_up)
    return (
        select(questions.c.stream, questions.c.body)
        .join_from(_index, questions, questions.c.number == _index.c.rowid)
        .where(_index.c[INDEX].op("MATCH")(words), questions.c.stream.in_(rooms))
        .order_by(_index.c.rank, questions.c.number.desc())
        .limit(CANDIDATES)
    )
