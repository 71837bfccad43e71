"""Brings a database to the newest schema, in this process, before anything else touches it.

Alembic is loaded only when there is something to do: it costs a quarter of a second, which every ordinary start
would pay for nothing.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from server.storage.database import Database

NEWEST = "0014"
"""Revision id of the newest migration; a test compares it with the files."""

_SCRIPTS = Path(__file__).parent / "migrations"


async def migrate(database: Database) -> None:
    """Raises a database error, and leaves the schema as it was, when a migration fails."""
    async with database.reading() as connection:
        if await connection.run_sync(current_revision) == NEWEST:
            return
    async with database.alone() as connection:
        await connection.run_sync(_upgrade)


def current_revision(connection: Connection) -> str | None:
    """None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
