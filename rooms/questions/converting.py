"""A chat message becomes a question: its author's doing, or that of staff on their behalf. Each message once.

Its words stand in chat already, so no content rule looks at them again.
"""

from __future__ import annotations

from rooms.chat.lookup import shown
from rooms.chat.terms import AuthorKind, MessageView
from rooms.decision import AlreadyDone, Decision
from rooms.obligations.targets import review_by
from rooms.questions.asking import visible
from rooms.questions.events import QuestionAsked
from rooms.questions.finding import is_run_by
from rooms.questions.limits import one_more_here, one_more_of
from rooms.questions.pre_moderation import hold_reason
from rooms.questions.standing import standing_of
from rooms.questions.terms import ConvertMessage, QuestionSource, QuestionState
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor


def convert(room: RoomState, command: ConvertMessage, actor: Actor, now: float) -> Decision:
    message = shown(room, command.message)
    if isinstance(message, Rejection):
        return message
    done = room.created.get((message.author, command.cid))
    if done is not None:  # the creation is the asker's, and staff may ask again for it
        return AlreadyDone(done)
    refused = _refusal(room, message, actor)
    if refused is not None:
        return refused
    held_for = hold_reason(room, actor)
    standing = standing_of(room, message.author, anonymous=False)
    return [
        QuestionAsked(
            at=now,
            author=message.author,
            cid=command.cid,
            id=room.questions.last_id + 1,
            author_name=message.author_name,
            text=message.body,
            state=QuestionState.QUEUED if held_for is None else QuestionState.HELD,
            held_for=held_for,
            review_by=None if held_for is None else review_by(room, now),
            asked_at=message.at,
            source=QuestionSource.CHAT,
            message=message.id,
            session=standing.session,
            heard=standing.heard,
            by="" if message.author == actor.member else actor.member,
        )
    ]


def _refusal(room: RoomState, message: MessageView, actor: Actor) -> Rejection | None:
    if message.author != actor.member and not is_run_by(room, actor):
        return Rejection(RejectionCode.NOT_YOURS)
    if message.author_kind is not AuthorKind.PERSON:
        return Rejection(RejectionCode.WRONG_STATE, f"written by a {message.author_kind}")
    if any(question.seen.message == message.id for question in room.questions.items.values()):
        return Rejection(RejectionCode.WRONG_STATE, f"message {message.id} is a question already")
    if not visible(message.body):
        return Rejection(RejectionCode.EMPTY_MESSAGE)
    return _one_more_of(room, message, actor) or one_more_here(room)


def _one_more_of(room: RoomState, message: MessageView, actor: Actor) -> Rejection | None:
    """Staff are not told that somebody has enough open questions: some of them may be anonymous, or drafts."""
    return one_more_of(room, actor.member) if message.author == actor.member else None
