"""`studyhall bench timers`: very many waiting obligations on one node, and whether each is told of in time, once.

Rooms are real, and so are their deadlines and the timer that a host sets for them after every change. What a host does
beside that (its log, its second copy of the room, its clients) is not measured. On the simulated clock the same happens
without real time: it shows that none is missed and none comes twice, however fast it goes.
"""

from __future__ import annotations

import asyncio
import heapq
import os
import random
import resource
import sys
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

from msgspec import Struct

from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.life.terms import OpenRoom, Tick
from rooms.obligations.events import ObligationAnswered, ObligationEscalated, ObligationOpened
from rooms.obligations.terms import LEVELS, Anchor, AnchorKind, ClockKind, How, ObligationClass
from rooms.room import Room
from rooms.terms import SYSTEM
from signaling.ports import Clock
from signaling.room_timer import RoomTimer

DUE_SHARE = 0.01
"""Of what waits, so much reaches a level within the measured time; the rest only must be there."""
STEP_SECONDS = 0.005
AT_ONCE = 50
"""A machine that is too slow falls behind with arming and cancelling, and not with what is due."""
CHURN_SECONDS = 1.0
"""What is armed during the measurement is cancelled after this, well before it is due."""
GRACE_SECONDS = 1.0
"""A deadline that nobody was told of so long after it was missed."""
HOURS = 7200.0
FIRST_SECONDS = 86_400.0
"""A target so long that no second level of it is reached within a measurement."""


class _Key(Struct, frozen=True, gc=False):
    """An obligation of one room. What the bench remembers is no work for the garbage collector."""

    room: int
    id: int


class _Armed(Struct, frozen=True, gc=False):
    at: float
    key: _Key


class Plan(Struct, frozen=True):
    """`rate`: obligations that are armed, and as many cancelled, per second. `lead`: seconds until the first of those
    that will be due is, as arming them takes a while.
    """

    pending: int = 1_000_000
    rooms: int = 10_000
    rate: int = 10_000
    seconds: float = 10.0
    lead: float = 3.0


class Figures(Struct, frozen=True):
    """Lateness is in seconds; `bytes_each` is what one waiting obligation adds to the process.

    `cpu_us_each`: microseconds of CPU of the measurement for each that was armed and cancelled, with what fired meanwhile.
    `starved`: share of the time in which the process wanted a core and had none. `load`: of the machine, at the end.
    """

    fired: int
    missed: int
    twice: int
    wrong: int  # too early, or of what was cancelled
    churned_per_second: float
    late_p50: float
    late_p99: float
    late_max: float
    bytes_each: float
    cpu_us_each: float
    starved: float
    load: float


class SimulatedClock:
    """Implements `signaling.ports.Clock`: time passes when it is told to."""

    def __init__(self) -> None:
        self._now = 0.0
        self._order = count()
        self._calls: list[tuple[float, int, Callable[[], None]]] = []
        self._pending: set[int] = set()

    def now(self) -> float:
        return self._now

    def call_at(self, when: float, call: Callable[[], None]) -> Callable[[], None]:
        number = next(self._order)
        self._pending.add(number)
        heapq.heappush(self._calls, (when, number, call))
        return lambda: self._pending.discard(number)

    async def pass_by(self, seconds: float) -> None:
        """What falls due on the way is called at its time."""
        until = self._now + seconds
        while self._calls and self._calls[0][0] <= until:
            when, number, call = heapq.heappop(self._calls)
            self._now = max(self._now, when)
            if number in self._pending:
                self._pending.discard(number)
                call()
        self._now = until


class _Hosted:
    """One room with its timer."""

    def __init__(self, number: int, clock: Clock, told: Callable[[int, ObligationEscalated], None]) -> None:
        self._number = number
        self._clock, self._told = clock, told
        self._room = Room()
        self._timer = RoomTimer(clock)
        self._last_id = 0
        decided = self._room.handle(
            OpenRoom("Algebra", RoomKind.ZONE, id=f"zone-{number}"), SYSTEM, clock.now()
        )
        self._take(decided if isinstance(decided, list) else [])

    def wait_for(self, seconds: float) -> tuple[int, float]:
        """Somebody is owed an answer from now on, and its first level is reached after so long: its id, and when."""
        now = self._clock.now()
        self._last_id += 1
        consumed = FIRST_SECONDS * LEVELS[0] / 100 - seconds
        opened = ObligationOpened(
            at=now,
            id=self._last_id,
            asker=f"member-{self._number}-{self._last_id}",
            asker_name=f"Member {self._last_id}",
            class_=ObligationClass.STATEMENT,
            anchor=Anchor(AnchorKind.MESSAGE, self._last_id),
            excerpt=f"{self._last_id}: is the derivative of a product the product of the derivatives?",
            clock=ClockKind.WALL,
            first=FIRST_SECONDS,
            due_at=now + FIRST_SECONDS - consumed,
            consumed=consumed,
        )
        self._take([opened])
        return self._last_id, now + seconds

    def answer(self, id: int) -> None:
        now = self._clock.now()
        answered = ObligationAnswered(
            at=now, id=id, asker="", by="tess", how=How.REPLY, consumed=1.0, first=True
        )
        self._take([answered])

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        decided = self._room.handle(Tick(), SYSTEM, self._clock.now())
        self._take(decided if isinstance(decided, list) else [])

    def _take(self, events: list[AnyEvent]) -> None:
        for event in events:
            self._room.apply(event)
            if isinstance(event, ObligationEscalated):
                self._told(self._number, event)
        self._timer.set(self._room.next_deadline(), self._tick)


