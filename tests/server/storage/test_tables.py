"""The schema on both databases, and the constraints that promises rest on."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, UniqueConstraint
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.schema import CreateTable

from server.storage.tables import creations, events, messages, metadata


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: str(table.name))
def test_every_table_can_be_made_on_both_databases(table: Table) -> None:
    statement = CreateTable(table)
    for dialect in (SQLiteDialect_aiosqlite, PGDialect_asyncpg):
        assert "CREATE TABLE" in str(statement.compile(dialect=dialect()))


def test_a_stream_cannot_have_two_entries_of_one_number_nor_make_one_thing_twice() -> None:
    assert [column.name for column in events.primary_key] == ["stream", "seq"]
    assert [column.name for column in creations.primary_key] == ["stream", "author", "cid"]
    uniques = [sorted(c.columns.keys()) for c in messages.constraints if type(c) is UniqueConstraint]
    assert uniques == [["id", "stream"]]
