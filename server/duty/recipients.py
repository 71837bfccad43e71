"""Who hears of a level of the ladder, and how loud. Pure: who is on duty, connected or silent is told as values.

50: the primary sees it highlighted · 100: the primary is notified · 150: the secondary and the pool · 200 and 400: the
operators. Whoever is first in line and cannot be reached is skipped: nobody waits for somebody who is not there.
"""

from __future__ import annotations

from msgspec import Struct

HIGHLIGHT, BREACH, SECOND = 50, 100, 150
SILENT_SECONDS = 60.0
"""So long a primary who is not connected has to come back before others are told."""


class Team(Struct, frozen=True):
    """Person ids. `primary` and `secondary` are empty when nobody is on duty. `assistants`: the TAs of the space."""

    primary: str = ""
    secondary: str = ""
    pool: tuple[str, ...] = ()
    assistants: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()


def recipients(level: int, team: Team, *, is_unreachable: bool = False) -> tuple[str, ...]:
    """Each once. `is_unreachable`: the primary is not connected and was silent for so long."""
    if level <= BREACH:
        found = [team.primary, *(_next(team) if is_unreachable else ())]
        if level == BREACH and not team.primary:
            found = [*team.operators]
    elif level <= SECOND:
        found = [team.secondary, *team.pool]
        if not any(found):
            found = [*team.assistants] or [*team.operators]
    else:
        found = [*team.operators]
    return tuple(dict.fromkeys(person for person in found if person))


def rings(level: int) -> bool:
    """Whether it is sent to where people are; what does not ring is shown in the page only."""
    return level >= BREACH


def waits_for_primary(level: int, team: Team) -> bool:
    """Whether it matters that the primary can be reached."""
    return level <= BREACH and bool(team.primary)


def _next(team: Team) -> tuple[str, ...]:
    """Straight to the secondary, or to whoever comes next when there is none."""
    if team.secondary:
        return (team.secondary,)
    others = team.pool or team.assistants or team.operators
    return tuple(person for person in others if person != team.primary)