class _Bench:
    def __init__(self, plan: Plan, clock: Clock, pause: Callable[[float], Awaitable[None]]) -> None:
        self._plan, self._clock, self._pause = plan, clock, pause
        self._random = random.Random(7)
        self._soon = round(plan.pending * DUE_SHARE)
        self._hosted = [_Hosted(number, clock, self._heard) for number in range(plan.rooms)]
        self._due: dict[_Key, float] = {}
        self._fired: Counter[_Key] = Counter()
        self._late: list[float] = []
        self._wrong = 0
        self._churning: deque[_Armed] = deque()
        self._churned = 0
        self._used = _Usage(0.0, 0.0, 0.0)

    def fill(self) -> None:
        """What waits for hours, and of which nobody should hear."""
        for number in range(self._plan.pending - self._soon):
            self._hosted[number % self._plan.rooms].wait_for(HOURS + self._random.random() * HOURS)

    async def measure(self) -> None:
        for number in range(self._soon):
            self._wait(
                number % self._plan.rooms, self._plan.lead + self._random.random() * self._plan.seconds
            )
        start, self._used = self._clock.now(), _Usage.now()
        while (passed := self._clock.now() - start) < self._plan.seconds + self._plan.lead:
            asked = int(passed * self._plan.rate)
            for _ in range(min(asked - self._churned, AT_ONCE)):
                self._arm_one()
            self._cancel_some()
            await self._pause(0.0 if asked > self._churned else STEP_SECONDS)
        self._used = _Usage.now().since(self._used)
        await self._pause(GRACE_SECONDS)
        for hosted in self._hosted:
            hosted.stop()

    def figures(self, bytes_each: float) -> Figures:
        until = self._clock.now() - GRACE_SECONDS / 2  # of what is due later nobody is told any more
        late = sorted(self._late) or [0.0]
        return Figures(
            fired=len(self._late),
            missed=sum(1 for key, at in self._due.items() if at <= until and key not in self._fired),
            twice=sum(times - 1 for times in self._fired.values()),
            wrong=self._wrong,
            churned_per_second=self._churned / (self._plan.seconds + self._plan.lead),
            late_p50=late[len(late) // 2],
            late_p99=late[len(late) * 99 // 100],
            late_max=late[-1],
            bytes_each=bytes_each,
            cpu_us_each=self._used.cpu / max(1, self._churned) * 1e6,
            starved=self._used.starved / self._used.wall,
            load=os.getloadavg()[0],
        )

    def _wait(self, room: int, seconds: float) -> _Key:
        id, due = self._hosted[room].wait_for(seconds)
        key = _Key(room, id)
        self._due[key] = due
        return key

    def _arm_one(self) -> None:
        room = self._random.randrange(self._plan.rooms)
        key = self._wait(room, 5.0 + self._random.random() * 60.0)
        self._churning.append(_Armed(self._clock.now(), key))
        self._churned += 1

    def _cancel_some(self) -> None:
        """What was armed a while ago."""
        before = self._clock.now() - CHURN_SECONDS
        for _ in range(2 * AT_ONCE):
            if not self._churning or self._churning[0].at > before:
                return
            key = self._churning.popleft().key
            self._hosted[key.room].answer(key.id)
            del self._due[key]

    def _heard(self, room: int, event: ObligationEscalated) -> None:
        key = _Key(room, event.id)
        self._fired[key] += 1
        due = self._due.get(key)
        if due is None or event.at < due - 1e-6:
            self._wrong += 1
        else:
            self._late.append(event.at - due)


class _Usage(Struct, frozen=True):
    """Seconds of the process: on a core, waiting for one, and by the clock on the wall."""

    cpu: float
    starved: float
    wall: float

    @classmethod
    def now(cls) -> _Usage:
        schedule = Path(
            "/proc/self/schedstat"
        )  # Linux: nanoseconds on a core, waiting for one, and how often
        starved = int(schedule.read_text().split()[1]) / 1e9 if schedule.exists() else 0.0
        return cls(time.process_time(), starved, time.monotonic())

    def since(self, before: _Usage) -> _Usage:
        return _Usage(self.cpu - before.cpu, self.starved - before.starved, self.wall - before.wall)


async def measure(
    plan: Plan, clock: Clock, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> Figures:
    """`pause` lets time pass on `clock`."""
    bench = _Bench(plan, clock, pause)
    before = _peak_bytes()
    bench.fill()
    bytes_each = (_peak_bytes() - before) / plan.pending
    await bench.measure()
    return bench.figures(bytes_each)


def _peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
