"""A class of two hundred people over a year, from a seed; and how fast its log replays.

    python -m tests.support.class_year --days 365

prints events per second of CPU time for decoding and applying the log, how large the room's frozen state is as the
year goes on, and how long a room takes to open from its newest snapshot. `make bench-replay` runs it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from random import Random

from msgspec import msgpack

from rooms.chat.terms import PostMessage, ReactToMessage
from rooms.commands import AnyCommand
from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.life.terms import EndSession, StartSession, Tick
from rooms.members.terms import AttachDevice, DetachDevice
from rooms.polls.terms import OpenPoll, PollKind, RevealPoll, VotePoll
from rooms.questions.terms import AskQuestion, EndAnswer, StartAnswer, VoteQuestion, WriteAnswer
from rooms.roles import Role
from rooms.room import Room
from rooms.stage.terms import Demote, Promote, RaiseHand
from rooms.terms import SYSTEM, Actor
from tests.support.rooms import Rig, person

DAY = 24 * 3600.0
SNAPSHOT_EVERY = 500
TEACHER = person("teacher", Role.TEACHER)


class ClassYear(Rig):
    def __init__(self, seed: int, members: int) -> None:
        super().__init__(RoomKind.QA)
        self._random = Random(seed)
        self._students = [person(f"student-{number:03d}") for number in range(members - 1)]
        self._cid = 0

    def live(self, days: int) -> None:
        """Class on Monday, Wednesday and Friday; on other days some come to write."""
        for day in range(days):
            self.now += DAY - self.now % DAY
            if day % 7 in (0, 2, 4):
                self._class_day()
            else:
                self._writing_day()

    def _class_day(self) -> None:
        coming = self._random.sample(self._students, round(len(self._students) * 0.8))
        self._enter(TEACHER, *coming)
        self._do(TEACHER, StartSession())
        for _ in range(12):
            self._ask_and_answer(coming)
            self._talk(coming, 10)
            self._on_stage(self._random.choice(coming))
        self._poll(coming)
        self._do(TEACHER, EndSession())
        self._leave(TEACHER, *coming)

    def _writing_day(self) -> None:
        coming = self._random.sample(self._students, round(len(self._students) * 0.3))
        self._enter(*coming)
        self._talk(coming, 150)
        self._leave(*coming)

    def _ask_and_answer(self, present: list[Actor]) -> None:
        self._do(self._random.choice(present), AskQuestion(self._next_cid(), "Why does this hold?"))
        number = self.room.last_question
        for voter in self._random.sample(present, 8):
            self._do(voter, VoteQuestion(number, on=True))
        if self._random.random() < 0.7:
            self._do(TEACHER, StartAnswer(number))
            self.now += 90
            self._do(TEACHER, EndAnswer(number))
        else:
            self._do(TEACHER, WriteAnswer(self._next_cid(), number, "Because of the lemma before it."))

    def _talk(self, present: list[Actor], messages: int) -> None:
        for _ in range(messages):
            self.now += self._random.random() * 20
            self._do(
                self._random.choice(present), PostMessage(self._next_cid(), "我觉得可以用归纳法 by induction")
            )
            for reader in self._random.sample(present, 2):
                self._do(reader, ReactToMessage(self.room.last_message, self._random.choice("👍🎉"), on=True))

    def _on_stage(self, student: Actor) -> None:
        self._do(student, RaiseHand("about the last step"))
        self._do(TEACHER, Promote(student.member))
        self._do(TEACHER, Demote(student.member))

    def _poll(self, present: list[Actor]) -> None:
        self._do(TEACHER, OpenPoll(self._next_cid(), "Clear so far?", PollKind.SINGLE, ["yes", "no"]))
        poll = self.room.last_poll
        for voter in present:
            self._do(voter, VotePoll(poll, [self._random.randrange(2)]))
        self._do(TEACHER, RevealPoll(poll))

    def _enter(self, *actors: Actor) -> None:
        for actor in actors:
            self._do(actor, AttachDevice(actor.device))

    def _leave(self, *actors: Actor) -> None:
        for actor in actors:
            self._do(actor, DetachDevice(actor.device, clean=True))

    def _do(self, actor: Actor, command: AnyCommand) -> None:
        self.now += 0.1
        self.ask(command, actor)
        deadline = self.room.next_deadline()
        if deadline is not None and deadline <= self.now:
            self.ask(Tick(), SYSTEM)

    def _next_cid(self) -> str:
        self._cid += 1
        return f"cid-{self._cid:07d}"


def a_year(seed: int = 1, days: int = 365, members: int = 200) -> list[AnyEvent]:
    """The log of the class."""
    year = ClassYear(seed, members)
    year.live(days)
    return year.log


def frozen_along(log: list[AnyEvent], shots: int = 4) -> Iterator[tuple[int, bytes]]:
    """The room frozen at so many equal distances."""
    room = Room()
    for event in log:
        room.apply(event)
        if room.seq % max(1, len(log) // shots) == 0:
            yield room.seq, room.freeze()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--members", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    log = a_year(asked.seed, asked.days, asked.members)
    encoded = [msgpack.encode(event) for event in log]
    write = sys.stdout.write
    write(
        f"{len(log)} events, {sum(map(len, encoded)) / 1e6:.1f} MB, {asked.members} members, {asked.days} days\n"
    )
    for _ in range(3):
        write(f"replayed {_replay_rate(encoded):,.0f} events per second of CPU\n")
    for seq, frozen in frozen_along(log):
        write(f"state after {seq} events: {len(frozen) / 1024:.0f} KiB\n")
    write(f"opened from a snapshot and {SNAPSHOT_EVERY} events in {_opening_ms(log):.1f} ms of CPU\n")


def _replay_rate(encoded: list[bytes]) -> float:
    decoder = msgpack.Decoder(AnyEvent)
    room = Room()
    start = time.process_time()
    for body in encoded:
        room.apply(decoder.decode(body))
    return len(encoded) / (time.process_time() - start)


def _opening_ms(log: list[AnyEvent]) -> float:
    at = len(log) - SNAPSHOT_EVERY
    room = Room()
    for event in log[:at]:
        room.apply(event)
    frozen = room.freeze()
    tail = [msgpack.encode(event) for event in log[at:]]
    decoder = msgpack.Decoder(AnyEvent)
    start = time.process_time()
    opened = Room.thaw(frozen)
    for body in tail:
        opened.apply(decoder.decode(body))
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
