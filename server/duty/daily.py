"""Makes the report of each day when it is due, and tells the operators: once, whatever ends in between.

A report is kept before anybody is told of it, and a notice is given once; so a crash costs neither. What was due while
nobody was there is made at the next start.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select

from community.covered_time import Window
from community.metrics.daily import DayNumbers, DayRows, day_numbers, day_rows
from community.metrics.lists import INCIDENT
from community.report_days import ReportDay, days_due, next_due
from rooms.roles import Role
from server.duty.bell import Bell
from server.duty.daily_reports import DailyReport, DailyReports, day_of
from server.duty.history import History
from server.duty.measuring import Measured, Measuring
from server.duty.notice import Draft, Reason
from server.duty.notices import SqlNotices
from server.duty.plan import StoredPlan
from server.duty.plans import Plans
from server.duty.reach import Reach
from server.duty.stories import Stories
from server.storage.database import Database
from server.storage.people import People
from server.storage.tables import escalations
from signaling.ports import Clock
from signaling.room_ids import home_of

logger = logging.getLogger(__name__)

LOOK_BACK = 35 * 86_400.0
"""What was opened longer ago is told of no more."""
RETRY_SECONDS = 60.0


class Daily:
    def __init__(
        self,
        database: Database,
        plans: Plans,
        measuring: Measuring,
        stories: Stories,
        people: People,
        notices: SqlNotices,
        reach: Reach,
        clock: Clock,
    ) -> None:
        self._database, self._plans, self._measuring, self._stories = database, plans, measuring, stories
        self._people, self._notices, self._reach, self._clock = people, notices, reach, clock
        self.reports = DailyReports(database)
        self._bell = Bell(clock)

    def plan_changed(self) -> None:
        """A report may be due at another time. Never waits."""
        self._bell.ring()

    async def run(self) -> None:
        """Until cancelled. What fails is tried again."""
        while True:
            try:
                again = await self.make()
            except Exception:
                logger.exception("daily reports cannot be made")
                again = self._clock.now() + RETRY_SECONDS
            await self._bell.wait(again)

    async def make(self) -> float | None:
        """All that is due now. When the next is; None: no space has a plan. Raises a database error."""
        next_at = []
        for stored in await self._plans.all_newest():
            await self._make_for(stored)
            zone = ZoneInfo(stored.plan.calendar.zone)
            next_at.append(next_due(zone, stored.plan.report_at, self._clock.now()))
        return min(next_at, default=None)

    async def so_far(self, space: str) -> DailyReport | None:
        """What would be told of today now; None: the space has no plan."""
        stored = await self._plans.newest(space)
        if stored is None:
            return None
        now = self._clock.now()
        zone = ZoneInfo(stored.plan.calendar.zone)
        due = next_due(zone, stored.plan.report_at, now)
        last = await self.reports.newest(space)
        start = await self._begun(space) if last is None else last.end
        (day,) = days_due(zone, stored.plan.report_at, start, None, due)
        return await self._report(space, ReportDay(day.day, day.start, now))

    async def _begun(self, space: str) -> float:
        versions = await self._plans.all_versions(space)
        return versions[0].at

    async def _make_for(self, stored: StoredPlan) -> None:
        space, last = stored.space, await self.reports.newest(stored.space)
        if last is not None:
            await self._tell(stored, last)
        since = await self._begun(space)
        zone = ZoneInfo(stored.plan.calendar.zone)
        known = None if last is None else day_of(last)
        for day in days_due(zone, stored.plan.report_at, since, known, self._clock.now()):
            report = await self._report(space, day)
            await self.reports.add(space, report)
            await self._tell(stored, report)

    # ------------------------------------------------------------ what it says

    async def _report(self, space: str, day: ReportDay) -> DailyReport:
        rooms = await self._measuring.rooms(space)
        measured = await self._measuring.measure(space, rooms, day.start - LOOK_BACK, day.end)
        window = Window(day.start, day.end)
        numbers = _numbers(measured, rooms, window)
        rows = day_rows(measured.outcomes, window, await self._raised(rooms, window))
        return DailyReport(
            day=day.day.isoformat(),
            start=day.start,
            end=day.end,
            made_at=measured.now,
            numbers=numbers,
            **{
                name: await self._stories.of(space, getattr(rows, name)) for name in DayRows.__struct_fields__
            },
            names=await self._measuring.names(numbers.load.responses),
        )

    async def _raised(self, rooms: Sequence[str], day: Window) -> set[tuple[str, int]]:
        """Id and cycle of what reached the highest level on this day."""
        columns = escalations.c
        query = select(columns.stream, columns.obligation, columns.cycle).where(
            columns.level >= INCIDENT, columns.at >= day.start, columns.at < day.end
        )
        async with self._database.reading() as connection:
            return {
                (f"{stream}/{id}", cycle)
                for stream, id, cycle in await connection.execute(query)
                if home_of(stream) in rooms
            }

    # ------------------------------------------------------------ who is told

    async def _tell(self, stored: StoredPlan, report: DailyReport) -> None:
        draft = Draft(
            space=stored.space,
            person="",
            room="",
            room_title=report.day,
            reason=Reason.DAILY,
            at=self._clock.now(),
            cycle=int(report.end),
            target=stored.space,
            excerpt=in_short(report),
        )
        if await self._notices.is_given(draft):
            return
        operators = await self._people.with_roles(stored.space, [Role.OPERATOR])
        given = await self._reach.told(draft, operators, stored.plan.quiet_hours)
        own = [] if any(each.person == draft.person for each in given) else [draft]
        await self._notices.give([*given, *own])


def _numbers(measured: Measured, rooms: Sequence[str], day: Window) -> DayNumbers:
    of_day = History(measured.history.versions, day.start, day.end)
    return day_numbers(
        measured.outcomes,
        day,
        measured.now,
        on_duty=sorted(of_day.people_on_duty(rooms)),
        gaps=of_day.gaps(rooms),
    )


def in_short(report: DailyReport) -> str:
    """Signs and numbers, which need no translation: in time, typical and slow waits, incidents, what is late and open,
    promises kept and broken, minutes without anybody on duty."""
    numbers = report.numbers
    share = numbers.within_target.share
    return "\n".join(
        [
            f"✓ {'–' if share is None else f'{share:.0%}'} · p50 {_minutes(numbers.covered.p50)}"
            f" · p90 {_minutes(numbers.covered.p90)}",
            f"🔥 {len(report.incidents)} (≥ {INCIDENT} %) · ⌛ {len(report.overdue)}",
            f"⏰ ✓ {numbers.promises.kept} ✗ {numbers.promises.broken} · ∅ {numbers.gap_minutes:.0f} min",
        ]
    )


def _minutes(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds / 60:.0f} min"
