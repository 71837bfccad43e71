"""The schema, continued: what is kept about members as learners. Times are UTC seconds.

`member_cards` is what members wrote about themselves, `card_looks` who of the staff looked at it.
`promotion_rules` say whom to propose for another role, `promotion_decisions` what operators made of proposals;
`struggle_duties` are whom somebody of the staff should look after, and what came of it.
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

member_cards = Table(
    "member_cards",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("body", LargeBinary, nullable=False),  # with its consents, as JSON
)

card_looks = Table(
    "card_looks",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),  # grows
    Column("person", Text, ForeignKey("people.id"), nullable=False),  # whose card it is
    Column("by", Text, nullable=False),
    Column("at", Double, nullable=False),
    Index("ix_card_looks_person_number", "person", "number"),
)

promotion_rules = Table(
    "promotion_rules",
    metadata,
    Column("space", Text, ForeignKey("spaces.id"), primary_key=True),
    Column("at", Double, nullable=False),
    Column("by", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # as JSON
)

promotion_decisions = Table(
    "promotion_decisions",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),  # grows
    Column("space", Text, ForeignKey("spaces.id"), nullable=False),
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    Column("direction", Text, nullable=False),
    Column("approved", Boolean, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("reason", Text, nullable=False),
    Column("causes", LargeBinary, nullable=False),  # the proposal as it was, as JSON
    Index("ix_promotion_decisions_space_number", "space", "number"),
)

struggle_duties = Table(
    "struggle_duties",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),  # grows
    Column("space", Text, ForeignKey("spaces.id"), nullable=False),
    Column("person", Text, ForeignKey("people.id"), nullable=False),  # whom to look after
    Column("room", Text, nullable=False),
    Column("signs", LargeBinary, nullable=False),  # how many of each kind, as JSON
    Column("opened_at", Double, nullable=False),
    Column("owner", Text, nullable=False),  # empty: nobody
    Column("snoozed_until", Double),
    Column("done_at", Double),  # NULL: open
    Column("done_by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Index(
        "uq_struggle_duties_open",
        "space",
        "person",
        unique=True,
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
)
