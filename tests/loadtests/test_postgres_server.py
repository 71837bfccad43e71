"""A PostgreSQL of our own is there for a block, and counts statements where that was asked for."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from loadtests.postgres_server import PostgresServer, StatementCounts, counted
from tests.support import postgres

pytestmark = pytest.mark.anyio


async def test_it_counts_what_it_is_asked_and_is_gone_after_the_block() -> None:
    with PostgresServer.running(statistics=True) as server:
        engine = create_async_engine(server.url())
        async with counted(server) as counts, engine.connect() as connection:
            await connection.execute(text("CREATE TABLE rooms (id int)"))
            before = await counts.read()
            for number in range(3):
                await connection.execute(text("SELECT id FROM rooms WHERE id = :id"), {"id": number})
            await connection.commit()  # a statement counts when its portal is closed
            grown = await counts.read() - before
        assert StatementCounts.about(grown, "rooms") == 3
        await engine.dispose()
    with pytest.raises(OSError, match="Connect"):
        async with engine.connect():
            pass


async def test_what_was_committed_to_a_durable_one_stands_after_a_kill() -> None:
    with postgres.PostgresServer.running(durable=True) as server:
        engine = create_async_engine(server.url())
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE rooms AS SELECT 7 AS id"))
        server.kill()
        server.start()
        await engine.dispose()
        async with engine.connect() as connection:
            assert (await connection.execute(text("SELECT id FROM rooms"))).scalar() == 7
        await engine.dispose()
