"""How long people wait for people, whatever bots do, with what is open counted in."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from community.metrics.outcomes import EndedBy, Outcome, ResolvedBy
from community.metrics.response_times import (
    Clock,
    Spread,
    bot_response,
    grouped,
    hour_of_week,
    human_response,
    resolution,
)
from tests.community.metrics.rows import DAY, HOUR, MINUTE, MONDAY, NOW, answered, outcomes, row


def test_percentiles_are_of_the_wait_on_the_clock_that_is_asked_for() -> None:
    overnight = answered(16 * HOUR, covered_ms=3_600_000)
    assert human_response([overnight], NOW) == Spread(1, 1, HOUR, HOUR, HOUR)
    assert human_response([overnight], NOW, Clock.WALL) == Spread(1, 1, 16 * HOUR, 16 * HOUR, 16 * HOUR)


def test_an_open_item_counts_as_long_as_it_has_waited() -> None:
    rows = [answered(1 * MINUTE), answered(2 * MINUTE), row(covered_ms=90_000)]
    assert human_response(rows, NOW) == Spread(3, 2, 120.0, 120.0, 120.0)
    assert human_response(rows, NOW, Clock.WALL) == Spread(3, 2, 120.0, None, None)


@pytest.mark.parametrize(
    "end",
    [
        {"ended_at": MONDAY + 30, "ended_by": EndedBy.WITHDRAWN},
        {"ended_at": MONDAY + 30, "ended_by": EndedBy.WAIVED},
        {"resolved_at": MONDAY + 30, "resolved_by": ResolvedBy.AI},
    ],
)
def test_what_ended_without_a_person_is_censored_where_it_ended(end: dict[str, object]) -> None:
    rows = [row(covered_ms=30_000, **end), answered(60), answered(120)]
    for clock in Clock:
        assert human_response(rows, NOW, clock) == Spread(3, 2, 60.0, 120.0, 120.0)


def test_a_bot_that_replies_then_silence_then_a_new_question_is_measured_from_the_new_question() -> None:
    first = row(
        id="1", first_bot_at=MONDAY + 5, resolved_at=MONDAY + 20, resolved_by=ResolvedBy.AI, covered_ms=20_000
    )
    second = answered(10 * MINUTE, id="2", opened_at=MONDAY + 14 * DAY)
    assert human_response([first, second], NOW, Clock.WALL).p50 == 10 * MINUTE
    assert bot_response([first, second], NOW).happened == 1


def test_resolution_is_by_people() -> None:
    by_staff = answered(60, resolved_at=MONDAY + 100, resolved_by=ResolvedBy.STAFF)
    by_asker = row(resolved_at=MONDAY + 200, resolved_by=ResolvedBy.ASKER)
    by_bot = row(resolved_at=MONDAY + 1, resolved_by=ResolvedBy.AI)
    assert resolution([by_staff, by_asker, by_bot], NOW) == Spread(3, 2, 100.0, 200.0, 200.0)


def test_a_response_that_another_clock_dates_before_the_question_took_no_time() -> None:
    assert human_response([answered(-0.5)], NOW, Clock.WALL).p50 == 0.0


def test_nothing_has_no_percentiles() -> None:
    assert human_response([], NOW) == Spread(0, 0, None, None, None)


def test_groups_keep_all_rows() -> None:
    rows = [row(id="1", zone="a"), row(id="2", zone="b"), row(id="3", zone="a")]
    assert {zone: [r.id for r in group] for zone, group in grouped(rows, lambda r: r.zone).items()} == {
        "a": ["1", "3"],
        "b": ["2"],
    }


@pytest.mark.parametrize(
    ("after", "zone", "hour"),
    [
        (0.0, "UTC", 0),
        (0.0, "Asia/Shanghai", 8),
        (0.0, "America/New_York", 6 * 24 + 19),
        (7 * DAY - 1, "UTC", 167),
        (
            14 * DAY + 9 * HOUR,
            "America/New_York",
            5,
        ),  # one hour later than a week before: clocks were set forward
    ],
)
def test_the_hour_of_the_week_is_local(after: float, zone: str, hour: int) -> None:
    assert hour_of_week(ZoneInfo(zone))(row(opened_at=MONDAY + after)) == hour


def _without_bot(outcome: Outcome) -> Outcome:
    return replace(outcome, first_bot_at=None)


@settings(max_examples=30, deadline=None)
@given(st.lists(outcomes(), max_size=8))
def test_bots_never_move_a_human_clock(rows: list[Outcome]) -> None:
    silent = [_without_bot(outcome) for outcome in rows]
    for clock in Clock:
        assert human_response(rows, NOW, clock) == human_response(silent, NOW, clock)
    assert resolution(rows, NOW) == resolution(silent, NOW)


@settings(max_examples=30, deadline=None)
@given(st.lists(outcomes(), max_size=8), st.lists(outcomes(), max_size=5))
def test_bots_solving_more_never_make_people_faster(rows: list[Outcome], more: list[Outcome]) -> None:
    """Items that bots alone answered, at once, however many of them, add no human response."""
    by_bots = [
        replace(
            outcome,
            first_human_at=None,
            responder=None,
            ended_at=None,
            ended_by=None,
            covered_ms=0,
            first_bot_at=outcome.opened_at,
            resolved_at=outcome.opened_at,
            resolved_by=ResolvedBy.AI,
        )
        for outcome in more
    ]
    for clock in Clock:
        before, after = human_response(rows, NOW, clock), human_response(rows + by_bots, NOW, clock)
        assert after.happened == before.happened
        assert (before.p50 or 0.0) <= (after.p50 or 0.0) or after.p50 is None
