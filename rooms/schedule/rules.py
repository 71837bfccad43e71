"""Posts for later: who writes one for when, what time does to them, and what becomes of a time that nobody could keep.

Each time is posted once: what is due next moves in the same batch as the message. If several passed while the room could
not post, the last is posted unless it is too late for that, and the others are noted as missed. Their author is the room:
no person, so that nothing of it counts as a response.
"""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from community.post_times import next_time, times_between, timing_flaw
from rooms.chat.posting import visible
from rooms.chat.terms import AuthorKind, MessagePosted
from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.rejections import Rejection, RejectionCode
from rooms.schedule.terms import (
    LATEST_SECONDS,
    MAX_SCHEDULED,
    ChangeScheduledPost,
    DeleteScheduledPost,
    PauseScheduledPost,
    PostScheduled,
    ScheduleCommand,
    ScheduledPost,
    ScheduledPostChanged,
    ScheduledPostDeleted,
    ScheduledPostMissed,
    ScheduledPostSent,
    ScheduledState,
    SchedulePost,
)
from rooms.state import RoomState
from rooms.terms import Actor


def decide(room: RoomState, command: ScheduleCommand, actor: Actor, now: float) -> Decision:
    if isinstance(command, SchedulePost):
        return _write(room, command, actor, now)
    post = room.schedule.posts.get(command.id)
    if post is None:
        return Rejection(RejectionCode.NOT_FOUND, f"scheduled post {command.id}")
    match command:
        case ChangeScheduledPost():
            return _change(room, post, command, actor, now)
        case PauseScheduledPost():
            return _pause(post, command, actor, now)
        case DeleteScheduledPost():
            return [ScheduledPostDeleted(at=now, id=post.id, by=actor.member)]
        case _:
            assert_never(command)


def next_deadline(room: RoomState) -> float | None:
    """When the next is due. An archived room posts nothing; what it let pass is missed once it is taken up again."""
    return None if room.life.is_archived else room.schedule.next_deadline()


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    """The first that is due; the host asks again as long as one is."""
    at = next_deadline(room)
    if at is None or at > now:
        return []
    post = next(post for post in room.schedule.posts.values() if post.next_at == at)
    return _due(room, post, at, now)


# ---------------------------------------------------------------- what staff do


def _write(room: RoomState, command: SchedulePost, actor: Actor, now: float) -> Decision:
    if room.life.parent is not None:
        return Rejection(RejectionCode.WRONG_STATE, "a sub-room does not last")
    if len(room.schedule.posts) >= MAX_SCHEDULED:
        return Rejection(RejectionCode.TOO_MANY, f"{MAX_SCHEDULED} posts are scheduled here")
    next_at = _first_time(command, now)
    if isinstance(next_at, Rejection):
        return next_at
    post = ScheduledPost(
        id=room.schedule.last_id + 1,
        body=visible(command.body),
        important=command.important,
        expects_reply=command.expects_reply,
        timing=command.timing,
        by=actor.member,
        by_name=room.members.name_of(actor),
        state=ScheduledState.WAITING,
        next_at=next_at,
    )
    return [PostScheduled(at=now, author=actor.member, cid=command.cid, post=post)]


def _change(
    room: RoomState, post: ScheduledPost, command: ChangeScheduledPost, actor: Actor, now: float
) -> Decision:
    """A time that has come and was not kept yet is kept, unless it is the timing that changes."""
    next_at = _first_time(command, now, post if command.timing == post.timing else None)
    if isinstance(next_at, Rejection):
        return next_at
    is_paused = post.state is ScheduledState.PAUSED
    after = replace(
        post,
        body=visible(command.body),
        important=command.important,
        expects_reply=command.expects_reply,
        timing=command.timing,
        by=actor.member,
        by_name=room.members.name_of(actor),
        state=ScheduledState.PAUSED if is_paused else ScheduledState.WAITING,
        next_at=None if is_paused else next_at,
    )
    return [ScheduledPostChanged(at=now, by=actor.member, post=after)]


def _pause(post: ScheduledPost, command: PauseScheduledPost, actor: Actor, now: float) -> Decision:
    if post.state is ScheduledState.ENDED:
        return Rejection(RejectionCode.WRONG_STATE, "it has no time to come")
    if command.on == (post.state is ScheduledState.PAUSED):
        return []
    after = (
        replace(post, state=ScheduledState.PAUSED, next_at=None)
        if command.on
        else _going_on(post, next_time(post.timing, now))
    )
    return [ScheduledPostChanged(at=now, by=actor.member, post=after)]


def _first_time(
    command: SchedulePost | ChangeScheduledPost, now: float, same: ScheduledPost | None = None
) -> float | Rejection:
    """`same`: what has this timing already."""
    if not visible(command.body):
        return Rejection(RejectionCode.EMPTY_MESSAGE)
    flaw = timing_flaw(command.timing)
    if flaw is not None:
        return Rejection(RejectionCode.BAD_CHOICE, f"{flaw.where}: {flaw.code}")
    if same is not None and same.next_at is not None:
        return same.next_at
    next_at = next_time(command.timing, now)
    return Rejection(RejectionCode.BAD_CHOICE, "no time is to come") if next_at is None else next_at


def _going_on(post: ScheduledPost, next_at: float | None) -> ScheduledPost:
    state = ScheduledState.ENDED if next_at is None else ScheduledState.WAITING
    return replace(post, state=state, next_at=next_at)


# ---------------------------------------------------------------- what time does


def _due(room: RoomState, post: ScheduledPost, due: float, now: float) -> list[AnyEvent]:
    passed = [due, *times_between(post.timing, due, now)]
    last = passed[-1]
    after = _going_on(post, next_time(post.timing, now))
    if now - last > LATEST_SECONDS:
        return [_missed(after, due, len(passed), now)]
    if last == due:
        return _sent(room, after, due, now)
    missed = _missed(after, due, len(passed) - 1, now)
    return [missed, *_sent(room, missed.post, last, now)]


def _missed(post: ScheduledPost, due: float, times: int, now: float) -> ScheduledPostMissed:
    after = replace(post, missed=post.missed + times, missed_at=due)
    return ScheduledPostMissed(at=now, due_at=due, times=times, post=after)


def _sent(room: RoomState, post: ScheduledPost, due: float, now: float) -> list[AnyEvent]:
    message = MessagePosted(
        at=now,
        id=room.chat.last_id + 1,
        author=f"schedule:{post.id}",
        author_name=room.life.title,
        author_kind=AuthorKind.SYSTEM,
        cid=f"at.{due:.0f}",  # no client can send a point, and each time is kept once
        body=post.body,
        important=post.important,
    )
    after = replace(post, sent=post.sent + 1, last_at=now, last_message=message.id)
    return [message, ScheduledPostSent(at=now, due_at=due, post=after)]
