"""Virtual people: each a real client with a seed of its own, who comes in, stays, and goes when the block ends.

Who cannot come is counted and missing; the others stay. What people do is the scenario's business.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random
from types import TracebackType

from loadtests.client import Client
from loadtests.room_copy import Frame
from loadtests.scenarios.notebook import Notebook

JOINING = 8
"""How many are on their way in at the same time, where they do not come by a timetable."""


@dataclass(frozen=True, eq=False)
class Person:
    """`random` decides everything that is left to chance about them."""

    client: Client
    random: Random

    @property
    def member(self) -> str:
        return str(self.client.welcome["member"])


Entering = Callable[[Person], Awaitable[None]]
"""What somebody does before they count as having come."""


class Crowd:
    """Use it as `async with Crowd(notebook, seed) as crowd`."""

    def __init__(self, notebook: Notebook, seed: int) -> None:
        self.people: list[Person] = []
        self._notebook = notebook
        self._random = Random(seed)
        self._leave = asyncio.Event()
        self._tasks = asyncio.TaskGroup()
        self._turn = asyncio.Semaphore(JOINING)

    async def __aenter__(self) -> Crowd:
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave.set()
        await self._tasks.__aexit__(kind, error, trace)

    async def come(
        self,
        link: str,
        count: int,
        entering: Entering,
        *,
        name: str = "Person",
        at: Sequence[float] | None = None,
        before: Callable[[], Awaitable[None]] | None = None,
    ) -> list[Person]:
        """So many come by this link, a few at a time, or each `at` so many seconds from now; those who made it.

        `before`: what each of them does before they connect.
        """
        first = before or _nothing
        loop = asyncio.get_running_loop()
        arrivals: list[asyncio.Future[Person | None]] = [loop.create_future() for _ in range(count)]
        began = loop.time()
        for number, arrived in enumerate(arrivals):
            client = Client(link, name=f"{name} {number}", timeout=30.0)
            person = Person(client, Random(self._random.getrandbits(64)))
            when = None if at is None else began + at[number]
            self._tasks.create_task(self._stay(person, first, entering, arrived, when))
        came = [person for person in await asyncio.gather(*arrivals) if person is not None]
        self.people += came
        return came

    async def _stay(
        self,
        person: Person,
        before: Callable[[], Awaitable[None]],
        entering: Entering,
        arrived: asyncio.Future[Person | None],
        when: float | None,
    ) -> None:
        if when is not None:
            await asyncio.sleep(max(0.0, when - asyncio.get_running_loop().time()))
        async with contextlib.AsyncExitStack() as stay:
            with self._notebook.forgiving():
                async with self._turn if when is None else contextlib.nullcontext():
                    await before()
                    await stay.enter_async_context(person.client)
                    await entering(person)
                arrived.set_result(person)
            if not arrived.done():
                arrived.set_result(None)
                return
            await self._leave.wait()


def cid(person: Person) -> str:
    """A client id, of their seed."""
    return f"{person.random.getrandbits(64):016x}"


def message(person: Person, text: str) -> Frame:
    """The command that posts it."""
    return {"t": "post_message", "cid": cid(person), "body": text}


def into(room: str) -> Entering:
    """Into one room, and nothing else."""

    async def enter(person: Person) -> None:
        await person.client.enter_room(room)

    return enter


async def _nothing() -> None:
    """They connect at once."""
