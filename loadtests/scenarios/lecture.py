"""A lecture: one teacher on the stage with sound and picture, and a hall that watches, writes, cheers, asks and raises hands.

Shaped after L8 (many clients of one room, chat and a storm of reactions), as large as two cores allow.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from random import Random

from loadtests.client import Client
from loadtests.light_member import Cast, cast
from loadtests.media_scenario import room_of_kind
from loadtests.room_copy import Frame
from loadtests.scenarios.crowd import Crowd, Person, cid, message
from loadtests.scenarios.meter import Reading, per_delivery, send_microseconds
from loadtests.scenarios.notebook import Notebook
from loadtests.scenarios.outcome import Outcome
from loadtests.scenarios.sightings import Sightings
from loadtests.scenarios.timetable import Act, moments, perform
from loadtests.target import Target, own_server

EMOJI = ("👏", "👍", "🎉")
CHEERS_OF_ONE = 3.0
"""Per second and person: one more is the server's limit."""
BITS_PER_SECOND = 500_000
SETTLE_SECONDS = 5.0


@dataclass(frozen=True)
class Plan:
    """Rates are per second over the whole hall; `questions` and `hands` are how many in all. `seconds`: of the lesson.
    `media` False: without sound and picture."""

    viewers: int = 80
    seconds: float = 15.0
    chat: float = 4.0
    cheers: float = 100.0
    questions: int = 10
    hands: int = 5
    media: bool = True
    seed: int = 1


@dataclass
class Cheers:
    """What one client saw of the reactions."""

    at: list[float] = field(default_factory=list)
    counted: int = 0

    @property
    def frames_per_second(self) -> float:
        """From the first to the last frame."""
        return (len(self.at) - 1) / (self.at[-1] - self.at[0]) if len(self.at) > 1 else 0.0


async def run(plan: Plan) -> Outcome:
    """Against a server of its own."""
    async with own_server() as target:
        return await lecture(target, plan)


async def lecture(target: Target, plan: Plan) -> Outcome:
    """Raises what a server that does not work at all makes of the teacher's way in."""
    notebook = Notebook()
    hall = _Hall(plan, notebook, Sightings(notebook))
    send_us = await send_microseconds()
    async with contextlib.AsyncExitStack() as stack:
        members = await stack.enter_async_context(cast())
        crowd = await stack.enter_async_context(Crowd(notebook, plan.seed))
        teacher = await stack.enter_async_context(Client(target.teacher, name="Teacher", timeout=30.0))
        await hall.open(teacher, members if plan.media else None)
        await crowd.come(target.student, plan.viewers, hall.sit_down, name="Viewer")
        hall.begin(crowd.people)
        before = Reading.of(target)
        watched = dict(members.probe.viewers())
        await perform(hall.acts())
        after = Reading.of(target)
        media = {name: count - watched[name] for name, count in members.probe.viewers()}
        await hall.sightings.complete(SETTLE_SECONDS)
        figures = hall.figures() | before.until(after)
        figures |= per_delivery(before, after, hall.deliveries_of_lesson, send_us)
    packets = float(media["received"])
    figures |= {
        "viewers": float(len(crowd.people)),
        "packets": packets,
        "packet_loss": 1 - packets / media["expected"] if packets else 0.0,
        "packet_us": (after.media - before.media) / packets * 1e6 if packets else 0.0,
    }
    return notebook.outcome("lecture", plan, figures)


