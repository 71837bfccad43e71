"""Who does what when, decided before a run begins: a seed makes the same run again, as far as a real machine allows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Act:
    """`do` is begun `at` so many seconds after the beginning, whatever became of those before it."""

    at: float
    do: Callable[[], Awaitable[object]]


def moments(random: Random, per_second: float, seconds: float) -> list[float]:
    """When something happens that happens at this rate, independently of when it did before (a Poisson process)."""
    found: list[float] = []
    at = random.expovariate(per_second) if per_second > 0 else seconds
    while at < seconds:
        found.append(at)
        at += random.expovariate(per_second)
    return found


async def perform(acts: Iterable[Act]) -> None:
    """Returns when all are done."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.TaskGroup() as tasks:
        for act in sorted(acts, key=lambda act: act.at):
            await asyncio.sleep(max(0.0, began + act.at - loop.time()))
            tasks.create_task(_done(act))


async def _done(act: Act) -> None:
    await act.do()
