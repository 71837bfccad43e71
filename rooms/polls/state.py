"""What a room remembers of polls: the latest ones, with every ballot.

Ballots leave this file in three ways only: a voter's own, staff's list of a poll that is not anonymous, and sums.
"""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct, field

from rooms.polls.counting import recounted
from rooms.polls.terms import (
    KEPT_POLLS,
    PollClosed,
    PollKind,
    PollOpened,
    PollRevealed,
    PollsEvent,
    PollState,
    PollView,
    PollVoted,
)
from rooms.visibility import Audience


class Poll(Struct, gc=False):
    at: float
    question: str
    kind: PollKind
    options: list[str]
    anonymous: bool
    live: bool
    right: list[int]
    until: float | None
    tallies: list[int]
    state: PollState = PollState.OPEN
    ballots: dict[str, list[int]] = field(default_factory=dict)

    def vote(self, member: str, choices: list[int]) -> None:
        """Replace this member's ballot; no choices take it back."""
        before = self.ballots.pop(member, [])
        if choices:
            self.ballots[member] = choices
        self.tallies = recounted(self.kind, self.tallies, before, choices)

    def view(self, id: int, audience: Audience) -> PollView:
        is_revealed = self.state is PollState.REVEALED
        sees_tallies = is_revealed or (bool(self.ballots) and (self.live or audience.is_staff))
        return PollView(
            id=id,
            at=self.at,
            question=self.question,
            kind=self.kind,
            options=self.options,
            anonymous=self.anonymous,
            live=self.live,
            state=self.state,
            until=self.until,
            voters=len(self.ballots),
            tallies=self.tallies if sees_tallies else None,
            right=self.right if is_revealed or audience.is_staff else [],
            mine=self._mine(audience),
            ballots=self._named(audience),
        )

    def _named(self, audience: Audience) -> dict[str, list[int]]:
        """Who chose what, as far as this audience may know."""
        if self.anonymous:
            return {}
        if audience.is_staff:
            return dict(self.ballots)
        mine = self._mine(audience)
        return {audience.member: mine} if audience.member is not None and mine else {}

    def _mine(self, audience: Audience) -> list[int]:
        return [] if audience.member is None else self.ballots.get(audience.member, [])


class Polls(Struct, gc=False):
    """By number, in the order of opening."""

    last_id: int = 0
    polls: dict[int, Poll] = field(default_factory=dict)

    @property
    def open(self) -> dict[int, Poll]:
        return {id: poll for id, poll in self.polls.items() if poll.state is PollState.OPEN}

    def next_deadline(self) -> float | None:
        ends = (poll.until for poll in self.open.values())
        return min((until for until in ends if until is not None), default=None)

    def apply(self, event: PollsEvent) -> None:
        match event:
            case PollOpened():
                self._opened(event)
            case PollVoted():
                self.polls[event.id].vote(event.member, event.choices)
            case PollClosed():
                self.polls[event.id].state = PollState.CLOSED
            case PollRevealed():
                self.polls[event.id].state = PollState.REVEALED
            case _:
                assert_never(event)

    def _opened(self, event: PollOpened) -> None:
        self.last_id = event.id
        self.polls[event.id] = Poll(
            at=event.at,
            question=event.question,
            kind=event.kind,
            options=event.options,
            anonymous=event.anonymous,
            live=event.live,
            right=event.right,
            until=event.until,
            tallies=[0] * len(event.options),
        )
        if len(self.polls) > KEPT_POLLS:
            done = (id for id, poll in self.polls.items() if poll.state is not PollState.OPEN)
            del self.polls[next(done)]

    def view(self, audience: Audience) -> list[PollView]:
        return [poll.view(id, audience) for id, poll in self.polls.items()]
