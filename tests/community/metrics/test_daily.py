"""What one day was like, as the numbers and the lists of its report tell it."""

from __future__ import annotations

from community.covered_time import Window
from community.metrics.daily import DayPromises, day_numbers, day_rows
from community.metrics.outcomes import EndedBy, Promise
from tests.community.metrics.rows import DAY, HOUR, MONDAY, answered, row

TUESDAY = Window(MONDAY + DAY, MONDAY + 2 * DAY)
NOW = TUESDAY.end + HOUR
ROWS = [
    answered(60.0, id="before"),
    answered(DAY + 60.0, id="answered today"),
    answered(120.0, id="today", opened_at=TUESDAY.start),
    row(id="late", opened_at=TUESDAY.start + 9, breached_at=TUESDAY.start + 909, level=400),
    row(id="again", cycle=2, opened_at=TUESDAY.start + 10),
    row(id="tomorrow", opened_at=TUESDAY.end),
]


def test_waits_are_of_what_was_opened_on_the_day_and_load_of_what_was_answered_on_it() -> None:
    numbers = day_numbers(ROWS, TUESDAY, NOW, on_duty=["bo"], gaps=[Window(0, 120)])
    assert numbers.opened == 2
    assert (numbers.covered.count, numbers.covered.p50) == (2, 120.0)
    assert (numbers.within_target.met, numbers.within_target.overdue) == (1, 1)
    assert numbers.load.responses == {"ada": 2, "bo": 0}
    assert numbers.gap_minutes == 2.0


def test_incidents_are_of_the_day_on_which_they_were_raised_and_what_is_overdue_of_now() -> None:
    rows = day_rows(ROWS, TUESDAY, {("late", 1), ("again", 1)})
    assert [each.id for each in rows.incidents] == ["late"]
    assert [each.id for each in rows.overdue] == ["late"]
    assert day_rows(ROWS, TUESDAY, set()).incidents == []


def test_promises_belong_to_the_day_on_which_they_were_kept_or_broken() -> None:
    today, yesterday = TUESDAY.start + 5, MONDAY + 5
    rows = [
        row(id="kept", promises=(Promise("tess", MONDAY, kept_at=today),), resolved_at=today),
        row(id="kept before", promises=(Promise("tess", MONDAY, kept_at=yesterday),), resolved_at=yesterday),
        row(id="broken", promises=(Promise("tess", MONDAY, broken_at=today),)),
        row(
            id="late",
            promises=(Promise("tess", MONDAY, broken_at=yesterday, kept_at=today),),
            resolved_at=today,
        ),
        row(id="runs", promises=(Promise("tom", today),)),
        row(id="due", promises=(Promise("tom", today, due_at=NOW),)),
    ]
    assert day_numbers(rows, TUESDAY, NOW).promises == DayPromises(kept=1, broken=1, running=2, due=1)
    assert [each.id for each in day_rows(rows, TUESDAY, set()).broken] == ["broken"]


def test_of_what_was_waived_on_the_day_some_is_looked_at_again() -> None:
    waived = [row(id=str(id), ended_by=EndedBy.WAIVED, ended_at=TUESDAY.start + id) for id in range(200)] + [
        row(id=str(id), ended_by=EndedBy.WAIVED, ended_at=MONDAY) for id in range(200, 400)
    ]
    sample = day_rows(waived, TUESDAY, set()).waived_sample
    assert 1 <= len(sample) <= 30
    assert all(int(each.id) < 200 for each in sample)
