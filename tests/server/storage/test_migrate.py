"""Migrations build what the code describes, once, and quickly when there is nothing to do."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from server.storage import migrate as module
from server.storage.database import Database
from server.storage.migrate import NEWEST, current_revision, migrate
from server.storage.tables import metadata

pytestmark = pytest.mark.anyio

MIGRATIONS = Path(module.__file__).parent / "migrations"


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_migrations_build_exactly_the_tables_of_the_code(database: Database) -> None:
    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_newest_revision_is_that_of_the_files() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == NEWEST


async def test_an_empty_database_has_no_revision_and_a_migrated_one_the_newest(tmp_path: Path) -> None:
    database = Database.in_directory(tmp_path)
    async with database.reading() as connection:
        assert await connection.run_sync(current_revision) is None
    await migrate(database)
    async with database.reading() as connection:
        assert await connection.run_sync(current_revision) == NEWEST
    await database.close()


async def test_two_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    one, other = Database.in_directory(tmp_path), Database.in_directory(tmp_path)
    await asyncio.gather(migrate(one), migrate(other))
    async with one.reading() as connection:
        versions = await connection.execute(text("SELECT count(*) FROM alembic_version"))
        assert versions.scalar() == 1
    await one.close()
    await other.close()


async def test_a_start_with_nothing_to_do_does_not_load_the_migration_tool(tmp_path: Path) -> None:
    database = Database.in_directory(tmp_path)
    await migrate(database)
    await database.close()
    program = (
        "import asyncio, pathlib, sys\n"
        "from server.storage.database import Database\n"
        "from server.storage.migrate import migrate\n"
        "async def main():\n"
        f"    database = Database.in_directory(pathlib.Path({str(tmp_path)!r}))\n"
        "    await migrate(database)\n"
        "    await database.close()\n"
        "asyncio.run(main())\n"
        "assert 'alembic' not in sys.modules\n"
    )
    await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", program], check=True, cwd=MIGRATIONS.parents[2]
    )
