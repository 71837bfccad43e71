"""Everything a room can be asked to do: one closed union, split by who may ask. The words are in each concept's `terms.py`."""

from __future__ import annotations

from rooms.chat.terms import ChatCommand
from rooms.focus.terms import FocusCommand
from rooms.life.terms import LifeClientCommand, LifeSystemCommand
from rooms.members.terms import MembersClientCommand, MembersSystemCommand
from rooms.moderation.terms import ModerationCommand
from rooms.moving.terms import MovingCommand, MovingSystemCommand
from rooms.obligations.terms import ObligationsCommand, ObligationsSystemCommand
from rooms.polls.terms import PollsCommand
from rooms.questions.terms import QuestionsCommand, QuestionsSystemCommand
from rooms.schedule.terms import ScheduleCommand
from rooms.stage.terms import StageCommand
from rooms.sub_rooms.terms import SubRoomsCommand, SubRoomsSystemCommand

AnyClientCommand = (
    ChatCommand
    | MembersClientCommand
    | StageCommand
    | QuestionsCommand
    | PollsCommand
    | FocusCommand
    | SubRoomsCommand
    | ModerationCommand
    | ObligationsCommand
    | MovingCommand
    | ScheduleCommand
    | LifeClientCommand
)
AnySystemCommand = (
    LifeSystemCommand
    | MembersSystemCommand
    | QuestionsSystemCommand
    | SubRoomsSystemCommand
    | ObligationsSystemCommand
    | MovingSystemCommand
)
AnyCommand = AnyClientCommand | AnySystemCommand
