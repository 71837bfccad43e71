"""The media scenarios: one teacher before an audience, and study rooms in which everybody sees everybody.

They drive a server from outside, as clients do, and read CPU times from the system. They print nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType

import studyhall_probe

from loadtests.client import Client
from loadtests.cpu import cpu_seconds
from loadtests.janus import janus_server
from loadtests.light_member import Cast, cast
from loadtests.measurement import Floor, Measurement, Reading, measure
from loadtests.target import Target

SETTLE_SECONDS = 1.0
FLOOR_SECONDS = 5.0


@dataclass(frozen=True)
class Plan:
    """`joining`: how many join at the same time. `seconds`: of each window."""

    viewers: tuple[int, ...]
    mesh: tuple[int, ...]
    seconds: float
    bits_per_second: int = 1_000_000
    joining: int = 4

    @property
    def patience(self) -> float:
        """Seconds after which something must be wrong."""
        people = max(self.viewers, default=0) + sum(self.mesh)
        windows = len(self.viewers) + len(self.mesh)
        return 60 + people + windows * (self.seconds + SETTLE_SECONDS + FLOOR_SECONDS + 5)


async def floors(plan: Plan) -> dict[int, Floor]:
    """The floor program for each audience, while nothing else runs."""
    found = {}
    for viewers in plan.viewers:
        seconds = min(plan.seconds, FLOOR_SECONDS)
        packets, received, cpu = await asyncio.to_thread(
            studyhall_probe.floor, viewers, seconds, bits_per_second=plan.bits_per_second, gso=True
        )
        found[viewers] = Floor(cpu / packets * 1e6, packets, received)
    return found


async def audience(target: Target, plan: Plan, floor: dict[int, Floor]) -> list[Measurement]:
    """A teacher on the stage; viewers come in steps and stay. One measurement per step."""
    measurements = []
    async with cast() as members, contextlib.AsyncExitStack() as room:
        teacher = await room.enter_async_context(Client(target.teacher, name="Bench teacher"))
        stage = await room_of_kind(teacher, "qa")
        await teacher.enter_room(stage)
        await members.publish(teacher, stage, plan.bits_per_second)
        crowd = await room.enter_async_context(Crowd(target.student, members, stage, plan.joining))
        for viewers in sorted(plan.viewers):
            joins = await crowd.grow(viewers, tracks=1)
            before, after = await _window((target.media, target.web), members, plan.seconds)
            measurement = measure(
                "audience",
                before,
                after,
                publishers=1,
                receivers_per_publisher=viewers,
                viewers=viewers,
                joins=joins,
                latencies=members.probe.take_latencies(),
                floor=floor.get(viewers),
            )
            measurements.append(measurement)
    return measurements


async def audience_of_janus(plan: Plan, floor: dict[int, Floor]) -> list[Measurement]:
    """The same audience before Janus's video room. One measurement per step."""
    measurements = []
    async with janus_server() as janus, cast() as members:
        feed = await janus.publish(members, plan.bits_per_second)
        turn = asyncio.Semaphore(plan.joining)
        watching = 0

        async def view() -> float:
            async with turn:
                return await janus.view(members, feed)

        for viewers in sorted(plan.viewers):
            joins = await asyncio.gather(*(view() for _ in range(viewers - watching)))
            watching = viewers
            before, after = await _window((janus.pid, None), members, plan.seconds)
            measurement = measure(
                "Janus",
                before,
                after,
                publishers=1,
                receivers_per_publisher=viewers,
                viewers=viewers,
                joins=joins,
                latencies=members.probe.take_latencies(),
                floor=floor.get(viewers),
            )
            measurements.append(measurement)
    return measurements


async def mesh(target: Target, plan: Plan, size: int) -> Measurement:
    """`size` members of a study room, each of whom sends to all others."""
    async with cast() as members, contextlib.AsyncExitStack() as room:
        first = await room.enter_async_context(Client(target.student, name="Bench guide"))
        study = await room_of_kind(first, "study")
        crowd = Crowd(target.student, members, study, plan.joining, publishing=plan.bits_per_second)
        await room.enter_async_context(crowd)
        joins = await crowd.grow(size, tracks=size - 1)
        before, after = await _window((target.media, target.web), members, plan.seconds)
        return measure(
            "mesh",
            before,
            after,
            publishers=size,
            receivers_per_publisher=size - 1,
            viewers=size,
            joins=joins,
            latencies=members.probe.take_latencies(),
        )


async def room_of_kind(client: Client, kind: str) -> str:
    """The first room of this kind in the client's space. Raises LookupError."""
    await client.watch_lobby(True)
    rooms = (await client.frame("lobby"))["rooms"]
    await client.watch_lobby(False)
    for room in rooms:
        if room["kind"] == kind:
            return str(room["id"])
    raise LookupError(f"the space has no room of kind {kind}")


class Crowd:
    """Members who enter one room and stay in it until the block ends."""

    def __init__(
        self, link: str, members: Cast, room: str, joining: int, publishing: int | None = None
    ) -> None:
        """`publishing`: bits per second of the camera that each of them sends; None: they only watch."""
        self._link, self._members, self._room, self._publishing = link, members, room, publishing
        self._turn = asyncio.Semaphore(joining)
        self._leave = asyncio.Event()
        self._tasks = asyncio.TaskGroup()
        self._size = 0

    async def __aenter__(self) -> Crowd:
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave.set()
        await self._tasks.__aexit__(kind, error, trace)

    async def grow(self, size: int, tracks: int) -> list[float]:
        """Let more enter until there are `size`; the join times of the new ones, in seconds."""
        loop = asyncio.get_running_loop()
        joined: list[asyncio.Future[float]] = [loop.create_future() for _ in range(size - self._size)]
        published = [loop.create_future() for _ in joined]
        for publishing, viewing in zip(published, joined, strict=True):
            self._tasks.create_task(self._stay(publishing, viewing, published, tracks))
        self._size = size
        return list(await asyncio.gather(*joined))

    async def _stay(
        self,
        published: asyncio.Future[None],
        joined: asyncio.Future[float],
        all_published: Sequence[asyncio.Future[None]],
        tracks: int,
    ) -> None:
        async with contextlib.AsyncExitStack() as stay:
            async with self._turn:
                name = f"Bench {len(self._members.peers)}"
                client = await stay.enter_async_context(Client(self._link, name=name))
                await client.enter_room(self._room)
                if self._publishing is not None:
                    await self._members.publish(client, self._room, self._publishing)
                published.set_result(None)
            await asyncio.gather(
                *all_published
            )  # nobody watches before all send: then all sections are filled
            async with self._turn:
                joined.set_result(await self._members.view(client, self._room, tracks))
            await self._leave.wait()


Processes = tuple[int, int | None]
"""The process that forwards media, and the one that serves pages, if there is one."""


async def _window(processes: Processes, members: Cast, seconds: float) -> tuple[Reading, Reading]:
    await asyncio.sleep(SETTLE_SECONDS)
    members.probe.take_latencies()
    before = _read(processes, members)
    await asyncio.sleep(seconds)
    return before, _read(processes, members)


def _read(processes: Processes, members: Cast) -> Reading:
    media, web = processes
    return Reading(
        at=time.monotonic(),
        media_cpu=cpu_seconds(media),
        web_cpu=0.0 if web is None else cpu_seconds(web),
        tool_cpu=time.process_time(),
        viewers=dict(members.probe.viewers()),
        publishers=dict(members.probe.publishers()),
    )
