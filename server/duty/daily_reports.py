"""The daily reports that were made, of all spaces: one per space and day, which never changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec import Struct
from sqlalchemy import insert, select

from community.metrics.daily import DayNumbers
from community.report_days import ReportDay
from server.duty.stories import Story
from server.storage.database import Database
from server.storage.tables import daily_reports

MOST_LISTED = 400


class DailyReport(Struct, frozen=True, kw_only=True):
    """From `start` to before `end`, as of `made_at`: UTC seconds. `day` is ISO 8601. `names` are of people in the numbers.

    `incidents`, by item: what waited four times its target. `overdue`: what is open and late. `broken`: what was promised.
    """

    day: str
    start: float
    end: float
    made_at: float
    numbers: DayNumbers
    incidents: list[Story]
    overdue: list[Story]
    broken: list[Story]
    waived_sample: list[Story]
    names: dict[str, str]


class DaySummary(Struct, frozen=True):
    """`share` of what was opened on that day and got its response in time, 0 to 1; None: there was nothing to judge."""

    day: str
    start: float
    end: float
    made_at: float
    incidents: int
    overdue: int
    share: float | None


class DailyReports:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, space: str) -> DailyReport | None:
        query = (
            select(daily_reports.c.body)
            .where(daily_reports.c.space == space)
            .order_by(daily_reports.c.end.desc())
            .limit(1)
        )
        async with self._database.reading() as connection:
            body = await connection.scalar(query)
        return None if body is None else _decode(body)

    async def of(self, space: str, day: str) -> DailyReport | None:
        query = select(daily_reports.c.body).where(daily_reports.c.space == space, daily_reports.c.day == day)
        async with self._database.reading() as connection:
            body = await connection.scalar(query)
        return None if body is None else _decode(body)

    async def all(self, space: str) -> Sequence[DaySummary]:
        """The newest first, as far as one looks back."""
        query = (
            select(daily_reports.c.body)
            .where(daily_reports.c.space == space)
            .order_by(daily_reports.c.end.desc())
            .limit(MOST_LISTED)
        )
        async with self._database.reading() as connection:
            return [_summary(_decode(body)) for body in await connection.scalars(query)]

    async def add(self, space: str, report: DailyReport) -> None:
        """A database error when there is one of that day."""
        async with self._database.writing() as connection:
            await connection.execute(
                insert(daily_reports).values(
                    space=space,
                    day=report.day,
                    start=report.start,
                    end=report.end,
                    made_at=report.made_at,
                    body=msgspec.msgpack.encode(report),
                )
            )


def day_of(report: DailyReport) -> ReportDay:
    return ReportDay(date.fromisoformat(report.day), report.start, report.end)


def _summary(report: DailyReport) -> DaySummary:
    return DaySummary(
        day=report.day,
        start=report.start,
        end=report.end,
        made_at=report.made_at,
        incidents=len(report.incidents),
        overdue=len(report.overdue),
        share=report.numbers.within_target.share,
    )


_decode = msgspec.msgpack.Decoder(DailyReport).decode
