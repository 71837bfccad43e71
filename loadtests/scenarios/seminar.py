"""A seminar: several study rooms at once, in each of which everybody sends sound and picture to everybody, writes, and runs
one focus timer together. What is said in one room is heard in no other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from random import Random

from loadtests.light_member import Cast, cast
from loadtests.login import Invite, Login
from loadtests.scenarios.crowd import Crowd, Person, into, message
from loadtests.scenarios.meter import Reading, per_delivery, send_microseconds
from loadtests.scenarios.notebook import Notebook
from loadtests.scenarios.outcome import Outcome
from loadtests.scenarios.sightings import Sightings
from loadtests.scenarios.timetable import Act, moments, perform
from loadtests.target import Target, own_server

BITS_PER_SECOND = 300_000
SETTLE_SECONDS = 5.0
TIMER = (("start_focus", "focus_started"), ("pause_focus", "focus_paused"), ("resume_focus", "focus_resumed"))
"""What is done to each room's timer, in this order and evenly over the run, and the event that everybody sees of it."""


@dataclass(frozen=True)
class Plan:
    """`people` in each of the `rooms`; `chat` messages per second in each. `media` False: without sound and picture."""

    rooms: int = 3
    people: int = 5
    chat: float = 1.0
    seconds: float = 12.0
    media: bool = True
    seed: int = 1


async def run(plan: Plan) -> Outcome:
    """Against a server of its own."""
    async with own_server() as target:
        return await seminar(target, plan)


async def seminar(target: Target, plan: Plan) -> Outcome:
    notebook = Notebook()
    sightings = Sightings(notebook)
    send_us = await send_microseconds()
    async with cast() as members, Crowd(notebook, plan.seed) as crowd:
        rooms = [
            _Table(plan, notebook, sightings, room, await crowd.come(target.student, plan.people, into(room)))
            for room in await _open_rooms(target, plan.rooms)
        ]
        if plan.media:
            await asyncio.gather(*(room.send_and_receive(members) for room in rooms))
        random = Random(plan.seed)
        before, deliveries = Reading.of(target), sightings.deliveries
        watched = dict(members.probe.viewers())
        await perform(act for room in rooms for act in room.acts(random))
        after, deliveries = Reading.of(target), sightings.deliveries - deliveries
        media = {name: count - watched[name] for name, count in members.probe.viewers()}
        await sightings.complete(SETTLE_SECONDS)
        figures = sightings.figures() | before.until(after)
        figures |= per_delivery(before, after, deliveries, send_us)
        figures["timers_differ"] = float(sum(room.timers_differ for room in rooms))
    received = float(media["received"])
    figures |= {"packets": received, "packet_loss": 1 - received / media["expected"] if received else 0.0}
    return notebook.outcome("seminar", plan, figures | {"people": float(len(crowd.people))})


async def _open_rooms(target: Target, count: int) -> list[str]:
    """Study rooms of their own, by an operator."""
    operator = Login(Invite.parse(target.operator), name="Operator")
    await operator.open()
    rooms = []
    for number in range(1, count + 1):
        made = await operator.request("POST", "/api/rooms", {"title": f"Seminar {number}", "kind": "study"})
        rooms.append(str(made.json()["id"]))
    return rooms


class _Table:
    """One of the rooms, and who sits in it."""

    def __init__(
        self, plan: Plan, notebook: Notebook, sightings: Sightings, room: str, people: list[Person]
    ) -> None:
        self._plan, self._notebook, self._sightings = plan, notebook, sightings
        self._room, self._people = room, people
        for person in people:
            sightings.follow(person.client, room)

    @property
    def timers_differ(self) -> bool:
        """Whether somebody's timer went another way than the others': the same events with the same times."""
        events = {tag for _, tag in TIMER}
        timers = [
            [
                (event["t"], event.get("ends_at"))
                for event in person.client.rooms[self._room].events
                if event["t"] in events
            ]
            for person in self._people
        ]
        return any(timer != timers[0] for timer in timers)

    async def send_and_receive(self, members: Cast) -> None:
        """Nobody watches before all send: then there is something in every section."""
        for person in self._people:
            await members.publish(person.client, self._room, BITS_PER_SECOND)
        for person in self._people:
            with self._notebook.forgiving():
                tracks = len(self._people) - 1
                self._notebook.waited("first_frame", await members.view(person.client, self._room, tracks))

    def acts(self, random: Random) -> Iterator[Act]:
        for at in moments(random, self._plan.chat, self._plan.seconds):
            yield Act(at, partial(self._post, random.choice(self._people)))
        for number, (command, event) in enumerate(TIMER):
            at = self._plan.seconds * number / len(TIMER)
            yield Act(at, partial(self._turn_timer, random.choice(self._people), command, event))

    async def _post(self, person: Person) -> None:
        await self._sightings.say(person.client, self._room, "chat", partial(message, person))

    async def _turn_timer(self, person: Person, command: str, event: str) -> None:
        """Until everybody in the room has seen it."""
        with self._notebook.forgiving(), self._notebook.timed("timer"):
            seen = [each.client.event(self._room, event) for each in self._people]
            await asyncio.gather(person.client.command(self._room, {"t": command}), *seen)
