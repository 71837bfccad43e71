"""The room against `model.py`, which was written from the table of the specification, whatever people do, and when.

Hypothesis looks for short stories; the long ones are random walks through the same rules, from a seed.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import settings

from rooms.kinds import RoomKind
from rooms.obligations.terms import ObligationClass
from rooms.terms import Actor
from tests.rooms.obligations.held_room import LEARNERS, STAFF_HERE
from tests.rooms.obligations.machine import Owing
from tests.rooms.obligations.zone import ANSWERS, ASKS, ASKS_BACK, PROMISES, SAYS, THANKS

WORDS = (ASKS, SAYS, THANKS, ANSWERS, ASKS_BACK, PROMISES)
IN_WORDS = (ObligationClass.QUESTION, ObligationClass.STATEMENT, ObligationClass.NEWCOMER)
STEPS = 200


class Walk:
    """Each way of going on, with how often it is gone."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._machine = Owing()
        kind = self._random.choice([RoomKind.ZONE, RoomKind.QA])
        self._machine.begin(kind=kind, has_bot=self._random.random() < 0.3)

    def go(self) -> None:
        ways: list[tuple[int, Callable[[], None]]] = [
            (37, self._talk),
            (15, self._ask),
            (5, self._call),
            (14, self._care),
            (16, self._time),
        ]
        (way,) = self._random.choices([way for _, way in ways], [weight for weight, _ in ways])
        way()
        self._machine.both_say_the_same()
        self._machine.clocks_show_the_same()

    def _learner(self) -> Actor:
        return self._random.choice(LEARNERS)

    def _staff(self) -> Actor:
        return self._random.choice(STAFF_HERE)

    def _anybody(self) -> Actor:
        return self._random.choice(LEARNERS + STAFF_HERE)

    def _talk(self) -> None:
        machine, random = self._machine, self._random
        match random.choices(range(7), (8, 12, 3, 6, 4, 3, 4))[0]:
            case 0:
                machine.says(actor=self._learner(), text=random.choice(WORDS[:3]))
            case 1:
                machine.replies(actor=self._anybody(), text=random.choice(WORDS), nth=random.randrange(5))
            case 2:
                to = random.choice([None, *LEARNERS])
                machine.says_to_everybody(actor=self._staff(), text=random.choice(WORDS[3:]), to=to)
            case 3:
                on, emoji = random.random() < 0.8, random.choice("👍🎉")
                machine.reacts(actor=self._anybody(), nth=random.randrange(4), on=on, emoji=emoji)
            case 4:
                machine.takes_back_a_reaction(nth=random.randrange(2))
            case 5:
                machine.edits(nth=random.randrange(5), text=random.choice([ASKS, SAYS]))
            case _:
                how = random.choice(["delete", "hide", "restore"])
                machine.takes_away(nth=random.randrange(8), how=how, actor=self._staff())

    def _ask(self) -> None:
        machine, random = self._machine, self._random
        last = machine.zone.room.last_question
        one, other = (max(1, last - random.randrange(4)) for _ in range(2))
        match random.randrange(5):
            case 0:
                machine.asks(actor=self._anybody(), anonymous=random.random() < 0.3)
            case 1:
                machine.merges(actor=self._staff(), one=one, other=other, undo=random.random() < 0.5)
            case 2:
                what = random.choice(["start", "end", "back", "dismiss", "write"])
                machine.answers(actor=self._staff(), id=one, what=what)
            case 3:
                machine.converts(nth=random.randrange(4))
            case _:
                what = random.choice(["write", "withdraw", "reopen"])
                machine.answers_or_takes_back(actor=self._learner(), id=one, what=what)

    def _call(self) -> None:
        machine, random = self._machine, self._random
        match random.choices(range(3), (4, 1, 1))[0]:
            case 0:
                by, what = random.choice([None, *STAFF_HERE]), random.choice(["raise", "lower", "promote"])
                machine.hands(actor=self._learner(), by=by, what=what)
            case 1:
                machine.reports(actor=self._learner())
            case _:
                machine.handles(actor=self._staff(), number=random.randrange(1, 6))

    def _care(self) -> None:
        machine, random = self._machine, self._random
        match random.choices(range(8), (3, 2, 1, 2, 2, 2, 2, 4))[0]:
            case 0:
                machine.claims(actor=self._staff(), nth=random.randrange(4))
            case 1:
                machine.releases(actor=self._staff(), nth=0)
            case 2:
                machine.waives(actor=self._staff(), nth=random.randrange(9))
            case 3:
                machine.reclasses(actor=self._staff(), nth=random.randrange(4), into=random.choice(IN_WORDS))
            case 4:
                machine.waits_for_the_asker(actor=self._staff(), nth=random.randrange(4))
            case 5:
                machine.promises(actor=self._staff(), nth=random.randrange(4))
            case 6:
                machine.ends_a_shift(to=self._staff(), nth=0)
            case _:
                machine.says_whether_it_is_solved(nth=random.randrange(6), solved=random.random() < 0.5)

    def _time(self) -> None:
        machine, random = self._machine, self._random
        match random.choices(range(6), (10, 1, 4, 1, 1, 2))[0]:
            case 0:
                machine.waits(seconds=random.choice([1, 5, 9, 60, 119, 121, 300, 900, 3600, 10_800, 90_000]))
            case 1:
                machine.nobody_hosts_the_room(seconds=random.choice([3600, 10_800, 90_000]))
            case 2:
                if machine.model.due() is not None:
                    machine.comes_to_the_next_deadline(first=random.random() < 0.5)
            case 3:
                machine.changes_policy()
            case 4:
                machine.exam(minutes=random.choice([0, 0, 1, 10, 60]))
            case _:
                machine.session(starts=random.random() < 0.5)


@pytest.mark.parametrize("seed", range(8))
def test_in_a_long_story_everybody_is_owed_what_the_table_says(seed: int) -> None:
    walk = Walk(seed)
    for _ in range(STEPS):
        walk.go()


Owing.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestOwing = Owing.TestCase
