from __future__ import annotations

import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from server.storage.tables import metadata


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: str(table.name))
def test_every_table_can_be_made_on_both_databases(table: object) -> None:
    statement = CreateTable(table)  # type: ignore[arg-type]
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        assert "CREATE TABLE" in str(statement.compile(dialect=dialect))


def test_a_stream_cannot_have_two_entries_of_one_number_nor_one_post_twice() -> None:
    events = metadata.tables["events"]
    assert [column.name for column in events.primary_key] == ["stream", "seq"]
    uniques = [
        sorted(c.columns.keys()) for c in events.constraints if c.__visit_name__ == "unique_constraint"
    ]
    assert uniques == [["dedup", "stream"]]
