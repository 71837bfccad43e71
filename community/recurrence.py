"""On which days something happens, by an RFC 5545 recurrence rule.

A rule gives local days: the time of day belongs to whoever uses the rule, so BYHOUR and finer parts are refused. The
rules themselves are `dateutil`'s; what is decided here is which of them cannot stall whoever evaluates them.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time
from functools import lru_cache
from itertools import takewhile
from typing import Annotated

from dateutil.rrule import rrulestr
from msgspec import Meta

from community.flaws import Flaw, FlawCode
from community.local_time import YEARS

LONGEST_RULE = 200
Rule = Annotated[str, Meta(min_length=1, max_length=LONGEST_RULE)]
"""The value of an RRULE in capitals, without its name: `FREQ=WEEKLY;BYDAY=MO,WE`."""

_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,;=+-")
_BY_DAY = frozenset({"BYMONTH", "BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"})
_PARTS = _BY_DAY | {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
_YEARLY_PARTS = _BY_DAY | {"FREQ", "WKST", "BYEASTER"}
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_SAME_CALENDAR_LATER = 19 * 400
"""Years. After 400 of them days, weekdays and leap years come again exactly."""


def flaw_of(rule: str, since: date, where: str) -> Flaw | None:
    """What is wrong with a rule that begins on the day `since`."""
    if since.year not in YEARS:
        return Flaw(FlawCode.OUT_OF_RANGE, where, f"year {since.year}")
    return _flaw(rule, since, where, _PARTS, _FREQUENCIES)


def yearly_flaw_of(rule: str, where: str) -> Flaw | None:
    """What is wrong with a rule that has no beginning: it is asked anew every year. BYEASTER, in days, is understood."""
    return _flaw(rule, date(2000, 1, 1), where, _YEARLY_PARTS, frozenset({"YEARLY"}))


def days_until(rule: str, since: date, year: int) -> tuple[date, ...]:
    """All days of a flawless rule from `since` to the end of `year`, ascending. Their places are the turns of it."""
    return _days(rule, since, date(year, 12, 31))


def days_of_year(rule: str, year: int) -> tuple[date, ...]:
    """All days of a flawless yearly rule in `year`. A part that the rule leaves open is that of 1 January."""
    return _days(rule, date(year, 1, 1), date(year, 12, 31))


@lru_cache(maxsize=4096)
def _days(rule: str, first: date, last: date) -> tuple[date, ...]:
    return tuple(takewhile(lambda day: day <= last, _evaluated(rule, first)))


def _evaluated(rule: str, first: date) -> Iterator[date]:
    for at in rrulestr(rule, dtstart=datetime.combine(first, time())):
        yield at.date()


def _flaw(
    rule: str, since: date, where: str, known: AbstractSet[str], frequencies: AbstractSet[str]
) -> Flaw | None:
    if len(rule) > LONGEST_RULE or not _CHARACTERS.issuperset(rule):
        return Flaw(FlawCode.BAD_RULE, where, "too long, or not in capitals")
    parts = [part.partition("=")[::2] for part in rule.split(";")]
    said = dict(parts)
    if len(said) < len(parts) or not said.keys() <= known or said.get("FREQ") not in frequencies:
        return Flaw(FlawCode.BAD_RULE, where, f"only {', '.join(sorted(known))}, each once")
    interval = said.get("INTERVAL", "1")
    if not (interval.isdigit() and interval.strip("0")):
        return Flaw(FlawCode.BAD_RULE, where, "INTERVAL never moves on")
    if {"COUNT", "UNTIL"} <= said.keys():
        return Flaw(FlawCode.BAD_RULE, where, "COUNT or UNTIL, not both (RFC 5545 section 3.3.10)")
    try:
        happens = _ever_happens(said, since)
    except (ValueError, IndexError, OverflowError) as error:
        return Flaw(FlawCode.BAD_RULE, where, str(error))
    return None if happens else Flaw(FlawCode.NEVER, where, "no such day")


def _ever_happens(said: dict[str, str], since: date) -> bool:
    """Looks for a day to the end of time, which `dateutil` puts at the year 9999, and so begins close to it.

    An UNTIL would not shorten a search that finds nothing; it is asked second, when a day is known to come.
    """
    endless = _joined({name: value for name, value in said.items() if name != "UNTIL"})
    much_later = since.replace(year=since.year + _SAME_CALENDAR_LATER)
    return any(True for _ in _evaluated(endless, much_later)) and any(
        True for _ in _evaluated(_joined(said), since)
    )


def _joined(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())
