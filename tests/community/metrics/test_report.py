"""The whole report: the same numbers as its parts, first and next apart, and nothing human that a bot could change."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from community.covered_time import Window
from community.metrics.outcomes import EndedBy, Outcome, Promise, ResolvedBy, opened_between
from community.metrics.report import Report, report
from tests.community.metrics.rows import DAY, HOUR, MINUTE, MONDAY, NOW, answered, outcomes, row

UTC = ZoneInfo("UTC")


def test_groups_have_the_same_figures_as_their_rows_alone() -> None:
    rows = [
        answered(5 * MINUTE, class_="question", zone="答疑", opened_at=MONDAY + 9 * HOUR),
        answered(
            25 * MINUTE,
            class_="question",
            zone="作业",
            opened_at=MONDAY + 9 * HOUR,
            breached_at=MONDAY + 9.25 * HOUR,
        ),
        answered(10 * MINUTE, class_="newcomer", zone="答疑", opened_at=MONDAY + 20 * HOUR),
    ]
    whole = report(rows, NOW, UTC)
    assert whole.first.covered.p50 == 10 * MINUTE
    assert whole.first.within_target.share == 2 / 3
    assert list(whole.by_class) == ["question", "newcomer"]
    assert whole.by_class["question"] == report(rows[:2], NOW, UTC).first
    assert whole.by_zone["作业"] == report(rows[1:2], NOW, UTC).first
    assert list(whole.by_hour) == [9, 20]


def test_a_next_response_never_overrules_the_first() -> None:
    first = answered(20 * MINUTE, breached_at=MONDAY + 15 * MINUTE, reopened=True, resolved_at=MONDAY + HOUR)
    again = answered(MINUTE, cycle=2, opened_at=MONDAY + DAY)
    measured = report([replace(first, resolved_by=ResolvedBy.STAFF), again], NOW, UTC)
    assert (measured.first.covered.p50, measured.first.within_target.share) == (20 * MINUTE, 0.0)
    assert (measured.next.covered.p50, measured.next.within_target.share) == (MINUTE, 1.0)
    assert measured.resolved.reopen_rate == 1.0


def test_a_cohort_is_measured_by_when_it_was_opened() -> None:
    slow = answered(30 * DAY, opened_at=MONDAY - 3 * DAY)
    rows = [slow, answered(MINUTE)]
    assert report(opened_between(rows, MONDAY, NOW), NOW, UTC).first.wall.p95 == MINUTE
    assert report(opened_between(rows, MONDAY - 7 * DAY, MONDAY), NOW, UTC).first.wall.p50 == 30 * DAY


def test_everything_else_is_in_it() -> None:
    promised = Promise("bo", MONDAY, broken_at=MONDAY + DAY)
    rows = [
        row(paused={"ada": 90_000}, level=400, promises=(promised,)),
        answered(MINUTE, opened_at=NOW - HOUR, level=200),
    ]
    measured = report(rows, NOW, UTC, on_duty=["bo"], gaps=[Window(0, 300)])
    assert measured.backlog.count == 2
    assert measured.never_answered == measured.incidents == [("1", 1)]
    assert measured.paused_minutes == {"ada": 1.5}
    assert measured.load.responses == {"ada": 1, "bo": 0}
    assert measured.promises.broken_by == {"bo": 1}
    assert measured.gap_minutes == 5.0


def test_what_was_waived_stands_beside_the_rate_and_is_sampled() -> None:
    waived = [row(id=f"zone/{id}", ended_by=EndedBy.WAIVED, ended_at=MONDAY) for id in range(99)]
    measured = report([*waived, answered(MINUTE)], NOW, UTC)
    assert (measured.first.within_target.share, measured.first.within_target.waived_share) == (1.0, 0.99)
    assert set(measured.waived_sample) < {(each.id, 1) for each in waived}
    assert measured.waived_sample != []


@settings(max_examples=30, deadline=None)
@given(st.lists(outcomes(), max_size=8))
def test_it_can_be_sent_as_it_is(rows: list[Outcome]) -> None:
    measured = report(rows, NOW, UTC)
    assert msgspec.json.decode(msgspec.json.encode(measured), type=Report) == measured


@settings(max_examples=30, deadline=None)
@given(st.lists(outcomes(), max_size=8), st.data())
def test_whatever_bots_say_and_when_only_their_own_series_changes(
    rows: list[Outcome], data: st.DataObject
) -> None:
    times = st.none() | st.floats(MONDAY, NOW)
    other = [replace(outcome, first_bot_at=data.draw(times)) for outcome in rows]
    changed = report(other, NOW, UTC)
    assert replace(changed, bot=None) == replace(report(rows, NOW, UTC), bot=None)
