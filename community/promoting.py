"""Whom to propose as an active student, and whose being one has become a name only. It proposes; people decide.

Somebody is proposed whose answers to others stood often enough lately, and who was not sanctioned in that time; and the
other way round an active student who has not answered for long. Nobody is proposed again soon after they were declined.
An answer stands when the asker or staff accepted it, or nobody objected for a day; whoever asks here has seen to that.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

DAY = 86_400.0

Days = Annotated[int, Meta(ge=1, le=365)]


class PromotionRule(Struct, frozen=True, forbid_unknown_fields=True):
    """So many `answers` within so many `days`; none within `idle_days`. Declined ones rest for `rest_days`."""

    answers: Annotated[int, Meta(ge=1, le=100)] = 5
    days: Days = 28
    idle_days: Days = 56
    rest_days: Days = 28


class Direction(StrEnum):
    UP = "up"  # a student becomes an active student
    DOWN = "down"


class GivenAnswer(Struct, frozen=True):
    """To `asker_name` in `room`, about obligation `id`; empty for who asked anonymously. UTC seconds."""

    room: str
    id: int
    asker_name: str
    excerpt: str
    at: float


class Helper(Struct, frozen=True, kw_only=True):
    """A learner. `since`: when they got the role that they have. `declined`: when that was last, by direction."""

    person: str
    name: str
    is_active: bool
    since: float
    answers: tuple[GivenAnswer, ...] = ()
    sanctioned_at: float | None = None
    declined: dict[Direction, float] = {}


class Proposal(Struct, frozen=True):
    """With its causes: the answers that count, newest first; or since when there was none."""

    person: str
    name: str
    direction: Direction
    answers: list[GivenAnswer]
    idle_since: float | None = None


def proposals(rule: PromotionRule, helpers: Iterable[Helper], now: float) -> list[Proposal]:
    """First those who answered most, last those who have not answered for longest."""
    found = [proposal for each in helpers if (proposal := _proposal(rule, each, now)) is not None]
    return sorted(found, key=lambda each: (-len(each.answers), -(each.idle_since or 0.0), each.person))


def _proposal(rule: PromotionRule, helper: Helper, now: float) -> Proposal | None:
    direction = Direction.DOWN if helper.is_active else Direction.UP
    declined_at = helper.declined.get(direction)
    if declined_at is not None and now < declined_at + rule.rest_days * DAY:
        return None
    return _down(rule, helper, now) if helper.is_active else _up(rule, helper, now)


def _up(rule: PromotionRule, helper: Helper, now: float) -> Proposal | None:
    """What they answered before they were made a student again counts no more."""
    start = now - rule.days * DAY
    if helper.sanctioned_at is not None and helper.sanctioned_at >= start:
        return None
    counted = [answer for answer in helper.answers if answer.at >= max(start, helper.since)]
    if len(counted) < rule.answers:
        return None
    newest_first = sorted(counted, key=lambda answer: answer.at, reverse=True)
    return Proposal(helper.person, helper.name, Direction.UP, newest_first)


def _down(rule: PromotionRule, helper: Helper, now: float) -> Proposal | None:
    last = max([helper.since, *(answer.at for answer in helper.answers)])
    if last > now - rule.idle_days * DAY:
        return None
    return Proposal(helper.person, helper.name, Direction.DOWN, [], idle_since=last)