class _Hall:
    """The lesson: who sits in it, what they do when, and what they saw."""

    def __init__(self, plan: Plan, notebook: Notebook, sightings: Sightings) -> None:
        self.sightings = sightings
        self._plan, self._notebook = plan, notebook
        self._random = Random(plan.seed)
        self._members: Cast | None = None
        self._room = ""
        self._people: list[Person] = []
        self._cheers: dict[str, Cheers] = {}
        self._cheered = 0
        self._more_cheers = asyncio.Event()
        self._began_with = 0

    @property
    def deliveries_of_lesson(self) -> int:
        """Without those of people coming in."""
        return self.sightings.deliveries - self._began_with

    async def open(self, teacher: Client, members: Cast | None) -> None:
        self._teacher, self._members = teacher, members
        self._room = await room_of_kind(teacher, "qa")
        await teacher.enter_room(self._room)
        await teacher.command(self._room, {"t": "start_session"})
        self.sightings.follow(teacher, self._room)
        if members is not None:
            await members.publish(teacher, self._room, BITS_PER_SECOND)

    async def sit_down(self, person: Person) -> None:
        client = person.client
        await client.enter_room(self._room)
        if self._members is not None:
            self._notebook.waited("first_frame", await self._members.view(client, self._room, tracks=1))

    def begin(self, people: list[Person]) -> None:
        """Everybody is here: from now on nobody may miss anything."""
        self._people = people
        for person in people:
            self.sightings.follow(person.client, self._room)
            self._watch_cheers(person.client)
        self._began_with = self.sightings.deliveries

    async def cheers_came(self) -> None:
        """Returns when everybody was told of all reactions, or after a while: they are not kept for anybody."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                while any(each.counted < self._cheered for each in self._cheers.values()):
                    await self._more_cheers.wait()
                    self._more_cheers.clear()

    def acts(self) -> Iterator[Act]:
        plan = self._plan
        for at in moments(self._random, plan.chat, plan.seconds):
            yield Act(at, partial(self._post, self._anybody()))
        rate = min(plan.cheers, CHEERS_OF_ONE * len(self._people))
        for number in range(int(rate * plan.seconds)):
            yield Act(number / rate, partial(self._cheer, self._people[number % len(self._people)]))
        for number in range(plan.questions):
            yield Act(plan.seconds * number / plan.questions, partial(self._ask, self._anybody()))
        for number in range(plan.hands):
            yield Act(plan.seconds * number / plan.hands, partial(self._raise_hand, self._anybody()))

    def _anybody(self) -> Person:
        return self._random.choice(self._people)

    def figures(self) -> dict[str, float]:
        counted = [each.counted for each in self._cheers.values()]
        return self.sightings.figures() | {
            "cheers": float(self._cheered),
            "cheers_seen_least": float(min(counted, default=0)),
            "cheers_seen_most": float(max(counted, default=0)),
            "cheer_frames_per_s": max(
                (each.frames_per_second for each in self._cheers.values()), default=0.0
            ),
            "gaps": float(sum(person.client.rooms[self._room].gaps for person in self._people)),
            "duplicates": float(sum(person.client.rooms[self._room].duplicates for person in self._people)),
        }

    # ------------------------------------------------------------ what people do

    async def _post(self, person: Person) -> None:
        await self.sightings.say(person.client, self._room, "chat", partial(message, person))

    async def _cheer(self, person: Person) -> None:
        with self._notebook.forgiving():
            self._cheered += 1
            await person.client.send({"t": "cheer", "room": self._room, "emoji": person.random.choice(EMOJI)})

    async def _ask(self, person: Person) -> None:
        """The teacher answers in writing as soon as the question is there."""

        def words(text: str) -> Frame:
            return {"t": "ask_question", "cid": cid(person), "text": text}

        token = await self.sightings.say(person.client, self._room, "question", words)
        if token is None:
            return
        with self._notebook.forgiving():
            asked = await self._teacher.event(self._room, "question_asked", starting_with(token))

            def answer(text: str) -> Frame:
                return {"t": "write_answer", "cid": cid(person), "question": asked["id"], "text": text}

            await self.sightings.say(self._teacher, self._room, "answer", answer)

    async def _raise_hand(self, person: Person) -> None:
        """Called onto the stage, and sent back."""

        def topic(text: str) -> Frame:
            return {"t": "raise_hand", "topic": text}

        if await self.sightings.say(person.client, self._room, "hand", topic) is None:
            return
        with self._notebook.forgiving():
            await self._teacher.event(
                self._room, "hand_raised", lambda event: event["member"] == person.member
            )
            with self._notebook.timed("promotion"):
                await self._teacher.command(self._room, {"t": "promote", "member": person.member})
                await person.client.event(
                    self._room, "promoted", lambda event: event["member"] == person.member
                )
            await self._teacher.command(self._room, {"t": "demote", "member": person.member})

    def _watch_cheers(self, client: Client) -> None:
        seen = self._cheers[client.device] = Cheers()

        def listen(frame: Frame) -> None:
            if frame["t"] == "cheers":
                seen.at.append(time.monotonic())
                seen.counted += sum(frame["counts"].values())
                self._more_cheers.set()

        client.listeners.append(listen)


def starting_with(token: str) -> Callable[[Frame], bool]:
    return lambda event: str(event["text"]).startswith(f"{token} ")
