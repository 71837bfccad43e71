"""What is watched together is made once per space, and runs until it is closed."""

from __future__ import annotations

import asyncio

import pytest

from signaling.outbox import Outbox
from signaling.per_space import PerSpace
from tests.support.clock import ManualClock
from tests.support.sockets import MemorySocket

pytestmark = pytest.mark.anyio


class Clapboard:
    def __init__(self, space: str) -> None:
        self.space = space
        self.watchers: list[Outbox] = []
        self.is_running = False

    def watch(self, outbox: Outbox) -> None:
        self.watchers.append(outbox)

    def unwatch(self, outbox: Outbox) -> None:
        self.watchers.remove(outbox)

    async def run(self) -> None:
        self.is_running = True
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.is_running = False


async def test_one_is_made_per_space_and_kept_for_the_next_who_watches() -> None:
    async with asyncio.TaskGroup() as tasks:
        boards = PerSpace(Clapboard, tasks)
        ada, bo = (Outbox(MemorySocket(), ManualClock(), lambda: None) for _ in range(2))
        boards.unwatch("main", ada)
        assert boards.of("main") is None
        boards.watch("main", ada)
        boards.watch("main", bo)
        boards.watch("other", bo)
        main, other = boards.of("main"), boards.of("other")
        assert main is not None
        assert other is not None
        assert (main.watchers, other.watchers) == ([ada, bo], [bo])
        boards.unwatch("main", ada)
        assert main.watchers == [bo]
        assert boards.of("main") is main
        boards.close()
    assert not main.is_running
