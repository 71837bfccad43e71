"""The fan-out scenario: a room of many members, a few of whom post. At a pace that is the same for every server, and as
much as each can do.

It drives a server from outside, as clients do, and reads CPU times from the system. It prints nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import resource
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace

import studyhall_probe

from loadtests.chat_server import BODY, POST_PER_POSTER, ChatServer
from loadtests.cpu import cpu_seconds
from loadtests.delivery import Delivery, Moment, Outcome, Pace, measure
from loadtests.measurement import percentile
from loadtests.target import TargetError

SETTLE_SECONDS = 1.0
DRAIN_SECONDS = 10.0
STEP_SECONDS = 3.0
JOINING = 8
"""How many come at the same time."""
AHEAD = 50
"""How many may be connected and not in the room yet."""
JOIN_SECONDS = 60.0
RISE = 1.25
"""From one step of the search for the peak to the next."""
TRIES = 2
HALVES = 4
CALM_SECONDS = 60.0
POLL_SECONDS = 0.02
SPARE_FILES = 200


class CannotDrive(Exception):
    """The machine or the server does not let us; the text says why."""


@dataclass(frozen=True)
class Plan:
    """`rate`: deliveries per second that every server is asked for. `seconds`: of each window."""

    clients: tuple[int, ...]
    seconds: float
    rate: float = 20_000.0
    peak: bool = True

    @property
    def patience(self) -> float:
        """Seconds for one server and one size after which something must be wrong."""
        return 300 + 0.15 * max(self.clients) + 4 * self.seconds


Floors = dict[Pace, Delivery]


async def floor(plan: Plan, clients: int) -> Floors:
    """The loop that only sends, while nothing else runs."""
    found = {}
    for pace in [Pace.FIXED, Pace.PEAK] if plan.peak else [Pace.FIXED]:
        asked = plan.rate if pace is Pace.FIXED else None
        found[pace] = await asyncio.to_thread(_floor, clients, plan.seconds, pace, asked)
    return found


def _floor(clients: int, seconds: float, pace: Pace, asked: float | None) -> Delivery:
    _, sent, received, cpu, wall, latencies = studyhall_probe.send_floor(
        clients, seconds, per_second=None if asked is None else asked / clients, size=len(BODY)
    )
    return Delivery(
        server="send() loop",
        clients=clients,
        pace=pace,
        asked=asked,
        seconds=wall,
        delivered=sent,
        frames=sent,
        cpu=cpu / wall,
        us_per_delivery=cpu / sent * 1e6,
        latency_p50=percentile(latencies, 50) / 1e3,
        latency_p99=percentile(latencies, 99) / 1e3,
        outcome=Outcome(lost=sent - received, twice=0, closed=0),
    )


async def fan_out(server: ChatServer, plan: Plan, clients: int, floors: Floors) -> list[Delivery]:
    """`clients` members join; then one row at the plan's rate, and one at the peak if the plan asks for it.

    The rate is less where so few may not post so much, and where a careful server does not manage it. Raises CannotDrive
    when they cannot all join.
    """
    async with crowd(server, clients) as members:
        rate = min(plan.rate, members.most_per_second)
        if server.careful:
            rate = await _manageable(members, rate)
        rows = [await members.run(Pace.FIXED, rate, plan.seconds)]
        if plan.peak:
            rows.append(await _peak(members, rate, rows[0]))
    return [_beside(row, floors[row.pace]) for row in rows]


async def _manageable(members: Crowd, rate: float) -> float:
    """`rate`, or the highest that goes of its half, its quarter and so on; the last of them if none does."""
    rates = [
        asked for halves in range(HALVES + 1) if (asked := rate * 0.5**halves) >= members.least_per_second
    ]
    best = rates[-1] if rates else members.least_per_second
    for asked in reversed(rates):
        if not (await members.run(Pace.PEAK, asked, STEP_SECONDS)).kept_up:
            break
        best = asked
    return best


async def _peak(members: Crowd, rate: float, fixed: Delivery) -> Delivery:
    """The highest rate with which the server keeps up, by steps: it may miss one once, as the machine may be busy."""
    asked, best = rate, fixed
    if not best.kept_up:
        asked = await _manageable(members, rate / 2)
        best = await members.run(Pace.PEAK, asked, STEP_SECONDS)
    while best.kept_up and asked * RISE <= members.most_per_second:
        asked *= RISE
        for _ in range(TRIES):
            step = await members.run(Pace.PEAK, asked, STEP_SECONDS)
            if step.kept_up:
                break
        else:
            break
        best = step
    return replace(best, pace=Pace.PEAK)


def _beside(row: Delivery, floor: Delivery) -> Delivery:
    return replace(row, floor_us=floor.us_per_delivery)


@contextlib.asynccontextmanager
async def crowd(server: ChatServer, clients: int) -> AsyncIterator[Crowd]:
    """All of them in the room; they are gone afterwards."""
    readers = studyhall_probe.Readers(server.dialect)
    try:
        members = Crowd(server, readers, clients)
        await members.join()
        yield members
    finally:
        readers.close()


class Crowd:
    def __init__(self, server: ChatServer, readers: studyhall_probe.Readers, clients: int) -> None:
        self._server, self._readers, self._clients = server, readers, clients
        self._posters = min(clients, server.posters or clients)
        self._added = 0

    @property
    def most_per_second(self) -> float:
        """Deliveries per second that these members are allowed to cause."""
        return self._posters * self._server.most_per_poster * self._clients

    @property
    def least_per_second(self) -> float:
        """One message each second: with less a short window would have none."""
        return float(self._clients)

    async def join(self) -> None:
        """Raises CannotDrive."""
        try:
            for members in (self._posters, self._clients):
                waiting = iter(range(self._added, members))
                async with asyncio.TaskGroup() as tasks:
                    for _ in range(JOINING):
                        tasks.create_task(self._join_in_turn(waiting))
        except* (CannotDrive, TargetError) as failures:
            raise CannotDrive(str(failures.exceptions[0])) from failures
        await self._until_ready(self._clients)

    async def _join_in_turn(self, waiting: Iterator[int]) -> None:
        server = self._server
        for _ in waiting:
            opening = await server.opening()
            self._readers.add(server.host, server.port, server.upgrade, opening)
            self._added += 1
            await self._until_ready(max(0, self._added - AHEAD))

    async def _until_ready(self, members: int) -> None:
        if not await self._until("ready", members, JOIN_SECONDS):
            counts = dict(self._readers.counts())
            raise CannotDrive(
                f"{self._server.name}: {counts['ready']} of {members} came in, {counts['closed']} were closed"
            )

    async def _until(self, count: str, enough: int, seconds: float) -> bool:
        """Asked again and again: a wait in a thread of its own could not be cancelled."""
        end = time.monotonic() + seconds
        while dict(self._readers.counts())[count] < enough:
            if time.monotonic() > end:
                return False
            await asyncio.sleep(POLL_SECONDS)
        return True

    async def run(self, pace: Pace, asked: float, seconds: float) -> Delivery:
        """Post at a rate of `asked` deliveries per second; what came of it in a window of `seconds`.

        Raises CannotDrive when nothing came.
        """
        readers, messages = self._readers, asked / self._clients
        await self._calm()
        posters = math.ceil(messages / min(POST_PER_POSTER, self._server.most_per_poster))
        first = dict(readers.counts())
        readers.post(messages, min(posters, self._posters))
        await asyncio.sleep(SETTLE_SECONDS)
        readers.take_latencies()
        before = self._moment()
        await asyncio.sleep(seconds)
        after = self._moment()
        latencies = readers.take_latencies()
        readers.post(0.0, 0)
        outcome = await self._outcome(first)
        try:
            return measure(self._server.name, self._clients, pace, asked, before, after, latencies, outcome)
        except ValueError as error:
            raise CannotDrive(str(error)) from error

    async def _calm(self) -> None:
        """What is left of the last run must not count in this one: wait until nothing arrives for half a second."""
        end = time.monotonic() + CALM_SECONDS
        received, since = -1, 0
        while received != since and time.monotonic() < end:
            received = since
            await asyncio.sleep(0.5)
            since = dict(self._readers.counts())["received"]

    def _moment(self) -> Moment:
        counts = dict(self._readers.counts())
        return Moment(
            at=time.monotonic(),
            cpu=cpu_seconds(self._server.pid),
            received=counts["received"],
            frames=counts["messages"],
        )

    async def _outcome(self, first: dict[str, int]) -> Outcome:
        last = dict(self._readers.counts())
        expected = first["received"] + (last["posted"] - first["posted"]) * self._clients
        await self._until("received", expected, DRAIN_SECONDS)
        last = dict(self._readers.counts())
        return Outcome(
            lost=max(0, expected - last["received"]),
            twice=last["twice"] - first["twice"],
            closed=last["closed"],
        )


def make_room_for(clients: int) -> None:
    """Let this process, and those it starts, have as many sockets open. Raises CannotDrive."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * clients + SPARE_FILES  # the floor holds both ends
    if soft >= wanted:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(hard, wanted)))
    except (ValueError, OSError) as error:
        raise CannotDrive(f"{clients} clients need {wanted} open files, and {hard} are allowed") from error
