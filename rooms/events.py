"""Everything that can have happened in a room: one closed union, and the room's durable log is made of it."""

from __future__ import annotations

from rooms.chat.terms import ChatEvent
from rooms.focus.terms import FocusEvent
from rooms.life.terms import LifeEvent
from rooms.members.terms import MembersEvent
from rooms.moderation.events import ModerationEvent
from rooms.moving.terms import MovingEvent
from rooms.obligations.events import ObligationsEvent
from rooms.polls.terms import PollsEvent
from rooms.questions.events import QuestionsEvent
from rooms.schedule.terms import ScheduleEvent
from rooms.stage.terms import StageEvent
from rooms.sub_rooms.terms import SubRoomsEvent

AnyEvent = (
    ChatEvent
    | MembersEvent
    | StageEvent
    | QuestionsEvent
    | PollsEvent
    | FocusEvent
    | SubRoomsEvent
    | ModerationEvent
    | ObligationsEvent
    | MovingEvent
    | ScheduleEvent
    | LifeEvent
)
