"""Posts for later: staff write them, and the room posts them when their time comes, once or again and again.

The room owns them: who wrote one may leave, and it goes on. Times are local to a place, and what is due next is a number
that each event says, so that a replay computes none. Only staff see what is planned.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from community.post_times import Timing
from rooms.chat.terms import Body
from rooms.terms import ClientCommand, Created, CreatingCommand, Event, Number

MAX_SCHEDULED = 50
"""Posts of one room, with those that have ended until somebody deletes them."""
LATEST_SECONDS = 2 * 3600.0
"""What was due while nobody could post it is posted if it is no later than this; else it is noted as missed."""


class ScheduledState(StrEnum):
    WAITING = "waiting"  # for its next time
    PAUSED = "paused"
    ENDED = "ended"  # it has no time to come


class ScheduledPost(Struct, frozen=True, gc=False):
    """`next_at`: when it is due, while it waits · `by` wrote it or changed it last · `sent` and `missed` count, and
    `last_at`, `last_message` and `missed_at` are of the last of them · `expects_reply`: who replies is owed a follow-up.
    """

    id: int
    body: str
    important: bool
    expects_reply: bool
    timing: Timing
    by: str
    by_name: str
    state: ScheduledState
    next_at: float | None
    sent: int = 0
    last_at: float | None = None
    last_message: int | None = None
    missed: int = 0
    missed_at: float | None = None


# ---------------------------------------------------------------- commands


class SchedulePost(CreatingCommand, frozen=True, tag="schedule_post"):
    """Refused with BAD_CHOICE when its timing means nothing, or has no time to come."""

    body: Body
    timing: Timing
    important: bool = False
    expects_reply: bool = True


class ChangeScheduledPost(ClientCommand, frozen=True, tag="change_scheduled_post"):
    """All of it anew. What is paused stays so; what has ended waits again if a time is to come."""

    id: Number
    body: Body
    timing: Timing
    important: bool = False
    expects_reply: bool = True


class PauseScheduledPost(ClientCommand, frozen=True, tag="pause_scheduled_post"):
    """What comes due while it is paused is neither posted nor missed. `on=False`: it goes on with the next time."""

    id: Number
    on: bool


class DeleteScheduledPost(ClientCommand, frozen=True, tag="delete_scheduled_post"):
    """What it has posted stays."""

    id: Number


ScheduleCommand = SchedulePost | ChangeScheduledPost | PauseScheduledPost | DeleteScheduledPost

# ---------------------------------------------------------------- events


class PostScheduled(Created, frozen=True, tag="post_scheduled", kw_only=True):
    post: ScheduledPost


class ScheduledPostChanged(Event, frozen=True, tag="scheduled_post_changed", kw_only=True):
    """Also paused, or going on again. Carries it as it is now."""

    by: str
    post: ScheduledPost


class ScheduledPostSent(Event, frozen=True, tag="scheduled_post_sent", kw_only=True):
    """It was due at `due_at` and stands as the message `post.last_message`, which the same batch holds."""

    due_at: float
    post: ScheduledPost


class ScheduledPostMissed(Event, frozen=True, tag="scheduled_post_missed", kw_only=True):
    """Nobody could post it in time: so many times, of which `due_at` was the first."""

    due_at: float
    times: int
    post: ScheduledPost


class ScheduledPostDeleted(Event, frozen=True, tag="scheduled_post_deleted", kw_only=True):
    id: int
    by: str


ScheduleEvent = (
    PostScheduled | ScheduledPostChanged | ScheduledPostSent | ScheduledPostMissed | ScheduledPostDeleted
)
