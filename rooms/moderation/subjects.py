"""What a report or an appeal is about: found as its author may see it, so that asking tells nobody what is hidden."""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct

from rooms.chat.terms import MessageState
from rooms.moderation.terms import Subject, SubjectKind
from rooms.moderation.whois import whois
from rooms.moderation.wording import excerpt
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import is_staff
from rooms.state import RoomState
from rooms.visibility import audience_of


class Found(Struct, frozen=True):
    """`about`: whose it is, or empty where the author of the case does not know."""

    about: str
    excerpt: str


def reported(room: RoomState, member: str, subject: Subject) -> Found | Rejection:
    """Refuses with NOT_FOUND what is not there for this member, and with NOT_PERMITTED what is their own."""
    found = _reported(room, member, subject)
    if found is None:
        return Rejection(RejectionCode.NOT_FOUND, f"no such {subject.kind}")
    if found.about == member:
        return Rejection(RejectionCode.NOT_PERMITTED, "this is about yourself")
    return found


def _reported(room: RoomState, member: str, subject: Subject) -> Found | None:
    number = subject.number or 0
    match subject.kind:
        case SubjectKind.MEMBER:
            return _member(room, subject.member or "")
        case SubjectKind.MESSAGE:
            return _message(room, number)
        case SubjectKind.QUESTION:
            return _question(room, member, number)
        case SubjectKind.HELD:
            return _held(room, member, number)
        case _:
            assert_never(subject.kind)


def _member(room: RoomState, id: str) -> Found | None:
    who = whois(room, id)
    return None if who is None else Found(id, excerpt(who.name))


def _message(room: RoomState, id: int) -> Found | None:
    message = room.chat.find(id)
    if message is None or message.state is not MessageState.SHOWN:
        return None
    return Found(message.author, excerpt(message.body))


def _question(room: RoomState, member: str, id: int) -> Found | None:
    """As their own view has it. Whoever knows who asked anonymously tells it to nobody by reporting."""
    question = room.questions.items.get(id)
    audience = audience_of(member, room.members.present[member].role)
    if question is None or not question.is_seen_by(audience):
        return None
    is_told = question.asker == member or not question.seen.anonymous
    return Found(question.asker if is_told else "", excerpt(question.view(audience).text))


def _held(room: RoomState, member: str, number: int) -> Found | None:
    held = room.moderation.content.held.get(number)
    if held is None or not (held.author == member or is_staff(room.members.present[member].role)):
        return None
    return Found(held.author, excerpt(held.body))


def appealed(room: RoomState, member: str, subject: Subject) -> Found | Rejection:
    """Refuses with NOT_FOUND what is not there, NOT_YOURS, or WRONG_STATE where there is nothing to undo."""
    number = subject.number or 0
    match subject.kind:
        case SubjectKind.MESSAGE:
            return _own_message(room, member, number)
        case SubjectKind.HELD:
            return _own_held(room, member, number)
        case SubjectKind.MEMBER:
            return _own_mute(room, member, subject.member or "")
        case SubjectKind.QUESTION:
            return Rejection(RejectionCode.WRONG_STATE, "a dismissed question is reopened, not appealed")
        case _:
            assert_never(subject.kind)


def _own_message(room: RoomState, member: str, id: int) -> Found | Rejection:
    message = room.chat.find(id)
    if message is None:
        return Rejection(RejectionCode.NOT_FOUND, f"message {id}")
    if message.author != member:
        return Rejection(RejectionCode.NOT_YOURS)
    if message.state is not MessageState.HIDDEN:
        return Rejection(RejectionCode.WRONG_STATE, f"message {id} is {message.state}")
    return Found(member, excerpt(message.body))


def _own_held(room: RoomState, member: str, number: int) -> Found | Rejection:
    held = room.moderation.content.held.get(number)
    if held is None:
        return Rejection(RejectionCode.NOT_FOUND, f"held message {number}")
    return Found(member, excerpt(held.body)) if held.author == member else Rejection(RejectionCode.NOT_YOURS)


def _own_mute(room: RoomState, member: str, about: str) -> Found | Rejection:
    if about != member:
        return Rejection(RejectionCode.NOT_YOURS)
    mutes = [mute for mute in room.moderation.sanctions.mutes_of(member) if not mute.inherited]
    if not mutes:
        return Rejection(RejectionCode.WRONG_STATE, "not muted here")
    return Found(member, excerpt(mutes[-1].reason))
