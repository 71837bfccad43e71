"""The schema: one description for SQLite and PostgreSQL. Migrations must build exactly this (a test compares).

`streams`, `events`, `snapshots` are the durable log; `messages` is a read model that can be dropped and rebuilt from
`events`; the rest says who exists. Times are UTC seconds.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

streams = Table(
    "streams",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("epoch", BigInteger, nullable=False),  # the owner that may append
    Column("head", BigInteger, nullable=False),  # seq of the last entry
    Column("wake_at", Double),  # when it has something to do by itself; NULL: never
)

events = Table(
    "events",
    metadata,
    Column("stream", Text, ForeignKey("streams.stream"), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("at", Double, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # the event as MessagePack
    Column("dedup", Text),  # posts only: who posted and the client's id, so that a retry posts once
    UniqueConstraint("stream", "dedup"),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("stream", Text, ForeignKey("streams.stream"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("stream", Text, ForeignKey("streams.stream"), primary_key=True),
    Column("id", BigInteger, primary_key=True),
    Column("at", Double, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("author_kind", Text, nullable=False),
    Column("cid", Text, nullable=False),
    Column("body", Text, nullable=False),
)

spaces = Table(
    "spaces",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("created_at", Double, nullable=False),
)

rooms = Table(
    "rooms",
    metadata,
    Column("id", Text, primary_key=True),
    Column("space", Text, ForeignKey("spaces.id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("position", Integer, nullable=False),  # the order in which people see them
)

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("space", Text, ForeignKey("spaces.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("created_at", Double, nullable=False),
)

invites = Table(
    "invites",
    metadata,
    Column("secret_hash", LargeBinary, primary_key=True),  # SHA-256; the secret itself is stored nowhere
    Column("space", Text, ForeignKey("spaces.id"), nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("created_at", Double, nullable=False),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("created_at", Double, nullable=False),
)
