"""What one audience sees of a room: the snapshot a client starts from, and how each event changes it.

The snapshot law: `apply(view_before, project(events)) == view_after`, for every command and audience, here and
in the browser's reducer. So a view holds nothing that events of that audience do not say.
"""

from __future__ import annotations

from msgspec import Struct

from rooms.chat.terms import ChatView
from rooms.focus.terms import FocusView
from rooms.kinds import Purpose, RoomKind
from rooms.life.terms import DayView, SessionView
from rooms.members.terms import MemberView
from rooms.moderation.view import ModerationView
from rooms.moving.terms import MovingView
from rooms.obligations.view import ObligationsView
from rooms.polls.terms import PollView
from rooms.questions.view import QuestionsView
from rooms.schedule.terms import ScheduledPost
from rooms.stage.terms import StageView
from rooms.sub_rooms.terms import SubRoomsView


class RoomView(Struct, frozen=True):
    """`focus` is None while no timer runs, `session` while there is no class, `day` where none begins anew. `parent` is set for a sub-room,
    which is `quiet` for good if it was opened so: microphones of students are off. `schedule` is for staff.
    """

    title: str
    kind: RoomKind
    purpose: Purpose
    daily: bool
    archived: bool
    capacity: int
    has_media: bool
    everyone_publishes: bool
    everyone_runs_timer: bool
    quiet: bool
    parent: str | None
    closed: bool
    session: SessionView | None
    day: DayView | None
    members: list[MemberView]
    chat: ChatView
    stage: StageView
    questions: QuestionsView
    polls: list[PollView]
    focus: FocusView | None
    sub_rooms: SubRoomsView
    moderation: ModerationView
    obligations: ObligationsView
    moving: MovingView
    schedule: list[ScheduledPost]
