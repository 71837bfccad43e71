"""Each way in which a clock can be wrong is noticed; the histories are written by hand."""

from __future__ import annotations

import pytest

from loadtests.room_copy import Frame
from loadtests.scenarios.question_clocks import QuestionClocks

ASKED = {"t": "question_asked", "at": 0.0, "id": 1}
OPENED = {
    "t": "obligation_opened",
    "at": 0.0,
    "id": 7,
    "anchor": {"kind": "question", "number": 1},
    "first": 8.0,
    "due_at": 8.0,
}


def answered(at: float) -> Frame:
    return {"t": "obligation_answered", "at": at, "id": 7}


def escalated(at: float, level: int = 100) -> Frame:
    return {"t": "obligation_escalated", "at": at, "id": 7, "level": level}


def judged(*events: Frame) -> dict[str, float]:
    clocks = QuestionClocks()
    for event in events:
        clocks.take(event)
    return clocks.figures()


def test_answered_in_time_and_overdue_once_are_right() -> None:
    in_time = judged(ASKED, OPENED, escalated(4.0, 50), answered(5.0), answered(6.0))
    assert in_time == {"clocks": 1, "clocks_wrong": 0, "answered_in_time": 1, "overdue": 0}
    overdue = judged(ASKED, OPENED, escalated(4.0, 50), escalated(8.1), escalated(12.0, 150), answered(13.0))
    assert overdue == {"clocks": 1, "clocks_wrong": 0, "answered_in_time": 0, "overdue": 1}


@pytest.mark.parametrize(
    "history",
    [
        (ASKED,),
        (ASKED, OPENED),
        (ASKED, OPENED, OPENED, answered(5.0)),
        (ASKED, OPENED, escalated(8.1), escalated(8.2)),
        (ASKED, OPENED, escalated(7.9)),
        (ASKED, OPENED, answered(9.0)),
    ],
    ids=["never began", "never ended", "began twice", "overdue twice", "early", "late and not told"],
)
def test_every_other_history_is_wrong(history: tuple[Frame, ...]) -> None:
    assert judged(*history)["clocks_wrong"] == 1


def test_clocks_of_other_things_do_not_matter() -> None:
    hand = {**OPENED, "id": 8, "anchor": {"kind": "hand", "number": None}}
    hidden = {**OPENED, "id": 9, "anchor": None}
    assert judged(hand, hidden, {**escalated(9.0), "id": 8})["clocks"] == 0


def test_the_clock_that_ran_out_is_given() -> None:
    clocks = QuestionClocks()
    assert [clocks.take(event) for event in (ASKED, OPENED, escalated(4.0, 50))] == [None, None, None]
    assert clocks.take(escalated(8.1)) is clocks.of[1]
