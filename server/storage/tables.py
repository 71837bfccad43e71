"""The schema: one description for SQLite and PostgreSQL. Migrations must build exactly this (a test compares).

`streams`, `events`, `creations`, `snapshots` are the durable log; `messages`, `questions` and `obligations` are read
models that can be dropped and rebuilt from `events`, the first two with a search index that only a migration knows,
because it is not the same everywhere; `escalations` is what somebody must be notified of; the rest says who exists,
and how far they have read. Times are UTC seconds.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
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
    Index("ix_events_kind_at", "kind", "at"),  # what is counted over all rooms
)

creations = Table(
    "creations",
    metadata,
    Column("stream", Text, ForeignKey("streams.stream"), primary_key=True),
    Column("author", Text, primary_key=True),
    Column(
        "cid", Text, primary_key=True
    ),  # chosen by the client, so that a repeated request makes nothing new
    Column("seq", BigInteger, nullable=False),  # where it was made
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
    # SQLite's search index names rows by this; it grows with `id` within a stream.
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("stream", Text, ForeignKey("streams.stream"), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("thread", BigInteger, nullable=False),  # id of the first message of its thread
    Column("important", Boolean, nullable=False),
    Column("words", Text, nullable=False),  # as `signaling/segmenting.py` parts them; empty: not to be found
    Column("body", LargeBinary, nullable=False),  # the whole message as MessagePack
    UniqueConstraint("stream", "id"),
    Index("ix_messages_stream_thread_id", "stream", "thread", "id"),
    Index(
        "ix_messages_important",
        "stream",
        "id",
        sqlite_where=text("important"),
        postgresql_where=text("important"),
    ),
)

questions = Table(
    "questions",
    metadata,
    # SQLite's search index names rows by this.
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("stream", Text, ForeignKey("streams.stream"), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("words", Text, nullable=False),  # as in `messages`; empty: it has no answer for others
    Column("body", LargeBinary, nullable=False),  # what is kept of the question as MessagePack
    UniqueConstraint("stream", "id"),
)

obligations = Table(
    "obligations",
    metadata,
    Column("stream", Text, ForeignKey("streams.stream"), primary_key=True),
    Column("id", BigInteger, primary_key=True),
    Column("home", Text, nullable=False),  # the room, or for a sub-room the one it is in
    Column("class", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("asker", Text, nullable=False),
    Column("owner", Text, nullable=False),  # empty: nobody claimed it
    Column("level", Integer, nullable=False),
    Column("opened_at", Double, nullable=False),
    Column("due_at", Double),
    Column("acked_at", Double),
    Column("closed_at", Double),  # NULL: open
    Column("body", LargeBinary, nullable=False),  # as staff see it, as MessagePack
    Index("ix_obligations_home_closed_at", "home", "closed_at"),
)

escalations = Table(
    "escalations",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),  # grows
    Column("stream", Text, ForeignKey("streams.stream"), nullable=False),
    Column("obligation", BigInteger, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("target", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("at", Double, nullable=False),
    Column("handled", Boolean, nullable=False),
    UniqueConstraint("stream", "obligation", "cycle", "target", "level"),
    Index(
        "ix_escalations_to_handle",
        "number",
        sqlite_where=text("NOT handled"),
        postgresql_where=text("NOT handled"),
    ),
)

read_marks = Table(
    "read_marks",
    metadata,
    Column("person", Text, primary_key=True),
    Column("room", Text, primary_key=True),
    Column(
        "message", BigInteger, nullable=False
    ),  # ids up to which everything, or what is important, was seen
    Column("important", BigInteger, nullable=False),
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
