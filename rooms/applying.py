"""What an event changes: the part of the memory that it belongs to, and the few others that hear of it.

Decided by the event's type, by a table, since a replay does nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from rooms.chat.terms import AuthorKind, ChatEvent, MessagePosted, ThreadMoved
from rooms.events import AnyEvent
from rooms.focus.terms import FocusEvent
from rooms.life.terms import LifeEvent, SessionStarted
from rooms.members.terms import MediaAnnounced, MemberJoined, MemberLeft, MembersEvent
from rooms.moderation.events import ModerationEvent
from rooms.moving.departing import leaving_by
from rooms.moving.terms import MovingEvent
from rooms.obligations.events import ObligationOpened, ObligationsEvent, ObligationWithdrawn
from rooms.obligations.terms import AnchorKind
from rooms.polls.terms import PollsEvent
from rooms.questions.events import QuestionsEvent
from rooms.schedule.terms import ScheduleEvent
from rooms.stage.terms import StageEvent
from rooms.state import RoomState
from rooms.sub_rooms.terms import SubRoomsEvent
from rooms.terms import Created


def apply(state: RoomState, event: AnyEvent) -> None:
    """The only thing that changes `state`."""
    state.seq += 1
    if isinstance(event, Created):
        state.remember_created(event.author, event.cid)
    CHANGES[type(event)](state, event)


def _chat(state: RoomState, event: ChatEvent) -> None:
    leaving = leaving_by(state, event) if isinstance(event, ThreadMoved) else None
    state.chat.apply(event)
    state.moving.hear(event, leaving)
    if isinstance(event, MessagePosted) and event.author_kind is AuthorKind.PERSON:
        state.obligations.said(event.author, event.at)


def _members(state: RoomState, event: MembersEvent) -> None:
    state.members.apply(event)
    if isinstance(event, MemberJoined | MemberLeft):
        state.moderation.members_changed(event)
    if isinstance(event, MemberLeft):
        state.stage.member_left(event.member)
    elif isinstance(event, MediaAnnounced):
        state.stage.media_announced(event)


def _life(state: RoomState, event: LifeEvent) -> None:
    state.life.apply(event)
    if isinstance(event, SessionStarted):
        state.questions.session_started()


def _stage(state: RoomState, event: StageEvent) -> None:
    state.stage.apply(event)


def _questions(state: RoomState, event: QuestionsEvent) -> None:
    state.questions.apply(event)


def _polls(state: RoomState, event: PollsEvent) -> None:
    state.polls.apply(event)


def _focus(state: RoomState, event: FocusEvent) -> None:
    state.focus.apply(event)


def _sub_rooms(state: RoomState, event: SubRoomsEvent) -> None:
    state.sub_rooms.apply(event)


def _moderation(state: RoomState, event: ModerationEvent) -> None:
    state.moderation.apply(event)


def _moving(state: RoomState, event: MovingEvent) -> None:
    state.moving.apply(event)


def _obligations(state: RoomState, event: ObligationsEvent) -> None:
    state.obligations.apply(event)
    if isinstance(event, ObligationOpened | ObligationWithdrawn):
        _followed(state, event)


def _followed(state: RoomState, event: ObligationOpened | ObligationWithdrawn) -> None:
    """What a room posted opens one duty, as long as the reply to it stands."""
    owed = state.obligations.find(event.id)
    anchor = None if owed is None else owed.anchor
    if anchor is None or anchor.kind is not AnchorKind.POST or anchor.number is None:
        return
    if isinstance(event, ObligationOpened):
        state.schedule.replied(anchor.number)
    else:
        state.schedule.await_reply(anchor.number)


def _schedule(state: RoomState, event: ScheduleEvent) -> None:
    state.schedule.apply(event)


CHANGES: dict[type, Callable[[RoomState, Any], None]] = {
    kind: change
    for events, change in (
        (ChatEvent, _chat),
        (MembersEvent, _members),
        (LifeEvent, _life),
        (StageEvent, _stage),
        (QuestionsEvent, _questions),
        (PollsEvent, _polls),
        (FocusEvent, _focus),
        (SubRoomsEvent, _sub_rooms),
        (ModerationEvent, _moderation),
        (ObligationsEvent, _obligations),
        (MovingEvent, _moving),
        (ScheduleEvent, _schedule),
    )
    for kind in get_args(events)
}
