"""All response metrics of a set of outcomes at one present time: what the operator's page and the export show.

It selects nothing: whoever asks chooses the rooms and the cohort, and passes the rows. Staff who read it see each item
on their board, so no count and no wait is held back, however few there are; only a ratio over people is not told of
fewer than five.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from community.covered_time import Window
from community.metrics.backlog import Backlog, backlog, never_answered
from community.metrics.bulletin import Bulletin, StaffPost, bulletin
from community.metrics.lists import incidents
from community.metrics.outcomes import Outcome, first_cycles, later_cycles
from community.metrics.promises import Promises, promises
from community.metrics.response_times import (
    Clock,
    Spread,
    bot_response,
    grouped,
    hour_of_week,
    human_response,
    resolution,
)
from community.metrics.sampling import waived_sample
from community.metrics.shares import Load, Resolved, gap_minutes, load, paused_minutes, resolved
from community.metrics.targets import WithinTarget, within_target


class Responses(Struct, frozen=True):
    """Of a group of cycles: how long people waited for people, on both clocks, and how many got it in time."""

    covered: Spread
    wall: Spread
    within_target: WithinTarget


class Report(Struct, frozen=True, kw_only=True):
    """`first` and its groups are of first cycles, `next` of reopened ones; neither counts in the other.

    `by_hour`: local hours of the week, 0 to 167; those in which nothing was opened are left out. `never_answered`: (id,
    cycle) of what waited seven days, `incidents`: of what waited four times its target, `waived_sample`: of what was
    waived and should be looked at again; oldest first.
    """

    first: Responses
    by_class: dict[str, Responses]
    by_zone: dict[str, Responses]
    by_hour: dict[int, Responses]
    next: Responses
    resolution: Spread
    bot: Spread
    backlog: Backlog
    never_answered: list[tuple[str, int]]
    incidents: list[tuple[str, int]]
    waived_sample: list[tuple[str, int]]
    resolved: Resolved
    load: Load
    promises: Promises
    paused_minutes: dict[str, float]
    gap_minutes: float
    bulletin: Bulletin


def report(
    outcomes: Sequence[Outcome],
    now: float,
    zone: ZoneInfo,
    *,
    on_duty: Iterable[str] = (),
    gaps: Iterable[Window] = (),
    posts: Iterable[StaffPost] = (),
) -> Report:
    """`zone`: in which hours of the week are told; `on_duty`, `gaps` and `posts`: of the same cohort's time."""
    first = first_cycles(outcomes)
    by_hour = grouped(first, hour_of_week(zone))
    return Report(
        first=_responses(first, now),
        by_class={
            name: _responses(group, now) for name, group in grouped(first, lambda row: row.class_).items()
        },
        by_zone={
            name: _responses(group, now) for name, group in grouped(first, lambda row: row.zone).items()
        },
        by_hour={hour: _responses(group, now) for hour, group in sorted(by_hour.items())},
        next=_responses(later_cycles(outcomes), now),
        resolution=resolution(outcomes, now),
        bot=bot_response(first, now),
        backlog=backlog(outcomes, now),
        never_answered=_named(never_answered(outcomes, now)),
        incidents=_named(incidents(outcomes)),
        waived_sample=_named(waived_sample(outcomes)),
        resolved=resolved(outcomes),
        load=load(outcomes, on_duty),
        promises=promises(outcomes, now),
        paused_minutes=paused_minutes(outcomes),
        gap_minutes=gap_minutes(gaps),
        bulletin=bulletin(posts, now),
    )


def _named(rows: Iterable[Outcome]) -> list[tuple[str, int]]:
    return [(row.id, row.cycle) for row in rows]


def _responses(group: Sequence[Outcome], now: float) -> Responses:
    return Responses(
        covered=human_response(group, now),
        wall=human_response(group, now, Clock.WALL),
        within_target=within_target(group),
    )
