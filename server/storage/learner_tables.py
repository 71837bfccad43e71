"""The schema, continued: what is kept about members as learners. Times are UTC seconds.

`member_cards` is what members wrote about themselves, `card_looks` who of the staff looked at it.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, LargeBinary, Table, Text

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
