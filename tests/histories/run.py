"""One seed is one run of three real nodes: who is there, what they do, and what goes wrong. `run` records it all.

First there is trouble; then everything is healed and people fall silent; then every timer that was due has rung, and
everybody asks anew for what they see. Faults and deeds are drawn from the seed; when what arrives is up to the machine.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Callable
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from random import Random

from msgspec import to_builtins

from loadtests.client import Client
from loadtests.login import Invite, Login
from rooms.kinds import RoomKind
from rooms.roles import Role
from server.app import open_database
from server.first_space import SPACE
from server.storage.directory import SqlDirectory
from signaling.ports import RoomSpec
from tests.chaos.deeds import come_back, keep_busy
from tests.chaos.history import Fault, Happening, History, Person
from tests.chaos.page import Page
from tests.chaos.rules.ringing import LATE_SECONDS, RECOVERY_SECONDS
from tests.chaos.simulation import COVERAGE, ROOMS
from tests.histories import witness
from tests.histories.cluster import Cluster, cluster
from tests.histories.faults import happen, plan
from tests.histories.network import Network
from tests.support.postgres import PostgresServer

PEOPLE = {
    "Tess": Role.TEACHER,
    "Ada": Role.STUDENT,
    "Bo": Role.STUDENT,
    "Chen": Role.STUDENT,
    "Dina": Role.STUDENT,
    "Emil": Role.STUDENT,
}
DEVICE = "-device"
REST_SECONDS = RECOVERY_SECONDS + LATE_SECONDS
"""After it, whatever was due in the trouble has rung."""
SETTLED_WITHIN_SECONDS = 45.0
"""After everything is healed: a page may be about to wait half a minute for its next attempt."""
SHOWN_SECONDS = 1.0
SPARE_SECONDS = 150.0
"""What a run may take besides its trouble before it is given up."""
_KINDS = (RoomKind.QA, RoomKind.ZONE)
_ALL_WEEK = {
    day: [{"start": 0, "end": 24 * 60}]
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
}


class Run:
    def __init__(self, seed: int, seconds: float, made: Cluster) -> None:
        self._seed, self._seconds, self._cluster = seed, seconds, made
        self.history = History(seed, began_at=time.time())
        self._sessions, self._faults = count(1), count(1)
        self._pages: list[Page] = []

    async def run(self) -> None:
        await _found_rooms(self._cluster.url)
        await witness.watch(self._cluster.url)
        await self._cluster.start()
        await self._promise()
        async with AsyncExitStack() as stack:
            for name, role in PEOPLE.items():
                await self._welcome(stack, name, role)
            self.history.people = [
                Person(page.name, page.role, page.device, page.rooms) for page in self._pages
            ]
            await self._live()
        await self._keep()

    async def _live(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            living = [tasks.create_task(page.live()) for page in self._pages]
            await self._settle("before the trouble")
            await self._trouble()
            for page in self._pages:
                come_back(page)
            await self._settle("after the trouble")
            await asyncio.sleep(REST_SECONDS)
            await self._audit()
            for task in living:
                task.cancel()

    # ------------------------------------------------------------ before

    async def _promise(self) -> None:
        """Clocks of seconds, around the clock, so that their levels fall into the trouble."""
        operator = Login(Invite.parse(self._cluster.nodes[0].process.links[Role.OPERATOR]), name="Olga")
        await operator.open()
        duty_plan = {
            "calendar": {"zone": "UTC", "weekly": _ALL_WEEK},
            "roster": {"version": 1, "shifts": []},
            "targets": to_builtins(COVERAGE.targets, str_keys=True),
            "occasions": to_builtins(COVERAGE.occasions, str_keys=True),
        }
        await operator.request("PUT", "/api/duty/plan", duty_plan)

    async def _welcome(self, stack: AsyncExitStack, name: str, role: Role) -> None:
        random = Random(f"{name} {self._seed}")
        link = random.choice(self._cluster.nodes).process.links[role]
        client = await stack.enter_async_context(Client(link, name=name, device=f"{name}{DEVICE}"))
        member = client.welcome["member"]
        self._cluster.clients[member] = client
        rooms = [*ROOMS] if random.random() < 0.5 else [random.choice(ROOMS)]

        self._pages.append(
            Page(
                member,
                role,
                rooms,
                time.time,
                random,
                self._record,
                lambda: random.choice(self._cluster.nodes),
                lambda: next(self._sessions),
            )
        )

    # ------------------------------------------------------------ the trouble

    async def _trouble(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            for planned in plan(self._seed, self._seconds):
                tasks.create_task(happen(planned, self._cluster, self._begins))
            for name, page in zip(PEOPLE, self._pages, strict=True):
                tasks.create_task(keep_busy(page, Random(f"{name} acts {self._seed}"), self._seconds))

    def _begins(self, what: str) -> Callable[[], None]:
        number = next(self._faults)
        self._record(Fault(time.time(), what, number))
        return lambda: self._record(Fault(time.time(), what, number, is_over=True))

    # ------------------------------------------------------------ after

    async def _settle(self, when: str) -> None:
        """Everybody is where they want to be, and everything is answered."""
        for _ in range(int(SETTLED_WITHIN_SECONDS * 4)):
            if all(page.is_settled for page in self._pages):
                return
            await asyncio.sleep(0.25)
        self.history.broken.append(f"people are not settled {when}")

    async def _audit(self) -> None:
        """What does everybody see who asks anew?"""
        self.history.audited_from = time.time()
        for page in self._pages:
            rooms = sorted(page.is_in)
            self.history.audits[page.name] = (page.session, rooms)
            for room in rooms:
                page.enter(room, anew=True)
        await self._settle("after having asked anew")
        await asyncio.sleep(SHOWN_SECONDS)

    async def _keep(self) -> None:
        self.history.ended_at = time.time()
        for node in self._cluster.nodes:
            node.look()
            if node.ended_by_itself:
                self.history.broken.append(f"{node.id} ended by itself")
        network = self._cluster.network
        machines = {address: name for name, address in network.addresses.items()}
        wrote = await witness.wrote(self._cluster.url, machines)
        self.history.happened += [each for each in wrote if each.room in ROOMS]
        self.history.happened.sort(key=lambda each: each.at)
        await witness.keep_logs(self.history, self._cluster.url, ROOMS, self._pages)

    def _record(self, happening: Happening) -> None:
        self.history.happened.append(happening)


async def run(
    seed: int, seconds: float, network: Network, postgres: PostgresServer, directory: Path
) -> History:
    """`seconds` of trouble, and about a minute more. A run that does not come to its end is broken. Nodes keep their data and what they log in `directory`."""
    async with cluster(network, postgres, directory) as made:
        current = Run(seed, seconds, made)
        try:
            async with asyncio.timeout(seconds + SPARE_SECONDS):
                await current.run()
        except (TimeoutError, ExceptionGroup) as failure:
            current.history.broken.append("".join(traceback.format_exception(failure)))
    return current.history


async def _found_rooms(url: str) -> None:
    async with open_database(url) as database:
        rooms = [RoomSpec(room, SPACE, room, kind) for room, kind in zip(ROOMS, _KINDS, strict=True)]
        await SqlDirectory(database).create_space(SPACE, "Academy", time.time(), rooms)
