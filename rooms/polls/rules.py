"""What may happen in polls: who opens one and how it must be made, which ballots count, and what ends it.

That staff run polls and everybody votes is decided before. Who sees what is not decided here.
"""

from __future__ import annotations

from typing import assert_never

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.polls.counting import is_valid, recounted
from rooms.polls.state import Poll
from rooms.polls.terms import (
    ClosePoll,
    OpenPoll,
    PollClosed,
    PollKind,
    PollOpened,
    PollRevealed,
    PollsCommand,
    PollState,
    PollVoted,
    RevealPoll,
    VotePoll,
)
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor

MAX_OPEN_POLLS = 3


def decide(room: RoomState, command: PollsCommand, actor: Actor, now: float) -> Decision:
    if isinstance(command, OpenPoll):
        return _open(room, command, actor, now)
    poll = room.polls.polls.get(command.id)
    if poll is None:
        return Rejection(RejectionCode.NOT_FOUND)
    match command:
        case VotePoll():
            return _vote(poll, command, actor, now)
        case ClosePoll():
            if poll.state is not PollState.OPEN:
                return Rejection(RejectionCode.WRONG_STATE, f"the poll is {poll.state}")
            return [PollClosed(at=now, id=command.id, by=actor.member)]
        case RevealPoll():
            return _reveal(poll, command, actor, now)
        case _:
            assert_never(command)


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return [
        PollClosed(at=now, id=id, by="")
        for id, poll in room.polls.open.items()
        if poll.until is not None and poll.until <= now
    ]


def _open(room: RoomState, command: OpenPoll, actor: Actor, now: float) -> Decision:
    question = command.question.strip()
    options = [option.strip() for option in command.options]
    right = sorted(set(command.right))
    if not question:
        return Rejection(RejectionCode.EMPTY_MESSAGE)
    flaw = _flaw(command, options, right)
    if flaw is not None:
        return Rejection(RejectionCode.BAD_CHOICE, flaw)
    if len(room.polls.open) >= MAX_OPEN_POLLS:
        return Rejection(RejectionCode.TOO_MANY, f"{MAX_OPEN_POLLS} polls are open")
    return [
        PollOpened(
            at=now,
            author=actor.member,
            cid=command.cid,
            id=room.polls.last_id + 1,
            question=question,
            kind=command.kind,
            options=options,
            anonymous=command.anonymous,
            live=command.live,
            right=right,
            until=None if command.seconds is None else now + command.seconds,
        )
    ]


def _flaw(command: OpenPoll, options: list[str], right: list[int]) -> str | None:
    if "" in options or len(set(options)) < len(options):
        return "options must differ, and say something"
    if command.kind is not PollKind.QUIZ:
        return "only a quiz has right answers" if right else None
    if command.live:
        return "live results would give the answers of a quiz away"
    if not right or right[-1] >= len(options):
        return "a quiz needs right answers among its options"
    return None


def _vote(poll: Poll, command: VotePoll, actor: Actor, now: float) -> Decision:
    if poll.state is not PollState.OPEN:
        return Rejection(RejectionCode.WRONG_STATE, f"the poll is {poll.state}")
    if command.choices and not is_valid(poll.kind, command.choices, len(poll.options)):
        return Rejection(RejectionCode.BAD_CHOICE, f"not a ballot of a {poll.kind} choice")
    choices = command.choices if poll.kind is PollKind.ORDERED else sorted(command.choices)
    before = poll.ballots.get(actor.member, [])
    if choices == before:
        return []
    return [
        PollVoted(
            at=now,
            id=command.id,
            member=actor.member,
            choices=choices,
            voters=len(poll.ballots) - bool(before) + bool(choices),
            tallies=recounted(poll.kind, poll.tallies, before, choices),
            anonymous=poll.anonymous,
            live=poll.live,
        )
    ]


def _reveal(poll: Poll, command: RevealPoll, actor: Actor, now: float) -> Decision:
    if poll.state is PollState.REVEALED:
        return Rejection(RejectionCode.WRONG_STATE, "it is revealed")
    return [PollRevealed(at=now, id=command.id, by=actor.member, tallies=poll.tallies, right=poll.right)]
