"""Loss of a node: people at three nodes talk in one room, its owner is killed with -9, and later everybody comes back at once.

Counted are what was acknowledged and lost or doubled, how long nothing was accepted, how soon those of the dead node
are back elsewhere, and (F17) what a herd that reconnects asks of PostgreSQL, by PostgreSQL's own count.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from random import Random

import httpx
from websockets.exceptions import InvalidHandshake

from loadtests.client import Client, Disconnected, Refused
from loadtests.login import Invite
from loadtests.postgres_server import StatementCounts
from loadtests.room_copy import Frame
from loadtests.scenarios.crowd import Crowd, Person, into, message
from loadtests.scenarios.nodes import Nodes, shared_nodes
from loadtests.scenarios.notebook import Notebook
from loadtests.scenarios.outcome import Outcome
from loadtests.scenarios.sightings import Sightings, token_of, words
from loadtests.scenarios.timetable import Act, moments, perform
from loadtests.target import Target
from signaling.codes import ErrorCode

ROOM = "question-zone"
NODES = 3
PATIENCE_SECONDS = 30.0
LOG_TABLES = ("events", "snapshots", "streams", "messages")
"""What a room is read from; F17 allows it once per room and not once per client."""
GROWTH, FIRST_SECONDS, LONGEST_SECONDS = 1.3, 0.5, 30.0
HISTORY_PAGE = 200


@dataclass(frozen=True)
class Plan:
    """`posts` per second over all people, for `seconds`; the owner dies after a third of them. The herd of `people`
    reconnects within `herd` seconds."""

    people: int = 45
    posts: float = 10.0
    seconds: float = 15.0
    herd: float = 3.0
    seed: int = 1


async def run(plan: Plan) -> Outcome:
    notebook = Notebook()
    async with shared_nodes() as nodes, Crowd(notebook, plan.seed) as crowd:
        story = _Story(plan, notebook, nodes)
        await story.gather(crowd)
        await perform(story.acts())
        await story.heal()
        herd = await story.herd()
        figures = story.figures() | herd | await story.history()
    return notebook.outcome("node_loss", plan, figures)


def retry_delay(attempt: int, random: Random) -> float:
    """Seconds before retry `attempt`, from 1, as pages wait: the first soon, later ones longer and spread out."""
    if attempt == 1:
        return random.uniform(0.1, 0.3)
    longest: float = min(LONGEST_SECONDS, FIRST_SECONDS * GROWTH ** (attempt - 2))
    return longest * random.uniform(0.75, 1.0)


class _Story:
    """Who is where, what they say, and what becomes of it."""

    def __init__(self, plan: Plan, notebook: Notebook, nodes: Nodes) -> None:
        self._plan, self._notebook, self._nodes = plan, notebook, nodes
        self._random = Random(plan.seed)
        self._sightings = Sightings(notebook)
        self._people: list[Person] = []
        self._at: dict[str, Target] = {}
        self._killed_at = math.inf
        self._accepted_after = math.inf
        self._posted: set[str] = set()

    async def gather(self, crowd: Crowd) -> None:
        """The first node is alone when the room is opened, so that it is the owner."""
        await self._come_to(crowd, await self._nodes.start())
        for node in await asyncio.gather(*(self._nodes.start() for _ in range(NODES - 1))):
            await self._come_to(crowd, node)
        for person in self._people:
            self._sightings.follow(person.client, ROOM)

    async def _come_to(self, crowd: Crowd, node: Target) -> None:
        share = max(1, self._plan.people // NODES)
        for person in await crowd.come(node.student, share, into(ROOM), name=f"At {len(self._at)},"):
            self._at[person.client.device] = node
            self._people.append(person)

    def acts(self) -> Iterator[Act]:
        for at in moments(self._random, self._plan.posts, self._plan.seconds):
            yield Act(at, partial(self._post, self._random.choice(self._people)))
        yield Act(self._plan.seconds / 3, self._kill_owner)

    # ------------------------------------------------------------ the loss

    async def _kill_owner(self) -> None:
        owner = self._nodes.running[0]
        theirs = [person for person in self._people if self._at[person.client.device] is owner]
        self._nodes.kill(owner)
        self._killed_at = time.monotonic()
        async with asyncio.TaskGroup() as tasks:
            for person in theirs:
                tasks.create_task(self._come_back(person, self._killed_at))

    async def _come_back(self, person: Person, since: float) -> None:
        """As a page does it, at a node that lives."""
        client = person.client
        with self._notebook.forgiving():
            await client.until_closed(PATIENCE_SECONDS)
            for attempt in count(1):
                await asyncio.sleep(retry_delay(attempt, person.random))
                node = person.random.choice(self._nodes.running)
                with contextlib.suppress(OSError, httpx.HTTPError, InvalidHandshake, Disconnected, Refused):
                    await self._resume(person, node)
                    self._notebook.waited("back", time.monotonic() - since)
                    return
                self._notebook.counts["tried_again"] += 1

    async def _resume(self, person: Person, node: Target) -> None:
        client = person.client
        entered = await client.reconnect(Invite.parse(node.student).origin)
        self._at[client.device] = node
        self._notebook.counts["resumed" if entered[ROOM]["resumed"] else "given_a_snapshot"] += 1

    async def _post(self, person: Person) -> None:
        """As a page does it: under one client id, until it is acknowledged."""
        token = self._sightings.announce("chat", ROOM)
        frame = message(person, words(token))
        since = time.monotonic()
        with self._notebook.forgiving():
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not await self._is_accepted(person, frame):
                    self._notebook.counts["sent_again"] += 1
            now = time.monotonic()
            self._sightings.acknowledge(token)
            self._posted.add(token)
            self._notebook.waited("chat_ack", now - since)
            if since > self._killed_at:
                self._accepted_after = min(self._accepted_after, now - self._killed_at)

    async def _is_accepted(self, person: Person, frame: Frame) -> bool:
        try:
            await person.client.command(ROOM, frame)
        except Refused as refused:
            if refused.retry_ms is None and refused.code != ErrorCode.NOT_IN_ROOM:  # on the way back into it
                raise
            await asyncio.sleep((refused.retry_ms or 100) / 1e3)
            return False
        except Disconnected:
            await asyncio.sleep(0.1)
            return False
        return True

    async def heal(self) -> None:
        """Everybody has what was acknowledged: who was given a snapshot reads what is older than it."""
        for person in self._people:
            with self._notebook.forgiving():
                if person.client.rooms[ROOM].snapshots > 1:
                    self._sightings.read(person.client, await _whole_history(person.client))
        await self._sightings.complete(PATIENCE_SECONDS)

    # ------------------------------------------------------------ the herd

    async def herd(self) -> dict[str, float]:
        """All are cut off at once and come back to where they were; what PostgreSQL was asked, less what it always is."""
        statements = self._nodes.statements
        began, start = await statements.read(), time.monotonic()
        await asyncio.sleep(self._plan.herd)
        idle, idle_seconds = await statements.read() - began, time.monotonic() - start
        began, start = await statements.read(), time.monotonic()
        await asyncio.gather(*(person.client.cut() for person in self._people))
        async with asyncio.TaskGroup() as tasks:
            for person in self._people:
                tasks.create_task(self._return(person))
        asked, seconds = await statements.read() - began, time.monotonic() - start
        each = len(self._people)
        reads = _room_reads(asked) - _room_reads(idle) * seconds / idle_seconds
        others = sum(_reads(asked).values()) - _room_reads(asked)
        return {
            "herd_room_reads": max(0.0, reads),
            "herd_room_reads_per_client": max(0.0, reads) / each,
            "herd_other_reads_per_client": others / each,
            "herd_writes_per_client": sum(_writes(asked).values()) / each,
            "idle_room_reads_per_s": _room_reads(idle) / idle_seconds,
        }

    async def _return(self, person: Person) -> None:
        await asyncio.sleep(person.random.uniform(0, self._plan.herd))
        with self._notebook.forgiving(), self._notebook.timed("herd_back"):
            await self._resume(person, self._at[person.client.device])

    # ------------------------------------------------------------ what is left

    def figures(self) -> dict[str, float]:
        copies = [person.client.rooms[ROOM] for person in self._people]
        return self._sightings.figures() | {
            "people": float(len(self._people)),
            "takeover_s": self._accepted_after,
            "gaps": float(sum(copy.gaps for copy in copies)),
            "duplicates": float(sum(copy.duplicates for copy in copies)),
        }

    async def history(self) -> dict[str, float]:
        """What somebody reads who was not there: everything that was acknowledged, once."""
        async with Client(self._nodes.running[-1].student, name="Auditor") as auditor:
            await auditor.enter_room(ROOM)
            found = Counter(token_of(message["body"]) for message in await _whole_history(auditor))
        return {
            "history_lost": float(sum(token not in found for token in self._posted)),
            "history_twice": float(sum(found[token] > 1 for token in self._posted)),
        }


async def _whole_history(client: Client) -> list[Frame]:
    messages: list[Frame] = []
    more, before = True, None
    while more:
        page = await client.read_history(ROOM, before=before, limit=HISTORY_PAGE)
        messages += page["messages"]
        more, before = page["more"], page["messages"][0]["id"] if page["messages"] else None
    return messages


def _room_reads(counts: Counter[str]) -> int:
    return StatementCounts.about(_reads(counts), *LOG_TABLES)


def _reads(counts: Counter[str]) -> Counter[str]:
    return _only(counts, lambda query: query.startswith(("SELECT", "WITH")) and not _locks(query))


def _writes(counts: Counter[str]) -> Counter[str]:
    return _only(counts, lambda query: query.startswith(("INSERT", "UPDATE", "DELETE")) or _locks(query))


def _locks(query: str) -> bool:
    """The first statement of an append: who has the stream, and where it stands."""
    return query.endswith("FOR UPDATE")


def _only(counts: Counter[str], fits: Callable[[str], bool]) -> Counter[str]:
    return Counter({query: calls for query, calls in counts.items() if fits(query.strip().upper())})
