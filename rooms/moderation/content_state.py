"""What a room remembers of its content rules: the rules and the ladder, strikes, the newest matches, and held messages."""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from rooms.moderation.events import (
    ContentEvent,
    ContentRulesSet,
    HeldDropped,
    HeldOverdue,
    HeldReleased,
    MessageHeld,
    RuleMatched,
    StrikeTaken,
)
from rooms.moderation.terms import MONTH, ContentRule, LadderStep
from rooms.moderation.view import HeldView, MatchView

RECENT_MATCHES = 20
REMEMBERED_OFFENDERS = 1000
STRIKES_PER_MEMBER = 100
"""The highest strike that a step of the ladder can ask for."""


class Content(Struct, gc=False):
    """`strikes` has the times of each member's strikes, oldest first; members in the order of their latest one.

    All rules that match one post are one strike. `last_held` counts held messages.
    """

    rules: list[ContentRule] = field(default_factory=list)
    ladder: list[LadderStep] = field(default_factory=list)
    strikes: dict[str, list[float]] = field(default_factory=dict)
    matches: list[MatchView] = field(default_factory=list)
    held: dict[int, HeldView] = field(default_factory=dict)
    last_held: int = 0

    def strikes_of(self, member: str, now: float) -> list[float]:
        """Those of the last 30 days."""
        return [at for at in self.strikes.get(member, ()) if at > now - MONTH]

    def next_deadline(self) -> float | None:
        """When the next held message should have been looked at."""
        waiting = (held.review_by for held in self.held.values() if not held.overdue)
        return min((at for at in waiting if at is not None), default=None)

    def apply(self, event: ContentEvent) -> None:
        match event:
            case ContentRulesSet():
                self.rules, self.ladder = event.rules, event.ladder
            case RuleMatched():
                self.matches = [*self.matches, match_of(event)][-RECENT_MATCHES:]
                if not event.shadow:
                    self._strike(event)
            case StrikeTaken():
                self._take(event)
            case MessageHeld():
                self.held[event.number] = held_of(event)
                self.last_held = event.number
            case HeldOverdue():
                self.held[event.number] = replace(self.held[event.number], overdue=True)
            case HeldReleased() | HeldDropped():
                del self.held[event.number]
            case _:
                assert_never(event)

    def _strike(self, event: RuleMatched) -> None:
        strikes = self.strikes_of(event.member, event.at)
        if event.at not in strikes:
            strikes.append(event.at)
        self.strikes.pop(event.member, None)
        self.strikes[event.member] = strikes[-STRIKES_PER_MEMBER:]
        if len(self.strikes) > REMEMBERED_OFFENDERS:
            del self.strikes[next(iter(self.strikes))]

    def _take(self, event: StrikeTaken) -> None:
        strikes = self.strikes.get(event.member, [])
        if event.struck_at in strikes:
            strikes.remove(event.struck_at)
        if not strikes:
            self.strikes.pop(event.member, None)


def match_of(event: RuleMatched) -> MatchView:
    return MatchView(
        event.at, event.rule, "" if event.anonymous else event.member, event.excerpt, event.shadow
    )


def held_of(event: MessageHeld) -> HeldView:
    return HeldView(
        event.number,
        event.at,
        event.author,
        event.author_name,
        event.cid,
        event.body,
        event.rule,
        event.reply_to,
        event.mentions,
        event.attachments,
        event.review_by,
    )
