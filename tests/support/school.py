"""A school in Berlin: its people, its hours with their holidays, its roster, and its targets before and after February."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from community.calendars import BusinessCalendar, ExtraDay, Hours, Week, windows
from community.covered_time import Window
from community.rosters import Handover, Override, OwnTurn, Roster, Shift, Swap
from rooms.obligations import terms as owed
from rooms.obligations.standard import HOUR, MINUTE, STANDARD
from rooms.roles import Role
from tests.support.rooms import person

BERLIN = ZoneInfo("Europe/Berlin")
DAY = 24 * HOUR
FIRST_DAY, LAST_DAY = date(2023, 9, 4), date(2024, 7, 12)
NEW_PLAN = date(2024, 2, 1)
ZONE, CLASS = "zone", "class"

TEACHER, OPERATOR = person("teacher", Role.TEACHER), person("operator", Role.OPERATOR)
ASSISTANTS = tuple(person(f"ta-{number}", Role.TA) for number in range(1, 5))
STAFF = (TEACHER, OPERATOR, *ASSISTANTS)
HELPERS = tuple(person(f"helper-{number}", Role.ACTIVE) for number in range(8))
STUDENTS = tuple(person(f"student-{number:03d}") for number in range(192))
LEARNERS = STUDENTS + HELPERS

_SPLIT = (Hours(9 * 60, 12 * 60 + 30), Hours(14 * 60, 18 * 60))
CALENDAR = BusinessCalendar(
    "Europe/Berlin",
    Week(_SPLIT, _SPLIT, _SPLIT, _SPLIT, _SPLIT),
    holidays=(
        date(2023, 10, 3),
        *(date(2023, 12, 23) + timedelta(days=each) for each in range(16)),
        date(2024, 5, 1),
    ),
    yearly_holidays=("FREQ=YEARLY;BYEASTER=-2,1,39",),
    extra_days=(ExtraDay(date(2023, 11, 18), (Hours(10 * 60, 14 * 60),)),),
)
HURRIED = {
    **STANDARD.targets,
    owed.ObligationClass.QUESTION: owed.Target(10 * MINUTE, 2 * HOUR, owed.ClockKind.COVERED),
}
TARGETS = {1: STANDARD.targets, 2: HURRIED}
_PEOPLE = tuple(each.member for each in ASSISTANTS)
ROSTER = Roster(
    version=1,
    shifts=(
        Shift(
            id="mornings",
            title="Mornings",
            zone="Europe/Berlin",
            since=FIRST_DAY,
            recurrence="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            start=9 * 60,
            length=4 * 60,
            rotation=_PEOPLE,
            handover=Handover.WEEK,
            secondary=(TEACHER.member,),
        ),
        Shift(
            id="afternoons",
            title="Afternoons",
            zone="Europe/Berlin",
            since=FIRST_DAY,
            recurrence="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH",
            start=13 * 60,
            length=5 * 60,
            rotation=_PEOPLE[::-1],
            handover=Handover.DAY,
        ),
    ),
    overrides=(Override("mornings", TEACHER.member, datetime(2023, 11, 6), datetime(2023, 11, 11)),),  # noqa: DTZ001
    swaps=(
        Swap(OwnTurn("ta-1", "mornings", date(2023, 9, 4)), OwnTurn("ta-2", "mornings", date(2023, 9, 11))),
    ),
)


def moment(day: date, minutes: int = 0) -> float:
    """UTC seconds of so many minutes after local midnight."""
    return datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=BERLIN).timestamp()


START, END = moment(FIRST_DAY), moment(LAST_DAY)


@lru_cache(maxsize=1)
def covered() -> list[Window]:
    """The hours of the whole year, and of some time after it."""
    return windows(CALENDAR, START - DAY, END + 60 * DAY)
