"""One seed is one run of a cluster: its nodes, its people, what they do, and what goes wrong. `run(seed)` records it all.

First there is trouble; then everything is healed and people fall silent; then every timer has rung, and everybody who
is there asks anew for what they see.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from random import Random

from msgspec import to_builtins

from community.covered_time import Window
from rooms.obligations.standard import EVER
from rooms.obligations.terms import ClockKind, Coverage, ObligationClass, Occasion, SetCoverage, Target
from rooms.roles import Role
from rooms.terms import SYSTEM
from rooms.visibility import audience_of
from tests.chaos.deeds import come_back, keep_busy
from tests.chaos.faults import happen, plan
from tests.chaos.history import Fault, Happening, History, Person
from tests.chaos.lines import Exchange
from tests.chaos.loop import SimulatedLoop, Stuck
from tests.chaos.machine import Machine, SimulatedClock
from tests.chaos.page import Page
from tests.chaos.servers import Servers

ROOMS = ("qa", "zone")
PEOPLE = (
    ("tess", Role.TEACHER),
    ("ada", Role.STUDENT),
    ("bo", Role.STUDENT),
    ("tom", Role.TA),
    ("chen", Role.ACTIVE),
    ("gil", Role.GUEST),
)
TROUBLE_SECONDS = 20.0
REST_SECONDS = 45.0
"""Longer than a reconnect grace, than the last level of any clock, and than what a bus loses stays unnoticed."""
AUDIT_SECONDS = 1.0

_HURRIED = Target(first=5.0, full=10.0, clock=ClockKind.COVERED)
_HURRIED_BY_THE_WALL = Target(first=4.0, full=None, clock=ClockKind.WALL)
COVERAGE = Coverage(
    version=1,
    targets={
        ObligationClass.QUESTION: _HURRIED,
        ObligationClass.STATEMENT: Target(first=6.0, full=None, clock=ClockKind.COVERED),
        ObligationClass.NEWCOMER: _HURRIED,
        ObligationClass.HAND: _HURRIED_BY_THE_WALL,
    },
    windows=[Window(EVER.start, EVER.end)],
    occasions={Occasion.LIVE_QUESTION: _HURRIED_BY_THE_WALL},
)
"""Clocks of seconds, so that their levels fall into the trouble and into the rest."""


class Simulation:
    """Implements `faults.Ground`."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self.loop = SimulatedLoop(Random(f"steps {seed}"))
        self.history = History(seed)
        self.servers = Servers(SimulatedClock(self.loop), self._record)
        self.exchange = Exchange(Random(f"bus {seed}"))
        self._seed = seed
        self._machines: list[Machine] = []
        self._dead: list[Machine] = []
        self._numbers = count(1)
        self._sessions = count(1)
        self._faults = count(1)
        self.pages: list[Page] = []

    # ------------------------------------------------------------ for faults

    def machines(self) -> list[Machine]:
        return self._machines

    def forsake(self, machine: Machine) -> None:
        """Mostly its kernel says so; a machine that lost its power says nothing."""
        for page in self.pages:
            if page.node is machine and page.link is not None:
                if self._random.random() < 0.7:
                    page.link.reset()
                else:
                    page.link.lose()

    def replace(self, machine: Machine) -> None:
        if machine not in self._machines:
            return  # killed while it drained, or the other way round: somebody else has its place
        self._machines.remove(machine)
        self._dead.append(machine)
        self._begin()

    def begins(self, what: str) -> Callable[[], None]:
        number = next(self._faults)
        self._record(Fault(self.loop.time(), what, number))
        return lambda: self._record(Fault(self.loop.time(), what, number, is_over=True))

    # ------------------------------------------------------------ the run

    async def run(self) -> None:
        random = self._random
        for _ in range(random.choice((2, 3, 3, 4))):
            self._begin()
        people = PEOPLE[: random.choice((3, 4, 5, 6))]
        self.servers.tickets.given.update(people)
        for name, role in people:
            rooms = [*ROOMS] if random.random() < 0.5 else [random.choice(ROOMS)]
            self.pages.append(self._page(name, role, rooms))
        self.history.people = [Person(page.name, page.role, page.device, page.rooms) for page in self.pages]
        await asyncio.sleep(1.0)
        await self._prepare()
        async with asyncio.TaskGroup() as tasks:
            living = [tasks.create_task(page.live()) for page in self.pages]
            await self._trouble()
            for page in self.pages:
                come_back(page)
            await asyncio.sleep(REST_SECONDS)
            await self._audit()
            for task in living:
                task.cancel()
        self.history.ended_at = self.loop.time()
        await self._keep()

    def failures(self) -> list[str]:
        """Nodes that ended by themselves."""
        return [
            f"{machine.id} ended: {failure!r}"
            for machine in (*self._machines, *self._dead)
            if (failure := machine.failure()) is not None
        ]

    async def close(self) -> None:
        machines = (*self._machines, *self._dead)
        for machine in machines:
            machine.kill()
        for machine in machines:
            await machine.bury()

    async def _prepare(self) -> None:
        for room in ROOMS:
            await self._machines[0].ask(room, SetCoverage(COVERAGE), SYSTEM)

    async def _trouble(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            for planned in plan(self._random, TROUBLE_SECONDS):
                tasks.create_task(happen(planned, self))
            for page in self.pages:
                tasks.create_task(self._act(page))

    async def _act(self, page: Page) -> None:
        await keep_busy(page, Random(f"{page.name} acts {self._seed}"), TROUBLE_SECONDS)

    async def _audit(self) -> None:
        """What does everybody see who asks anew?"""
        self.history.audited_from = self.loop.time()
        for page in self.pages:
            rooms = sorted(page.is_in)
            self.history.audits[page.name] = (page.session, rooms)
            for room in rooms:
                page.enter(room, anew=True)
        await asyncio.sleep(AUDIT_SECONDS)

    async def _keep(self) -> None:
        for room in ROOMS:
            self.history.logs[room] = await self.servers.recorded(room)
            replayed = await self.servers.replayed(room)
            self.history.replayed[room] = {
                page.name: to_builtins(replayed.snapshot(audience_of(page.name, page.role)))
                for page in self.pages
            }

    # ------------------------------------------------------------ its parts

    def _begin(self) -> None:
        machine = Machine(f"node-{next(self._numbers)}", self.loop, self.servers, self.exchange, self._seed)
        self._machines.append(machine)

    def _page(self, name: str, role: Role, rooms: list[str]) -> Page:
        random = Random(f"{name} {self._seed}")

        def node() -> Machine | None:
            taking = [machine for machine in self._machines if machine.takes_people]
            return random.choice(taking) if taking else None

        return Page(
            name, role, rooms, self.loop.time, random, self._record, node, lambda: next(self._sessions)
        )

    def _record(self, happening: Happening) -> None:
        self.history.happened.append(happening)


def run(seed: int) -> History:
    """The same history for the same seed, as long as strings hash alike (PYTHONHASHSEED)."""
    simulation = Simulation(seed)
    history = simulation.history
    with _quiet():
        try:
            simulation.loop.run(simulation.run())
        except Stuck as stuck:
            history.broken.append(str(stuck))
        else:
            history.broken += [*simulation.loop.complaints, *simulation.failures()]
        finally:
            simulation.loop.run(simulation.close())
            simulation.loop.close()
    return history


@contextmanager
def _quiet() -> Iterator[None]:
    """What nodes log of the trouble is of no use: it is in the history."""
    disabled = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(disabled)
