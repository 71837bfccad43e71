"""A year of a school whose report is counted twice: by the metrics, and by plain SQL over a table of the log."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from community.coverage_gaps import gaps
from community.metrics.outcomes import Outcome
from community.metrics.report import Report, Responses, report
from community.metrics.targets import verdict
from rooms.obligations.events import ObligationEscalated, ObligationEvent
from rooms.obligations.outcomes import RoomLog, outcomes
from rooms.obligations.standard import STANDARD
from tests.community.counted_by_sql import counted, percentile
from tests.support.school import (
    BERLIN,
    CALENDAR,
    END,
    FIRST_DAY,
    LAST_DAY,
    ROSTER,
    STAFF,
    START,
    ZONE,
    covered,
    moment,
)
from tests.support.school_year import SchoolYear, a_school_year

STAFF_IDS = frozenset(actor.member for actor in STAFF)
MOMENTS = (moment(date(2023, 10, 29), 12 * 60), moment(date(2024, 2, 14), 15 * 60), END)


@pytest.fixture(scope="module")
def year() -> SchoolYear:
    return a_school_year(seed=1, asked_a_day=14.0)


@pytest.fixture(scope="module")
def base(year: SchoolYear) -> sqlite3.Connection:
    return by_sql(year, END)


@pytest.fixture(scope="module")
def told(year: SchoolYear) -> Report:
    return reported(year, END)


def by_sql(year: SchoolYear, now: float) -> sqlite3.Connection:
    logs = {place.id: place.log for place in (year.zone, year.hall)}
    return counted(logs, now, covered(), STAFF_IDS)


def rows(year: SchoolYear, now: float) -> list[Outcome]:
    logs = [RoomLog(place.id, place.id, place.log) for place in (year.zone, year.hall)]
    return outcomes(logs, now, STAFF_IDS, lambda version: covered() if version else STANDARD.windows)


def reported(year: SchoolYear, now: float) -> Report:
    return report(rows(year, now), now, BERLIN, gaps=gaps(ROSTER, CALENDAR, ZONE, START, END))


def asked(base: sqlite3.Connection, query: str, *values: Any) -> list[Any]:
    return base.execute(query, values).fetchall()


def spread(base: sqlite3.Connection, where: str) -> dict[str, float | None]:
    """Of how long people waited, in covered time."""
    waits = [
        (round(covered * 1000) / 1000, at is not None)
        for covered, at in asked(
            base,
            f"select covered, responded_at from judged join covered using (room, id, cycle) where {where}",
        )
    ]
    return {name: percentile(waits, share) for name, share in (("p50", 0.5), ("p90", 0.9))}


def same(responses: Responses, base: sqlite3.Connection, where: str) -> None:
    verdicts = dict(asked(base, f"select verdict, count(*) from judged where {where} group by verdict"))
    within = responses.within_target
    for name in (
        "met",
        "breached",
        "overdue",
        "pending",
        "solved_unanswered",
        "withdrawn",
        "removed",
        "waived",
        "moved",
    ):
        assert getattr(within, name) == verdicts.get(name, 0), (where, name)
    judged = sum(verdicts.get(name, 0) for name in ("met", "breached", "overdue"))
    assert within.share == (verdicts.get("met", 0) / judged if judged else None)
    by_sql = spread(base, where)
    assert responses.covered.count == sum(verdicts.values())
    assert responses.covered.p50 == pytest.approx(by_sql["p50"], abs=0.002)
    assert responses.covered.p90 == pytest.approx(by_sql["p90"], abs=0.002)


def test_everything_that_can_happen_to_an_obligation_in_class_and_zone_happened(year: SchoolYear) -> None:
    kinds = {type(event).__name__ for place in (year.zone, year.hall) for event in place.log}
    assert {each.__name__ for each in ObligationEvent.__subclasses__()} - kinds <= {
        "Measured",
        "ObligationAssigned",
        "ObligationMoved",
        "ObligationReleased",
        "ObligationUnmerged",
    }


def test_every_cycle_is_counted_with_the_same_outcome(year: SchoolYear, base: sqlite3.Connection) -> None:
    mine = {(row.room, int(row.id.split("/")[1]), row.cycle): row for row in rows(year, END)}
    found = asked(
        base,
        """select room, id, cycle, case when responded_at is null then waited else response end, covered,
            class, asker, opened_at, responded_at, responder, resolved_at, verdict
        from judged join covered using (room, id, cycle)""",
    )
    assert len(found) == len(mine) > 3000
    for room, id, cycle, waited, passed, *rest in found:
        row = mine[room, id, cycle]
        assert row.consumed_ms / 1000 == pytest.approx(waited, abs=0.002), (room, id, cycle)
        assert row.covered_ms / 1000 == pytest.approx(passed, abs=0.002), (room, id, cycle)
        assert [
            row.class_,
            row.asker,
            row.opened_at,
            row.first_human_at,
            row.responder,
            row.resolved_at,
            verdict(row),
        ] == rest, (room, id, cycle)


def test_the_shares_and_percentiles_of_first_and_next_responses_are_those_of_sql(
    told: Report, base: sqlite3.Connection
) -> None:
    same(told.first, base, "cycle = 1")
    same(told.next, base, "cycle > 1")


def test_and_so_are_those_of_each_class_and_room(told: Report, base: sqlite3.Connection) -> None:
    classes = [name for (name,) in asked(base, "select distinct class from judged")]
    assert set(told.by_class) == set(classes) == {"question", "statement", "newcomer", "hand"}
    for name in classes:
        same(told.by_class[name], base, f"cycle = 1 and class = '{name}'")
    for room in ("zone", "class"):
        same(told.by_zone[room], base, f"cycle = 1 and room = '{room}'")


def test_whoever_solved_it_is_counted_the_same(told: Report, base: sqlite3.Connection) -> None:
    query = """select case when how in ('bot', 'memory') then 'ai' when how = 'asker' then 'asker'
        when how = 'peer' or resolver not in (select id from staff) then 'peer' else 'staff' end, count(*), sum(reopened)
        from judged where resolved_at is not null group by 1"""
    by = {name: (count, reopened) for name, count, reopened in asked(base, query)}
    count = sum(count for count, _ in by.values())
    assert told.resolved.count == count
    assert told.resolved.bot_share == by["ai"][0] / count
    assert told.resolved.peer_share == by["peer"][0] / (by["peer"][0] + by["staff"][0])
    assert told.resolved.reopen_rate == sum(reopened for _, reopened in by.values()) / count


def test_the_load_of_each_responder_is_that_of_sql(told: Report, base: sqlite3.Connection) -> None:
    found = asked(
        base, "select responder, count(*) from judged where responded_at is not null group by responder"
    )
    assert told.load.responses == dict(found)
    ordered = sorted(told.load.responses.values())
    pairs = sum(abs(one - other) for one in ordered for other in ordered)
    assert told.load.gini == pytest.approx(pairs / (2 * len(ordered) * sum(ordered)))


@pytest.mark.parametrize("now", MOMENTS)
def test_the_backlog_of_a_moment_is_that_of_sql(year: SchoolYear, now: float) -> None:
    backlog = reported(year, now).backlog
    query = "select ? - opened_at from judged where resolved_at is null and ended_at is null order by 1"
    ages = [age for (age,) in asked(by_sql(year, now), query, now)]
    assert (backlog.count, backlog.oldest) == (len(ages), ages[-1])
    assert (backlog.p50, backlog.p90) == (ages[-(-len(ages) // 2) - 1], ages[-(-len(ages) * 9 // 10) - 1])


def test_never_answered_in_a_week_are_those_of_sql(told: Report, base: sqlite3.Connection) -> None:
    query = """select room || '/' || id, cycle from judged where opened_at <= ? - 604800
        and coalesce(responded_at, 1e15) - opened_at > 604800 and coalesce(ended_at, 1e15) - opened_at > 604800
        and not (coalesce(how, '') in ('bot', 'memory', 'asker') and resolved_at - opened_at <= 604800)"""
    assert sorted(told.never_answered) == sorted(asked(base, query, END))


def test_paused_minutes_are_those_of_the_log(told: Report, base: sqlite3.Connection) -> None:
    query = """select "by", sum(coalesce((select min(coalesce(t.since, t.at)) from told t where t.room = p.room and t.id = p.id
            and t.of_cycle = p.of_cycle and t.seq > p.seq and t.kind in ('obligation_resumed', 'obligation_answered',
            'obligation_withdrawn', 'obligation_removed', 'obligation_waived', 'obligation_merged')), (select now from present))
        - at) / 60.0 from told p where kind = 'obligation_paused' group by "by" """
    assert told.paused_minutes == pytest.approx(dict(asked(base, query)), abs=0.01)


def test_promises_are_those_of_the_log(told: Report, base: sqlite3.Connection) -> None:
    query = """with fate as (select p."by", (select min(seq) from told t where t.room = p.room and t.id = p.id
                and t.of_cycle = p.of_cycle and t.seq > p.seq and kind in ('promise_broken', 'promise_made')) as next,
            (select min(seq) from told t where t.room = p.room and t.id = p.id and t.of_cycle = p.of_cycle
                and t.seq > p.seq and kind = 'obligation_answered' and how not in ('asker', 'bot', 'memory')) as answer, p.room
        from told p where kind = 'promise_made')
        select count(*), sum(answer is not null and answer < coalesce(next, 1e15)),
            (select count(*) from told where kind = 'promise_broken') from fate"""
    ((made, kept, broken),) = asked(base, query)
    assert (told.promises.made, told.promises.kept, told.promises.broken) == (made, kept, broken)
    by = dict(asked(base, """select "by", count(*) from told where kind = 'promise_broken' group by "by" """))
    assert told.promises.broken_by == by
    assert min(kept, broken) > 10


def test_what_the_log_says_of_a_clock_is_the_covered_time_that_passed(base: sqlite3.Connection) -> None:
    """Over holidays, week-ends, lunch and both changes of the clocks: wherever a clock ran from its opening on."""
    query = """select room, id, opened_at, responded_at, response, (select sum(max(0, min("end", responded_at) - max(start, opened_at)))
            from hours where "end" > opened_at and start < responded_at) from judged
        where responded_at is not null and room = 'zone' and not exists (select 1 from told t where t.room = judged.room
            and t.id = judged.id and of_cycle = judged.cycle and (kind in ('obligation_paused', 'obligation_reclassed')
            or (kind = 'obligation_opened' and t.opened_at is not null)))
        and (select count(*) from told t where t.room = judged.room and t.id = judged.id and of_cycle = judged.cycle
            and kind in ('obligation_opened', 'obligation_reopened')) = 1"""
    found = asked(base, query)
    assert len(found) > 2000
    for room, id, opened_at, responded_at, response, passed in found:
        assert response == pytest.approx(passed or 0.0, abs=0.01), (room, id, opened_at, responded_at)


def test_fridays_after_lunch_and_a_saturday_were_promised_and_nobody_was_on_duty(told: Report) -> None:
    days = [FIRST_DAY + timedelta(days=passed) for passed in range((LAST_DAY - FIRST_DAY).days)]
    off = {*CALENDAR.holidays, date(2024, 3, 29)}  # Good Friday; Easter and Whit Monday are no Fridays
    fridays = [day for day in days if day.weekday() == 4 and day not in off]
    assert told.gap_minutes == 240 * (len(fridays) + 1)


def test_each_level_of_each_target_was_told_once(year: SchoolYear) -> None:
    for place in (year.zone, year.hall):
        levels = Counter(
            (event.id, event.cycle, event.target, event.level)
            for event in place.log
            if isinstance(event, ObligationEscalated)
        )
        assert max(levels.values()) == 1
