"""Migrations build what the code describes, once, and quickly when there is nothing to do."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text

from rooms.chat.terms import Attachment, AuthorKind, MessageView
from server.storage import message_search, question_search
from server.storage import migrate as module
from server.storage.database import Database
from server.storage.event_log import open_event_log
from server.storage.migrate import NEWEST, current_revision, migrate
from server.storage.tables import creations, metadata
from tests.support.answered import asked, written
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.anyio

MIGRATIONS = Path(module.__file__).parent / "migrations"
INDEXES = (message_search.INDEX, question_search.INDEX)


def differences(connection: Connection) -> list[Any]:
    """The search indexes are a migration's alone."""

    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or not str(name).startswith(INDEXES)

    context = MigrationContext.configure(connection, opts={"include_name": is_ours})
    return list(compare_metadata(context, metadata))


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


async def test_messages_of_an_older_schema_are_whole_and_found_afterwards(tmp_path: Path) -> None:
    database = Database.in_directory(tmp_path)
    async with database.writing() as connection:
        await connection.run_sync(_upgrade_to, "0002")
        await connection.execute(text("INSERT INTO streams VALUES ('study', 1, 2, NULL)"))
        for number, author, body in ((1, "ada:x", "导数是什么意思?"), (2, "bo", "I see, thanks!")):
            cid = f"cid-{number:05d}"
            await connection.execute(
                text("INSERT INTO events VALUES ('study', :seq, 1, 1.0, 'message_posted', x'80', :dedup)"),
                {"seq": number, "dedup": f"{author}:{cid}"},
            )
            await connection.execute(
                text("INSERT INTO messages VALUES ('study', :id, 1.5, :author, 'A', 'person', :cid, :body)"),
                {"id": number, "author": author, "cid": cid, "body": body},
            )
    await migrate(database)
    async with open_event_log(database) as log:
        first = MessageView(1, 1.5, "ada:x", "A", AuthorKind.PERSON, "cid-00001", "导数是什么意思?")
        assert (await log.messages("study", None, 10))[0] == first
        assert await log.search("study", "导数", None, 10) == [first]
        assert [message.id for message in await log.search("study", "THANKS", None, 10)] == [2]
    async with database.reading() as connection:
        made = (await connection.execute(select(creations).order_by(creations.c.seq))).all()
    assert [tuple(row) for row in made] == [
        ("study", "ada:x", "cid-00001", 1),
        ("study", "bo", "cid-00002", 2),
    ]
    await database.close()


async def test_questions_of_an_older_schema_are_found_by_their_answers_afterwards(tmp_path: Path) -> None:
    database = Database.in_directory(tmp_path)
    async with database.writing() as connection:
        await connection.run_sync(_upgrade_to, "0003")
        await connection.execute(text("INSERT INTO streams VALUES ('zone', 1, 2, NULL)"))
        for seq, event in enumerate((asked(1, "导数是什么意思?"), written(1, 1)), 1):
            await connection.execute(
                text("INSERT INTO events VALUES ('zone', :seq, 1, :at, :kind, :body)"),
                {
                    "seq": seq,
                    "at": event.at,
                    "kind": event.__struct_config__.tag,
                    "body": msgspec.msgpack.encode(event),
                },
            )
    await migrate(database)
    async with open_event_log(database) as log:
        assert [found.question for found in await log.find_answers(["zone"], "导数是什么", 5)] == [1]
    await database.close()


async def test_files_of_an_older_schema_are_found_by_their_messages_afterwards(tmp_path: Path) -> None:
    database = Database.in_directory(tmp_path)
    file = Attachment("0" * 64 + ".png", "board.png", 10)
    message = MessageView(1, 1.5, "ada", "Ada", AuthorKind.PERSON, "cid-00001", "look", attachments=[file])
    async with database.writing() as connection:
        await connection.run_sync(_upgrade_to, "0006")
        await connection.execute(text("INSERT INTO streams VALUES ('study', 1, 1, NULL)"))
        await connection.execute(
            text("INSERT INTO messages VALUES (1, 'study', 1, 1, false, '', :body)"),
            {"body": msgspec.msgpack.encode(message)},
        )
    await migrate(database)
    async with open_event_log(database) as log:
        assert await log.attached("study", file.id) == [message]
    await database.close()


def _upgrade_to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def test_two_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    one, other = Database.in_directory(tmp_path), Database.in_directory(tmp_path)
    await asyncio.gather(migrate(one), migrate(other))
    async with one.reading() as connection:
        versions = await connection.execute(text("SELECT count(*) FROM alembic_version"))
        assert versions.scalar() == 1
    await one.close()
    await other.close()


async def test_two_nodes_that_start_together_migrate_once(postgres: PostgresServer) -> None:
    async with postgres.database() as url:
        one, other = Database(url), Database(url)
        async with one.writing() as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))
        await asyncio.gather(migrate(one), migrate(other))
        async with other.reading() as connection:
            assert await connection.run_sync(current_revision) == NEWEST
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
