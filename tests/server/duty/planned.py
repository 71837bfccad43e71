"""A duty plan as tests have it: weekdays from nine to five in Shanghai, `ann` and `ben` in turns, `tess` after them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from community.calendars import BusinessCalendar, Hours, Week
from community.rosters import Roster, Shift
from rooms.kinds import RoomKind
from rooms.roles import Role
from server.duty.plan import DutyPlan, StoredPlan
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.people import People, Person
from signaling.ports import RoomSpec

SPACE = "main"
ZONE_NAME = "Asia/Shanghai"
ZONE = ZoneInfo(ZONE_NAME)
OFFICE_HOURS = (Hours(9 * 60, 17 * 60),)
ROOMS = (
    RoomSpec("zone", SPACE, "Ask here", RoomKind.ZONE),
    RoomSpec("study", SPACE, "Study room", RoomKind.STUDY),
)
STAFF = {"ann": Role.TA, "ben": Role.TA, "tess": Role.TEACHER, "olga": Role.OPERATOR}


def at(day: int, hour: int, minute: int = 0) -> float:
    """Of November 2026, where the first Monday is the second, in Shanghai."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).timestamp()


def shift(
    id: str = "day",
    *,
    start: int = 9,
    hours: int = 8,
    rotation: tuple[str, ...] = ("ann", "ben"),
    secondary: tuple[str, ...] = ("tess",),
    rooms: tuple[str, ...] | None = None,
) -> Shift:
    """Daily from Monday the second of November on."""
    return Shift(
        id=id,
        title=id.title(),
        rooms=rooms,
        zone=ZONE_NAME,
        since=date(2026, 11, 2),
        recurrence="FREQ=DAILY",
        start=start * 60,
        length=hours * 60,
        rotation=rotation,
        secondary=secondary,
    )


def plan(*shifts: Shift) -> DutyPlan:
    week = Week(*[OFFICE_HOURS] * 5)
    return DutyPlan(
        calendar=BusinessCalendar(zone=ZONE_NAME, weekly=week),
        roster=Roster(version=1, shifts=shifts or (shift(),)),
    )


def stored(planned: DutyPlan, version: int = 1, since: float | None = None) -> StoredPlan:
    return StoredPlan(SPACE, version, at(1, 0) if since is None else since, "olga", planned)


async def settled(database: Database) -> None:
    """The space, its rooms and its staff are there."""
    await SqlDirectory(database).create_space(SPACE, "Main", 1.0, ROOMS)
    people = People(database)
    for number, (id, role) in enumerate(STAFF.items()):
        await people.add(Person(id, SPACE, id.capitalize(), role), float(number))
