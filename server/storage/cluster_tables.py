"""The schema, continued: what nodes must agree on, or find wherever they are: leases, used tickets, and files.

Only what nodes share a database for is kept here; a server that is alone keeps its files in a directory.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, ForeignKeyConstraint, Integer, LargeBinary, Table, Text

from server.storage.tables import metadata

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),  # a node; empty: it was given back
    Column("epoch", BigInteger, nullable=False),  # one higher with each holder
    Column("beat", BigInteger, nullable=False),  # the holder lives as long as this grows
)

used_tickets = Table(
    "used_tickets",
    metadata,
    Column("id", Text, primary_key=True),
    Column("until", Double, nullable=False, index=True),  # when it would be too old anyway: UTC seconds
)

files = Table(
    "files",
    metadata,
    Column("space", Text, primary_key=True),
    Column("id", Text, primary_key=True),  # says what is in it
    Column("size", BigInteger, nullable=False),
)

file_chunks = Table(
    "file_chunks",
    metadata,
    Column("space", Text, primary_key=True),
    Column("file", Text, primary_key=True),
    Column("number", Integer, primary_key=True),  # from 0
    Column("body", LargeBinary, nullable=False),
    ForeignKeyConstraint(["space", "file"], ["files.space", "files.id"]),
)
