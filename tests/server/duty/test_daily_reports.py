"""Reports of days, as they are kept: one per space and day."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from community.covered_time import Window
from community.metrics.daily import day_numbers
from community.report_days import ReportDay
from server.duty.daily_reports import DailyReport, DailyReports, day_of
from server.storage.database import Database
from tests.server.duty.planned import SPACE, settled

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]


def report(day: int) -> DailyReport:
    start, end = day * 86_400.0, (day + 1) * 86_400.0
    return DailyReport(
        day=f"2026-11-{day:02}",
        start=start,
        end=end,
        made_at=end + 1,
        numbers=day_numbers([], Window(start, end), end),
        incidents=[],
        overdue=[],
        broken=[],
        waived_sample=[],
        names={"ann": "Ann"},
    )


async def test_what_was_made_is_kept_as_it_is_and_the_newest_is_first(database: Database) -> None:
    await settled(database)
    reports = DailyReports(database)
    assert (await reports.newest(SPACE), list(await reports.all(SPACE))) == (None, [])
    for day in (2, 3):
        await reports.add(SPACE, report(day))
    assert await reports.newest(SPACE) == await reports.of(SPACE, "2026-11-03") == report(3)
    assert [each.day for each in await reports.all(SPACE)] == ["2026-11-03", "2026-11-02"]
    assert await reports.of(SPACE, "2026-11-04") is None
    assert await reports.newest("elsewhere") is None


async def test_there_is_one_of_a_day(database: Database) -> None:
    await settled(database)
    reports = DailyReports(database)
    await reports.add(SPACE, report(2))
    with pytest.raises(IntegrityError):
        await reports.add(SPACE, report(2))


def test_it_says_which_day_it_was() -> None:
    assert day_of(report(2)) == ReportDay(date(2026, 11, 2), 2 * 86_400.0, 3 * 86_400.0)
