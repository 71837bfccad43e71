"""What every other event of a room means for what it owes: somebody spoke up, somebody answered, somebody left.

Sub-rooms are where learners talk among themselves: there only reports and questions of the panel are tracked, and the
call for help is the parent's. What happens to obligations by a command of their own is only heard here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from rooms.chat.terms import (
    AuthorKind,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    MessagePosted,
    MessageReacted,
    MessageRestored,
)
from rooms.events import AnyEvent
from rooms.life.terms import RoomArranged, SessionEnded
from rooms.members.terms import MemberLeft
from rooms.moderation.events import Reported, ReportHandled
from rooms.obligations import calls, editing, exam, following_up, panel, reactions, responding, speaking
from rooms.obligations.events import ExamModeSet, ObligationEvent
from rooms.obligations.ledger import Ledger
from rooms.obligations.people import is_learner, role_of
from rooms.obligations.replies import reply
from rooms.questions.events import QuestionsEvent
from rooms.roles import is_staff
from rooms.stage.terms import HandLowered, HandRaised, Promoted
from rooms.state import RoomState
from rooms.sub_rooms.terms import HelpAnswered, HelpNoted, SubRoomClosed
from rooms.terms import Actor


def follow(room: RoomState, events: Sequence[AnyEvent], actor: Actor, now: float) -> list[AnyEvent]:
    """The events of obligations that go with `events`, which were decided for `actor` on `room` as it is now."""
    ledger = Ledger(room, now)
    ends = any(isinstance(event, SessionEnded | RoomArranged) for event in events)
    for event in events:
        if not (ends and isinstance(event, HandLowered)):
            _heard(ledger, event, actor)
    if not any(isinstance(event, ExamModeSet) for event in events):
        _goes_on(ledger)
    return ledger.events


def _heard(ledger: Ledger, event: AnyEvent, actor: Actor) -> None:
    if isinstance(event, ObligationEvent):
        ledger.note(event)
    elif isinstance(event, QuestionsEvent):
        panel.happened(ledger, event, actor)
    elif isinstance(event, Reported | ReportHandled):
        calls.report(ledger, event, actor)
    elif ledger.room.life.parent is None:
        _heard_in_full(ledger, event, actor)


def _heard_in_full(ledger: Ledger, event: AnyEvent, actor: Actor) -> None:
    match event:
        case MessagePosted():
            _posted(ledger, event, actor)
        case MessageReacted():
            reactions.reacted(ledger, event, actor)
            following_up.reacted(ledger, event, actor)
        case MessageEdited() | MessageDeleted() | MessageHidden() | MessageRestored():
            _rewritten(ledger, event, actor)
        case HandRaised() | HandLowered() | Promoted() | MemberLeft():
            calls.hand(ledger, event, actor)
        case HelpNoted() | HelpAnswered() | SubRoomClosed():
            calls.help(ledger, event, actor)
        case SessionEnded():
            calls.class_ended(ledger)
        case _:
            pass


def _posted(ledger: Ledger, event: MessagePosted, actor: Actor) -> None:
    """A learner's message may answer somebody, and is itself owed an answer."""
    if event.author_kind is not AuthorKind.PERSON:
        return
    role = role_of(ledger.room, event.author, actor)
    answers = not event.hidden and responding.posted(ledger, event, role)
    if is_staff(role):
        following_up.followed(ledger, event)
        return
    waiting = speaking.spoke(ledger, event, answers=answers)
    if event.hidden:
        return
    following_up.replied(ledger, event)
    if waiting is not None:
        reply(ledger, waiting, event)


def _rewritten(
    ledger: Ledger,
    event: MessageEdited | MessageDeleted | MessageHidden | MessageRestored,
    actor: Actor,
) -> None:
    match event:
        case MessageEdited():
            if is_learner(ledger.room, event.by, actor):
                editing.edited(ledger, event)
        case MessageDeleted():
            editing.deleted(ledger, event)
            following_up.rewritten(ledger, event, actor)
        case MessageHidden():
            editing.hidden(ledger, event)
            following_up.rewritten(ledger, event, actor)
        case MessageRestored():
            editing.came_back(ledger, event)
            following_up.rewritten(ledger, event, actor)
        case _:
            assert_never(event)


def _goes_on(ledger: Ledger) -> None:
    """During an exam no clock begins to run."""
    until = ledger.room.obligations.exam_until
    if until is not None and ledger.now < until:
        exam.stand_still(ledger, ledger.touched())
