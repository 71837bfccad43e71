"""How each event changes a view. The browser's reducer does the same; shared traces hold the two together.

It sees projected events and the view alone, as a client does: never a room's state. Each concept has a reducer of
its own; here is only which of them an event concerns.
"""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from rooms.chat import reducer as chat
from rooms.chat.terms import ChatEvent
from rooms.events import AnyEvent
from rooms.focus import reducer as focus
from rooms.focus.terms import FocusEvent
from rooms.life import reducer as life
from rooms.life.terms import LifeEvent
from rooms.members import reducer as members
from rooms.members.terms import MembersEvent
from rooms.moderation import reducer as moderation
from rooms.moderation.events import ModerationEvent
from rooms.moving import reducer as moving
from rooms.moving.terms import MovingEvent
from rooms.obligations import reducer as obligations
from rooms.obligations.events import ObligationsEvent
from rooms.polls import reducer as polls
from rooms.polls.terms import PollsEvent
from rooms.questions import reducer as questions
from rooms.questions.events import QuestionsEvent
from rooms.schedule import reducer as schedule
from rooms.schedule.terms import ScheduleEvent
from rooms.stage import reducer as stage
from rooms.stage.terms import StageEvent
from rooms.sub_rooms import reducer as sub_rooms
from rooms.sub_rooms.terms import SubRoomsEvent
from rooms.view import RoomView


def reduce_view(view: RoomView, event: AnyEvent | None) -> RoomView:
    """The view after `event`; None is an event of which this audience sees nothing."""
    if event is None:
        return view
    if isinstance(event, ChatEvent):
        return replace(
            view, chat=chat.reduce(view.chat, event), moving=moving.reduce_chat(view.moving, event)
        )
    if isinstance(event, MembersEvent):
        return replace(
            view,
            members=members.reduce(view.members, event),
            stage=stage.reduce_members(view.stage, event),
        )
    if isinstance(event, LifeEvent):
        return life.reduce(view, event)
    return _reduce_concepts(view, event)


def _reduce_concepts(
    view: RoomView,
    event: StageEvent
    | QuestionsEvent
    | PollsEvent
    | FocusEvent
    | SubRoomsEvent
    | ModerationEvent
    | ObligationsEvent
    | MovingEvent
    | ScheduleEvent,
) -> RoomView:
    if isinstance(event, StageEvent):
        return replace(view, stage=stage.reduce(view.stage, event))
    if isinstance(event, QuestionsEvent):
        return replace(view, questions=questions.reduce(view.questions, event))
    if isinstance(event, PollsEvent):
        return replace(view, polls=polls.reduce(view.polls, event))
    if isinstance(event, FocusEvent):
        return replace(view, focus=focus.reduce(view.focus, event))
    if isinstance(event, SubRoomsEvent):
        return replace(view, sub_rooms=sub_rooms.reduce(view.sub_rooms, event))
    if isinstance(event, ModerationEvent):
        return replace(view, moderation=moderation.reduce(view.moderation, event))
    if isinstance(event, ObligationsEvent):
        return replace(view, obligations=obligations.reduce(view.obligations, event))
    if isinstance(event, MovingEvent):
        return replace(view, moving=moving.reduce(view.moving, event))
    if isinstance(event, ScheduleEvent):
        return replace(view, schedule=schedule.reduce(view.schedule, event))
    assert_never(event)
