"""Emptying a node among others: first its rooms go to them, then its people, in stages, so that nobody is met by a crowd.

It decides in which order and at what pace, never whether.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from signaling.cluster.registry import Unreachable
from signaling.codes import CloseCode
from signaling.connection import Connection
from signaling.hosts import Hosts
from signaling.ports import Clock
from signaling.timing import sleep

logger = logging.getLogger(__name__)

ROOMS_AT_ONCE = 16
"""Each is read from the log by its next owner."""
PEOPLE_AT_ONCE = 100
STAGE_SECONDS = 0.2
"""Five hundred a second come to the other nodes: a busy node is empty in a quarter of a minute."""


async def hand_over_all(hosts: Hosts, to: Callable[[str], str]) -> None:
    """Give away every room that this node owns, also one that was just being opened. `to(room)`: who should have it."""
    places = asyncio.Semaphore(ROOMS_AT_ONCE)
    tried: set[str] = set()

    async def hand_over(home: str) -> None:
        async with places:
            try:
                await hosts.hand_over(home, to(home))
            except Unreachable:
                logger.warning("%s could not be given away", home)

    while homes := hosts.homes() - tried:
        tried |= homes
        async with asyncio.TaskGroup() as tasks:
            for home in sorted(homes):
                tasks.create_task(hand_over(home), name=f"hand over {home}")


async def send_away(connections: Sequence[Connection], clock: Clock, *, at_once: bool) -> None:
    """Everybody comes again soon: to another node, or `at_once` gone because there is none, to the next process."""
    for first in range(0, len(connections), PEOPLE_AT_ONCE):
        if first > 0 and not at_once:
            await sleep(clock, STAGE_SECONDS)
        for connection in connections[first : first + PEOPLE_AT_ONCE]:
            connection.end(CloseCode.SHUTTING_DOWN, "reconnect")
