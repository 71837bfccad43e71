"""A rush of questions: a hall asks more than anybody can answer, votes, and staff answer from the board what they can.

Every question has a clock of a few seconds. Some are answered before it runs out, the others are left to run out:
none may be lost, and each is answered in time or overdue, exactly once.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from random import Random

from loadtests.client import Client, Refused
from loadtests.login import Invite, Login
from loadtests.media_scenario import room_of_kind
from loadtests.room_copy import Frame
from loadtests.scenarios.crowd import Crowd, Person, cid, into
from loadtests.scenarios.meter import Reading, per_delivery, send_microseconds
from loadtests.scenarios.notebook import Notebook
from loadtests.scenarios.outcome import Outcome
from loadtests.scenarios.question_clocks import QuestionClocks
from loadtests.scenarios.sightings import Sightings
from loadtests.scenarios.timetable import Act, moments, perform
from loadtests.target import Target, own_server
from signaling.codes import ErrorCode

QUESTIONS_OF_ONE = 5
"""That the server lets one member have open."""
GRACE_SECONDS = 5.0
"""After the last clock has run out."""
_ALL_DAY = [{"start": 0, "end": 1440}]
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Plan:
    """`questions` are asked within `seconds`, of which the share `answered` is answered in time; `clock`: seconds for it."""

    people: int = 60
    questions: int = 200
    seconds: float = 20.0
    votes: float = 15.0
    staff: int = 3
    answered: float = 0.7
    clock: float = 8.0
    seed: int = 1

    def __post_init__(self) -> None:
        """Raises ValueError for more questions than the people may have open."""
        if self.questions > QUESTIONS_OF_ONE * self.people:
            raise ValueError(f"{self.people} people may have {QUESTIONS_OF_ONE * self.people} questions open")


async def run(plan: Plan) -> Outcome:
    """Against a server of its own."""
    async with own_server() as target:
        return await question_rush(target, plan)


async def question_rush(target: Target, plan: Plan) -> Outcome:
    notebook = Notebook()
    await _promise(target, plan.clock)
    send_us = await send_microseconds()
    async with contextlib.AsyncExitStack() as stack:
        crowd = await stack.enter_async_context(Crowd(notebook, plan.seed))
        staff = [
            await stack.enter_async_context(Client(target.teacher, name=f"Staff {number}", timeout=30.0))
            for number in range(plan.staff)
        ]
        rush = _Rush(plan, notebook, staff, await room_of_kind(staff[0], "qa"))
        await rush.begin()
        rush.people = await crowd.come(target.student, plan.people, into(rush.room), name="Asker")
        for person in rush.people:
            rush.sightings.follow(person.client, rush.room)
        before, deliveries = Reading.of(target), rush.sightings.deliveries
        await perform(rush.acts())
        after, deliveries = Reading.of(target), rush.sightings.deliveries - deliveries
        await rush.sightings.complete(GRACE_SECONDS)
        await rush.clocks_ran_out()
    figures = rush.figures() | before.until(after) | per_delivery(before, after, deliveries, send_us)
    return notebook.outcome("question_rush", plan, figures)


async def _promise(target: Target, seconds: float) -> None:
    """By the duty plan: a live question is answered within so many seconds."""
    week = dict.fromkeys(_DAYS, _ALL_DAY)
    live = {"first": seconds, "full": None, "clock": "wall"}
    operator = Login(Invite.parse(target.operator), name="Operator")
    await operator.open()
    plan = {
        "calendar": {"zone": "UTC", "weekly": week},
        "roster": {"version": 1, "shifts": []},
        "occasions": {"live_question": live},
    }
    await operator.request("PUT", "/api/duty/plan", plan)


class _Rush:
    """Who asks what when, what staff see of it, and how each question's clock ran."""

    def __init__(self, plan: Plan, notebook: Notebook, staff: list[Client], room: str) -> None:
        self.room, self.people = room, list[Person]()
        self.sightings = Sightings(notebook)
        self.clocks = QuestionClocks()
        self._plan, self._notebook, self._staff = plan, notebook, staff
        self._random = Random(plan.seed)
        self._asked_at: dict[str, float] = {}
        self._numbers: dict[str, asyncio.Future[int]] = {}
        self._on_board: set[tuple[str, str]] = set()
        self._ballots: set[tuple[int, str]] = set()
        self._votes: dict[int, int] = {}
        self._askers: dict[int, str] = {}
        self._change = asyncio.Event()

    async def begin(self) -> None:
        """Class is on; staff look at the board, the first of them is in the room, too."""
        teacher = self._staff[0]
        await teacher.enter_room(self.room)
        await teacher.command(self.room, {"t": "start_session"})
        teacher.listeners.append(self._in_the_room)
        for client in self._staff:
            client.listeners.append(partial(self._on_a_board, client.device))
            await client.request({"t": "watch_board", "on": True})

    def acts(self) -> Iterator[Act]:
        """Nobody asks more often than they may: people take turns."""
        plan = self._plan
        turns = self._random.sample(self.people, len(self.people))
        for number in range(plan.questions):
            answered = self._random.random() < plan.answered
            at = self._random.uniform(0, plan.seconds)
            yield Act(at, partial(self._ask, turns[number % len(turns)], answered=answered))
        for at in moments(self._random, plan.votes, plan.seconds):
            yield Act(at, partial(self._vote, self._random.choice(self.people)))

    async def clocks_ran_out(self) -> None:
        """Returns when each clock has come to an end, or some seconds after the last should have."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._plan.clock + GRACE_SECONDS):
                while not all(clock.is_settled for clock in self.clocks.of.values()):
                    await self._change.wait()
                    self._change.clear()

    def figures(self) -> dict[str, float]:
        asked = float(len(self._asked_at))
        clocks = self.clocks.of.values()
        cast = {number: 0 for number in self.clocks.of}
        for number, _ in self._ballots:
            cast[number] += 1
        wrong = sum(self._votes.get(number, 0) != votes for number, votes in cast.items())
        return (
            self.sightings.figures()
            | self.clocks.figures()
            | {
                "questions": asked,
                "clocks_missing": asked - len(clocks),
                "promise_s": max((clock.first for clock in clocks), default=0.0),
                "votes": float(len(self._ballots)),
                "votes_wrong": float(wrong),
            }
        )

    # ------------------------------------------------------------ what staff see

    def _in_the_room(self, frame: Frame) -> None:
        event = frame["event"] if frame["t"] == "event" and frame["room"] == self.room else None
        if event is None:
            return
        ran_out = self.clocks.take(event)
        if ran_out is not None and ran_out.due_at is not None:
            self._notebook.waited("overdue_late", event["at"] - ran_out.due_at)
        if event["t"] == "question_asked":
            self._askers[event["id"]] = event["author"]
        elif event["t"] == "question_voted":
            self._votes[event["shown"]] = event["votes"]
        self._change.set()

    def _on_a_board(self, device: str, frame: Frame) -> None:
        if frame["t"] not in ("board", "board_changed"):
            return
        for item in frame["items"]:
            owed = item["obligation"]
            token = owed["excerpt"].partition(" ")[0]
            if token in self._asked_at and (device, token) not in self._on_board:
                self._on_board.add((device, token))
                self._notebook.waited("board", time.monotonic() - self._asked_at[token])
                if not self._numbers[token].done():
                    self._numbers[token].set_result(owed["anchor"]["number"])

    # ------------------------------------------------------------ what people do

    async def _ask(self, person: Person, *, answered: bool) -> None:
        """`answered`: by one of the staff who sees it on the board, while there is time."""

        def words(text: str) -> Frame:
            token = text.partition(" ")[0]
            self._asked_at[token] = time.monotonic()
            self._numbers[token] = asyncio.get_running_loop().create_future()
            return {"t": "ask_question", "cid": cid(person), "text": text}

        token = await self.sightings.say(person.client, self.room, "question", words)
        if token is None or not answered:
            return
        with self._notebook.forgiving():
            async with asyncio.timeout(self._plan.clock):
                number = await self._numbers[token]
            await asyncio.sleep(person.random.uniform(0, self._plan.clock / 2))
            answer = {"t": "write_answer", "cid": cid(person), "question": number, "text": "On page 12."}
            with self._notebook.timed("answer_ack"):
                await person.random.choice(self._staff).request(
                    {"t": "from_desk", "room": self.room, "command": answer}
                )

    async def _vote(self, person: Person) -> None:
        """For somebody else's; a question that was done with meanwhile takes no more votes."""
        numbers = [number for number, asker in self._askers.items() if asker != person.member]
        if not numbers:
            return
        number = person.random.choice(numbers)
        with self._notebook.forgiving():
            try:
                with self._notebook.timed("vote_ack"):
                    await person.client.command(self.room, {"t": "vote_question", "id": number, "on": True})
            except Refused as refused:
                if refused.code != ErrorCode.WRONG_STATE:
                    raise
                self._notebook.counts["votes_too_late"] += 1
            else:
                self._ballots.add((number, person.member))
