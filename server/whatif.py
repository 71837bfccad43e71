"""`studyhall whatif`: reads a past time from the log and asks how it would have gone with another duty plan.

It reads the database only, so it may run beside the server. The model is `server/duty/whatif.py`.
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from community.metrics.outcomes import opened_between
from server.app import open_database
from server.duty.measuring import Measuring
from server.duty.plan import DutyPlan, decode, flaws
from server.duty.plans import Plans
from server.duty.whatif import Comparison, compare
from server.storage.directory import SqlDirectory
from server.storage.event_log import open_event_log
from server.storage.people import People
from signaling.ports import Clock

YEARS = range(2000, 2200)
"""Everything from the first day to now is read."""


class UnusablePlan(Exception):
    """Says what is wrong with the document or the days, in English."""


class UnknownSpace(Exception):
    """There is none of this id."""


async def compare_with(
    where: Path | str, space: str, document: bytes, start: date, end: date, clock: Clock
) -> Comparison:
    """Of what was opened from the day `start` to before the day `end`, in the zone of the other plan's calendar.

    `where`: as `open_database` takes it. Raises UnusablePlan, UnknownSpace, or a database error.
    """
    other = _plan(document)
    zone = ZoneInfo(other.calendar.zone)
    if start.year not in YEARS or end.year not in YEARS:
        raise UnusablePlan("no year in which anybody asked")
    since, until = (datetime.combine(day, time(), zone).timestamp() for day in (start, end))
    if until <= since:
        raise UnusablePlan("the time ends before it begins")
    async with open_database(where) as database:
        directory = SqlDirectory(database)
        if await directory.space_title(space) is None:
            raise UnknownSpace(space)
        async with open_event_log(database) as log:
            measuring = Measuring(log, Plans(database), directory, People(database), clock)
            rooms = await measuring.rooms(space)
            measured = await measuring.measure(space, rooms, since, until)
    return compare(
        opened_between(measured.outcomes, since, until), measured.now, measured.history.on_duty, other, since
    )


def _plan(document: bytes) -> DutyPlan:
    try:
        plan = decode(document)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnusablePlan(str(error)) from error
    found = flaws(plan)
    if found:
        raise UnusablePlan("; ".join(f"{flaw.where}: {flaw.code} {flaw.detail}".rstrip() for flaw in found))
    return plan
