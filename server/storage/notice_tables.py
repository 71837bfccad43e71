"""The schema, continued: what members are to be told, in which rooms they want to hear of it, and their mailboxes.

`tidings` is what happened that concerns members, to be dealt with once. Times are UTC seconds.
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
    Table,
    Text,
    text,
)

from server.storage.tables import metadata

tidings = Table(
    "tidings",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),  # grows
    Column("stream", Text, ForeignKey("streams.stream"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", BigInteger, nullable=False),  # id of the message or the obligation
    Column("by", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("handled", Boolean, nullable=False),
    Index(
        "ix_tidings_to_handle",
        "number",
        sqlite_where=text("NOT handled"),
        postgresql_where=text("NOT handled"),
    ),
)

room_choices = Table(
    "room_choices",
    metadata,
    Column("person", Text, primary_key=True),
    Column("room", Text, primary_key=True),
    Column("follows", Boolean, nullable=False),  # wants to hear of every important post
    Column("body", LargeBinary, nullable=False),  # as JSON
    Index(
        "ix_room_choices_followers",
        "room",
        sqlite_where=text("follows"),
        postgresql_where=text("follows"),
    ),
)

confirmed_emails = Table(
    "confirmed_emails",
    metadata,
    Column("person", Text, primary_key=True),
    Column("email", Text, nullable=False),
    Column("at", Double, nullable=False),
)

email_links = Table(
    "email_links",
    metadata,
    Column("id", Text, primary_key=True),  # stands in the signed link
    Column("person", Text, nullable=False, index=True),
    Column("email", Text, nullable=False, index=True),
    Column("at", Double, nullable=False, index=True),
    Column("spent", Boolean, nullable=False),
)
