"""A duty plan as a document: what can be wrong with it, and what rooms are told by it."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from community.covered_time import Window
from community.flaws import FlawCode
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import ClockKind, ObligationClass, Occasion, Target
from server.duty.plan import DutyPlan, coverage, decode, flaws, strangers
from server.duty.quiet_hours import QuietHours
from tests.server.duty.planned import at, plan, shift, stored


def test_a_plan_is_the_same_after_it_was_written_down() -> None:
    assert decode(msgspec.json.encode(plan())) == plan()


@pytest.mark.parametrize(
    "document", [b"{}", b'{"calendar":{"zone":"UTC","weekly":{"someday":[]}},"roster":{}}', b"\xff"]
)
def test_what_is_no_plan_is_refused(document: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, UnicodeDecodeError)):
        decode(document)


def test_a_plan_without_flaws_has_none() -> None:
    assert flaws(plan()) == []


def test_every_flaw_is_found_with_its_path() -> None:
    broken = DutyPlan(
        calendar=replace(plan().calendar, zone="Asia/Atlantis"),
        roster=plan(shift("day"), shift("day")).roster,
        targets={ObligationClass.QUESTION: Target(600.0, 60.0, ClockKind.COVERED)},
        quiet_hours=QuietHours(start=0, end=60, zone="Nowhere"),
    )
    assert [(flaw.where, flaw.code) for flaw in flaws(broken)] == [
        ("calendar.zone", FlawCode.UNKNOWN_ZONE),
        ("roster.shifts[1].id", FlawCode.TWICE),
        ("targets.question.full", FlawCode.REVERSED),
        ("quiet_hours.zone", FlawCode.UNKNOWN_ZONE),
    ]


def test_turns_of_people_who_are_no_staff_are_flaws() -> None:
    found = strangers(plan(shift(rotation=("ann", "gone"), secondary=("tess", "left"))), ["ann", "tess"])
    assert [(flaw.where, flaw.code, flaw.detail) for flaw in found] == [
        ("roster.shifts[0].rotation[1]", FlawCode.UNKNOWN_PERSON, "gone"),
        ("roster.shifts[0].secondary[1]", FlawCode.UNKNOWN_PERSON, "left"),
    ]
    assert strangers(plan(), ["ann", "ben", "tess"]) == []


def test_rooms_are_told_the_hours_of_a_time_and_all_targets() -> None:
    quick = Target(60.0, None, ClockKind.WALL)
    planned = replace(plan(), targets={ObligationClass.HAND: quick})
    told = coverage(stored(planned, version=7), at(6, 0), at(10, 0))
    assert told.version == 7
    assert told.windows == [Window(at(6, 9), at(6, 17)), Window(at(9, 9), at(9, 17))]
    assert told.targets == {**STANDARD.targets, ObligationClass.HAND: quick}


@pytest.mark.parametrize(
    ("occasion", "target", "where"),
    [
        (Occasion.LIVE_QUESTION, Target(60.0, None, ClockKind.COVERED), ["live_question.clock"]),
        (Occasion.LIVE_QUESTION, Target(60.0, 600.0, ClockKind.WALL), []),
        (Occasion.AFTER_CLASS, Target(60.0, None, ClockKind.WALL), ["after_class.clock", "after_class.full"]),
        (Occasion.AFTER_CLASS, Target(60.0, 600.0, ClockKind.COVERED), []),
        (Occasion.HELD, Target(60.0, 600.0, ClockKind.WALL), ["held.full"]),
        (Occasion.HELD, Target(60.0, None, ClockKind.COVERED), []),
    ],
)
def test_an_occasion_has_only_a_target_that_can_hold_there(
    occasion: Occasion, target: Target, where: list[str]
) -> None:
    found = flaws(replace(plan(), occasions={occasion: target}))
    assert [(flaw.where, flaw.code) for flaw in found] == [
        (f"occasions.{each}", FlawCode.UNFIT) for each in where
    ]


def test_the_answer_is_never_due_before_the_response_on_any_occasion() -> None:
    reversed_ = replace(plan(), occasions={Occasion.LIVE_QUESTION: Target(60.0, 30.0, ClockKind.WALL)})
    assert [flaw.where for flaw in flaws(reversed_)] == ["occasions.live_question.full"]


def test_rooms_are_told_the_targets_of_all_occasions() -> None:
    quick = Target(30.0, None, ClockKind.WALL)
    told = coverage(stored(replace(plan(), occasions={Occasion.HELD: quick}), version=7), at(6, 0), at(10, 0))
    assert told.occasions == {**STANDARD.occasions, Occasion.HELD: quick}
