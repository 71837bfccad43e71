"""What a granted appeal undoes, in place: a hidden message comes back, a held one is posted, a mute ends.

Where a rule had done it, its strike is taken back, too. What was undone by another way meanwhile is left as it is.
"""

from __future__ import annotations

from typing import assert_never

from rooms.chat.terms import MessageRestored, MessageState
from rooms.events import AnyEvent
from rooms.moderation.events import MemberUnmuted, StrikeTaken
from rooms.moderation.reviewing import release
from rooms.moderation.terms import MuteScope, SubjectKind
from rooms.moderation.view import CaseView
from rooms.state import RoomState


def undo(room: RoomState, case: CaseView, by: str, now: float) -> list[AnyEvent]:
    number = case.subject.number or 0
    match case.subject.kind:
        case SubjectKind.MESSAGE:
            return _restored(room, number, by, now)
        case SubjectKind.HELD:
            return _released(room, number, by, now)
        case SubjectKind.MEMBER:
            return _unmuted(room, case.member, by, now)
        case SubjectKind.QUESTION:
            return []
        case _:
            assert_never(case.subject.kind)


def _restored(room: RoomState, id: int, by: str, now: float) -> list[AnyEvent]:
    message = room.chat.find(id)
    if message is None or message.state is not MessageState.HIDDEN:
        return []
    restored = MessageRestored(
        at=now,
        id=id,
        by=by,
        body=message.body,
        attachments=message.attachments,
        mentions=message.mentions,
    )
    return [restored, *_strikes_taken(room, message.author, [message.at], by, now)]


def _released(room: RoomState, number: int, by: str, now: float) -> list[AnyEvent]:
    held = room.moderation.content.held.get(number)
    if held is None:
        return []
    return [*release(room, held, by, now), *_strikes_taken(room, held.author, [held.at], by, now)]


def _unmuted(room: RoomState, member: str, by: str, now: float) -> list[AnyEvent]:
    mutes = [mute for mute in room.moderation.sanctions.mutes_of(member) if not mute.inherited]
    if not mutes:
        return []
    lifted = {mute.scope for mute in mutes}
    scopes = [scope for scope in MuteScope if scope in lifted]
    unmuted = MemberUnmuted(at=now, member=member, scopes=scopes, by=by)
    times = [mute.at for mute in mutes if mute.rule is not None]
    return [unmuted, *_strikes_taken(room, member, times, by, now)]


def _strikes_taken(room: RoomState, member: str, times: list[float], by: str, now: float) -> list[AnyEvent]:
    """A rule strikes in the very moment of the post: a strike of that time is what this appeal is about."""
    strikes = room.moderation.content.strikes_of(member, now)
    return [StrikeTaken(at=now, member=member, by=by, struck_at=at) for at in times if at in strikes]
