"""Of all nodes one does the work, and another goes on with it when that one is gone, cut off, or only slow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from typing_extensions import override

from server.app import open_database
from server.storage.database import Database
from server.storage.leases import BEAT_SECONDS, LAPSES_SECONDS, TRUSTED_SECONDS, Always, Lease
from tests.support.clock import ManualClock
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio


class Candidate(Lease):
    """A node that may have its line to the database cut, and that says whether it works."""

    def __init__(self, database: Database, node: str, clock: ManualClock) -> None:
        super().__init__(database, "office", node, clock)
        self.works = False
        self.turns = 0
        self.is_cut_off = False

    async def work(self) -> None:
        self.works = True
        self.turns += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.works = False

    @override
    async def _look(self) -> tuple[str, int, int] | None:
        self._fail_if_cut_off()
        return await super()._look()

    @override
    async def _change(self, *where: object, **values: object) -> bool:
        self._fail_if_cut_off()
        return await super()._change(*where, **values)  # type: ignore[arg-type]

    def _fail_if_cut_off(self) -> None:
        if self.is_cut_off:
            raise OperationalError("cut off", None, OSError())


class Nodes:
    """`clocks`: a node's own, which stands still while the node does."""

    def __init__(self, databases: list[Database], tasks: asyncio.TaskGroup) -> None:
        self.clocks = [ManualClock(1000.0 * number) for number, _ in enumerate(databases, 1)]
        self.all = [
            Candidate(database, f"node-{number}", clock)
            for number, (database, clock) in enumerate(zip(databases, self.clocks, strict=True))
        ]
        self.tasks = tasks
        self.running: list[asyncio.Task[None]] = []

    def start(self, *numbers: int) -> None:
        self.running += [self.tasks.create_task(self.all[each].run(self.all[each].work)) for each in numbers]

    async def until(self, *working: int) -> None:
        """Those and no others work, without time passing."""
        async with asyncio.timeout(10):
            while self.working != list(working):
                await turn()

    async def pass_time(self, seconds: float, *standing_still: int) -> None:
        """At all nodes but these, in beats, until everybody sleeps again."""
        for _ in range(round(seconds / BEAT_SECONDS)):
            for number, clock in enumerate(self.clocks):
                if number not in standing_still:
                    before = clock.now()
                    clock.advance(BEAT_SECONDS)
                    await self._asleep(number, before)

    async def _asleep(self, number: int, before: float) -> None:
        async with asyncio.timeout(10):
            while number < len(self.running) and not any(
                at > before + BEAT_SECONDS for at in self.clocks[number].armed
            ):
                await turn()

    @property
    def working(self) -> list[int]:
        return [number for number, each in enumerate(self.all) if each.works]


@asynccontextmanager
async def opened(where: Path | str) -> AsyncIterator[Nodes]:
    async with AsyncExitStack() as stack:
        databases = [await stack.enter_async_context(open_database(where)) for _ in range(2)]
        async with asyncio.TaskGroup() as tasks:
            made = Nodes(databases, tasks)
            yield made
            for task in made.running:
                task.cancel()


@pytest.fixture(params=["sqlite", "postgres"])
async def nodes(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Nodes]:
    if request.param == "sqlite":
        async with opened(tmp_path) as made:
            yield made
    else:
        async with request.getfixturevalue("postgres").database() as url, opened(url) as made:
            yield made


async def test_who_is_alone_works_at_once_and_until_the_end() -> None:
    began = asyncio.Event()

    async def work() -> None:
        began.set()
        await asyncio.Event().wait()

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(Always().run(work))
        await began.wait()
        running.cancel()


async def test_one_of_all_works_however_long_it_takes(nodes: Nodes) -> None:
    nodes.start(0)
    await nodes.until(0)
    nodes.start(1)
    await nodes.pass_time(5 * LAPSES_SECONDS)
    assert nodes.working == [0]
    assert [each.turns for each in nodes.all] == [1, 0]


async def test_who_leaves_gives_it_back_and_the_next_need_not_wait(nodes: Nodes) -> None:
    nodes.start(0)
    await nodes.until(0)
    nodes.start(1)
    await nodes.pass_time(BEAT_SECONDS)
    nodes.running[0].cancel()
    await nodes.until()
    await asyncio.wait([nodes.running[0]])
    await nodes.pass_time(BEAT_SECONDS, 0)
    await nodes.until(1)


@pytest.mark.row("D7")
async def test_when_a_holder_beats_no_more_another_goes_on_within_seconds(nodes: Nodes) -> None:
    nodes.start(0)
    await nodes.until(0)
    nodes.start(1)
    await nodes.pass_time(2 * BEAT_SECONDS)
    await nodes.pass_time(LAPSES_SECONDS - BEAT_SECONDS, 0)
    assert nodes.working == [0], "it may still be alive"
    await nodes.pass_time(2 * BEAT_SECONDS, 0)
    await nodes.until(0, 1)
    await nodes.pass_time(BEAT_SECONDS)
    await nodes.until(1)
    await nodes.pass_time(3 * LAPSES_SECONDS)
    assert nodes.working == [1]


async def test_who_is_cut_off_stops_before_another_begins(nodes: Nodes) -> None:
    nodes.start(0)
    await nodes.until(0)
    nodes.start(1)
    await nodes.pass_time(2 * BEAT_SECONDS)
    nodes.all[0].is_cut_off = True
    await nodes.pass_time(TRUSTED_SECONDS + BEAT_SECONDS)
    await nodes.until()
    await nodes.pass_time(LAPSES_SECONDS)
    await nodes.until(1)
    nodes.all[0].is_cut_off = False
    await nodes.pass_time(3 * LAPSES_SECONDS)
    assert nodes.working == [1]


async def test_of_many_who_begin_together_one_works(nodes: Nodes) -> None:
    nodes.start(0, 1)
    await nodes.pass_time(2 * LAPSES_SECONDS)
    assert len(nodes.working) == 1
