"""How events change the polls that a client sees: of votes it gets sums, its own, and what is for staff."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from rooms.polls.terms import (
    KEPT_POLLS,
    PollClosed,
    PollOpened,
    PollRevealed,
    PollsEvent,
    PollState,
    PollView,
    PollVoted,
)


def reduce(view: list[PollView], event: PollsEvent) -> list[PollView]:
    if isinstance(event, PollOpened):
        return _kept([*view, _opened(event)])
    return [_changed(poll, event) if poll.id == event.id else poll for poll in view]


def _opened(event: PollOpened) -> PollView:
    return PollView(
        id=event.id,
        at=event.at,
        question=event.question,
        kind=event.kind,
        options=event.options,
        anonymous=event.anonymous,
        live=event.live,
        until=event.until,
        right=event.right,
    )


def _kept(polls: list[PollView]) -> list[PollView]:
    """Without the oldest that is not open, if there are too many."""
    if len(polls) <= KEPT_POLLS:
        return polls
    gone = next(poll for poll in polls if poll.state is not PollState.OPEN)
    return [poll for poll in polls if poll is not gone]


def _changed(poll: PollView, event: PollVoted | PollClosed | PollRevealed) -> PollView:
    match event:
        case PollVoted():
            return _voted(poll, event)
        case PollClosed():
            return replace(poll, state=PollState.CLOSED)
        case PollRevealed():
            return replace(poll, state=PollState.REVEALED, tallies=event.tallies, right=event.right)
        case _:
            assert_never(event)


def _voted(poll: PollView, event: PollVoted) -> PollView:
    """`member` is named to who may see this ballot; `own` tells a voter's own from those that staff see."""
    seen = replace(poll, voters=event.voters, tallies=event.tallies if event.voters else None)
    if event.own:
        seen = replace(seen, mine=event.choices)
    if event.anonymous or not event.member:
        return seen
    others = {member: choices for member, choices in poll.ballots.items() if member != event.member}
    return replace(seen, ballots={**others, event.member: event.choices} if event.choices else others)
