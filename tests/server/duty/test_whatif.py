"""What another roster would have done, by the stated model, on answers that can be followed by hand."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from community.covered_time import Window
from community.metrics.outcomes import EndedBy, Outcome
from rooms.obligations.terms import ClockKind, ObligationClass, Target
from server.duty.plan import DutyPlan
from server.duty.whatif import Answers, Comparison, compare
from tests.server.duty.planned import at, plan, shift

NOW = at(5, 0)
DAYS = [Window(at(day, 9), at(day, 17)) for day in (2, 3, 4)]
EVENINGS_TOO = plan(shift(), shift("late", start=17, hours=5))
"""Somebody is there until ten at night, though answers are promised until five."""
MINUTE = 60.0


def row(opened_at: float, answered_at: float | None, covered: float = 0.0, **values: object) -> Outcome:
    made = Outcome(
        id="zone/1",
        room="zone",
        zone="zone",
        class_="question",
        asker="ada",
        opened_at=opened_at,
        first_human_at=answered_at,
        responder=None if answered_at is None else "ann",
        covered_ms=round(covered * 1000),
        consumed_ms=round(covered * 1000),
        target_ms=900_000,
    )
    return replace(made, **values)


def was_on_duty(_room: str) -> Sequence[Window]:
    return DAYS


def compared(other: DutyPlan, *rows: Outcome) -> Comparison:
    return compare(rows, NOW, was_on_duty, other, at(2, 0))


def test_the_same_roster_changes_nothing() -> None:
    answers = [row(at(2, 10), at(2, 10, 10), 10 * MINUTE), row(at(2, 16, 50), at(3, 9, 20), 30 * MINUTE)]
    result = compared(plan(), *answers)
    assert result.real == result.predicted
    assert result.real == Answers(count=2, p50=10 * MINUTE, p90=30 * MINUTE, within=0.5)


def test_the_same_minutes_pass_sooner_when_somebody_is_there_sooner() -> None:
    overnight = row(at(2, 18), at(3, 9, 20), 20 * MINUTE)
    result = compared(EVENINGS_TOO, overnight)
    assert (result.real.p50, result.real.within) == (20 * MINUTE, 0.0)
    assert (result.predicted.p50, result.predicted.within) == (0.0, 1.0)  # at 18:20, outside promised hours


def test_the_same_minutes_pass_later_when_nobody_is_there() -> None:
    afternoons = plan(shift(start=13, hours=4))
    result = compared(afternoons, row(at(2, 10), at(2, 10, 10), 10 * MINUTE))
    assert (result.predicted.p50, result.predicted.within) == (3 * 3600 + 10 * MINUTE, 0.0)


def test_an_answer_that_took_no_time_comes_when_somebody_comes() -> None:
    afternoons = plan(shift(start=13, hours=4))
    result = compared(afternoons, row(at(2, 10), at(2, 10), 0.0))
    assert result.predicted.p50 == 3 * 3600.0


def test_who_answered_without_being_on_duty_does_so_again() -> None:
    at_night = row(at(2, 22), at(2, 23), 0.0)
    assert compared(EVENINGS_TOO, at_night).predicted == compared(EVENINGS_TOO, at_night).real


def test_other_targets_and_clocks_are_judged_by() -> None:
    answer = row(at(2, 10), at(2, 10, 10), 10 * MINUTE)
    strict = replace(plan(), targets={ObligationClass.QUESTION: Target(60.0, None, ClockKind.WALL)})
    assert compared(strict, answer).predicted == Answers(
        count=1, p50=10 * MINUTE, p90=10 * MINUTE, within=0.0
    )


def test_what_was_not_answered_stays_unanswered() -> None:
    waits = row(at(2, 10), None, 23 * 3600.0)
    result = compared(plan(), waits, row(at(2, 10), at(2, 10, 10), 10 * MINUTE))
    assert result.predicted == Answers(count=2, p50=10 * MINUTE, p90=None, within=0.5)


def test_with_nobody_ever_on_duty_nothing_comes() -> None:
    nobody = plan(shift(rotation=()))
    result = compared(nobody, row(at(2, 10), at(2, 10, 10), 10 * MINUTE))
    assert (result.predicted.p50, result.predicted.within) == (None, 0.0)


def test_what_was_waived_and_later_cycles_are_not_asked() -> None:
    waived = row(at(2, 10), None, ended_by=EndedBy.WAIVED, ended_at=at(2, 11))
    second = row(at(2, 10), at(2, 11), cycle=2)
    empty = Answers(count=0, p50=None, p90=None, within=None)
    assert compared(plan(), waived, second) == Comparison(empty, empty)
