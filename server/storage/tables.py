"""The schema: one description for SQLite and PostgreSQL. Migrations must build exactly this (a test compares).

`streams`, `events`, `creations`, `snapshots` are the durable log; `messages` with `attachments`, `questions` and
`obligations` are read models that can be dropped and rebuilt from `events`, the first and the third with a search index
that only a migration knows, because it is not the same everywhere; `escalations` is what somebody must be notified of, `duty_plans` to `webhooks`
are who is on duty, what people were told and where they are reached; the rest says who exists, and how far they have
read. Times are UTC seconds.
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

attachments = Table(
    "attachments",
    metadata,
    Column("stream", Text, ForeignKey("streams.stream"), primary_key=True),
    Column("file", Text, primary_key=True),
    Column("message", BigInteger, primary_key=True),  # one that has it now: a deleted one has none
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
    Column("invite", LargeBinary, index=True),  # hash of the one that gave the role; NULL: none did
    Column("role_given", Boolean, nullable=False, server_default=text("false")),  # by an operator
    Column("role_at", Double),  # when they got it; NULL: with their first coming
    Column("shut_out_at", Double),  # NULL: they may come
)

invites = Table(
    "invites",
    metadata,
    Column("secret_hash", LargeBinary, primary_key=True),  # SHA-256; the secret itself is stored nowhere
    Column("space", Text, ForeignKey("spaces.id"), nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("revoked_at", Double),  # NULL: it lets people in
)

uploads = Table(
    "uploads",
    metadata,
    Column("space", Text, ForeignKey("spaces.id"), primary_key=True),
    Column("file", Text, primary_key=True),
    Column("person", Text, primary_key=True),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("created_at", Double, nullable=False),
)

duty_plans = Table(
    "duty_plans",
    metadata,
    Column("space", Text, ForeignKey("spaces.id"), primary_key=True),
    Column("version", Integer, primary_key=True),  # from 1; the highest holds
    Column("at", Double, nullable=False),
    Column("by", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # the plan as JSON
)

notices = Table(
    "notices",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("space", Text, ForeignKey("spaces.id"), nullable=False),
    Column("person", Text, nullable=False),  # empty: what the webhooks of the space are told
    Column("room", Text, nullable=False),
    Column("room_title", Text, nullable=False),
    Column("obligation", BigInteger, nullable=False),  # 0: about none
    Column("cycle", BigInteger, nullable=False),  # or the UTC second at which a shift or a gap began
    Column("target", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("class", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("rings", Boolean, nullable=False, server_default=text("true")),  # else it waits to be looked at
    Column("seen_at", Double),
    UniqueConstraint("person", "room", "obligation", "cycle", "target", "level", "reason"),
    Index(
        "ix_notices_unseen",
        "person",
        "id",
        sqlite_where=text("seen_at IS NULL"),
        postgresql_where=text("seen_at IS NULL"),
    ),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("notice", BigInteger, ForeignKey("notices.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Double, nullable=False),
    Column("made_at", Double, nullable=False),
    Column("problem", Text, nullable=False),  # why the last try failed, for whoever looks
    UniqueConstraint("notice", "channel", "address"),
    Index(
        "ix_deliveries_waiting",
        "next_at",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

push_subscriptions = Table(
    "push_subscriptions",
    metadata,
    Column("endpoint", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("p256dh", Text, nullable=False),
    Column("auth", Text, nullable=False),
    Column("made_at", Double, nullable=False),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("space", Text, ForeignKey("spaces.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("kinds", LargeBinary, nullable=False),  # what it is told, and in which shape, as JSON
)

notification_settings = Table(
    "notification_settings",
    metadata,
    Column("person", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),  # as JSON
)

push_keys = Table(
    "push_keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("private", LargeBinary, nullable=False),  # P-256, PKCS #8 in DER
    Column("made_at", Double, nullable=False),
)
