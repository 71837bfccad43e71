"""What every memory of used tickets promises: each ticket once, wherever its memory reaches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from server.app import open_database
from server.auth.tickets import UsedTickets
from server.auth.used_tickets import MemoryUsedTickets
from server.storage.used_tickets import KEPT_SECONDS, SqlUsedTickets

pytestmark = [pytest.mark.anyio, pytest.mark.row("S2")]


class Rig(NamedTuple):
    """`beside`: another server that shares the memory, if it is one that can be shared."""

    used: UsedTickets
    beside: Callable[[], UsedTickets]


@asynccontextmanager
async def sql(where: Path | str) -> AsyncIterator[Rig]:
    async with open_database(where) as database, open_database(where) as another:
        yield Rig(SqlUsedTickets(database), lambda: SqlUsedTickets(another))


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def rig(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Rig]:
    match request.param:
        case "memory":
            alone = MemoryUsedTickets()
            yield Rig(alone, lambda: alone)
        case "sqlite":
            async with sql(tmp_path) as made:
                yield made
        case _:
            async with request.getfixturevalue("postgres").database() as url, sql(url) as made:
                yield made


async def test_a_ticket_is_used_once(rig: Rig) -> None:
    assert await rig.used.use("one", 60.0, 0.0)
    assert await rig.used.use("two", 60.0, 0.0)
    assert not await rig.used.use("one", 60.0, 1.0)


async def test_what_was_used_at_one_server_was_used_at_every_other(rig: Rig) -> None:
    beside = rig.beside()
    assert beside.scope == rig.used.scope
    assert await rig.used.use("one", 60.0, 0.0)
    assert not await beside.use("one", 60.0, 1.0)
    assert await beside.use("two", 60.0, 1.0)
    assert not await rig.used.use("two", 60.0, 2.0)


async def test_of_all_who_come_at_once_with_one_ticket_one_comes_in(rig: Rig) -> None:
    beside = rig.beside()
    tried = await asyncio.gather(*(used.use("one", 60.0, 0.0) for used in (rig.used, beside) * 5))
    assert sum(tried) == 1


async def test_it_stays_used_as_long_as_it_can_be_shown(rig: Rig) -> None:
    assert await rig.used.use("one", 60.0, 0.0)
    for now in range(1, 60):
        assert await rig.used.use(f"other-{now}", now + 60.0, float(now))
    assert not await rig.used.use("one", 60.0, 59.0)


async def test_what_is_long_too_old_is_forgotten(rig: Rig) -> None:
    assert await rig.used.use("one", 60.0, 0.0)
    later = 61.0 + KEPT_SECONDS
    assert await rig.used.use("two", later + 60.0, later)
    assert await rig.used.use("one", 60.0, later), "nobody asks any more: it would have expired"
