"""What an event may still tell to somebody who hears of it late: no words that were taken back since.

Live, everybody is told what they may see at that moment. Whoever was away is given the same events later, and must not
read in them what a snapshot of now would not show: words that were deleted, hidden, withdrawn or dropped meanwhile.
The events that took them back come later in the same passage, so both ways lead to the same view.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from rooms.chat.messages import is_gone
from rooms.chat.terms import (
    MessageEdited,
    MessageMarked,
    MessagePinned,
    MessagePosted,
    MessageRestored,
    MessageState,
    ThreadAdopted,
    ThreadStayed,
)
from rooms.events import AnyEvent
from rooms.moderation.events import MessageHeld
from rooms.moving.terms import OffTopicFlagged
from rooms.obligations.events import (
    ObligationAttached,
    ObligationOpened,
    ObligationReopened,
    ObligationUnmerged,
)
from rooms.questions.events import (
    QuestionApproved,
    QuestionAsked,
    QuestionEdited,
    QuestionReopened,
    QuestionSubmitted,
)
from rooms.questions.terms import DismissReason, QuestionState
from rooms.state import RoomState
from rooms.visibility import Audience


def retold(room: RoomState, event: AnyEvent, audience: Audience) -> AnyEvent:
    """`event`, to be projected for `audience` now: the same object while none of its words were taken back.

    What the room has forgotten is in no view any more, so its words are left out, too.
    """
    if isinstance(event, ThreadAdopted | ThreadStayed):
        return _thread(room, event, audience)
    rule = _RULES.get(type(event))
    if rule is None:
        return event
    are_gone, wordless = rule
    return wordless(event) if are_gone(room, event, audience) else event


# ---------------------------------------------------------------- whether the words are gone


def _message_gone(room: RoomState, event: Any, audience: Audience) -> bool:
    message = room.chat.find(event.id)
    if message is None or is_gone(message):
        return True
    is_readable = audience.is_staff or audience.member == message.author
    return message.state is MessageState.HIDDEN and not is_readable


def _held_gone(room: RoomState, event: MessageHeld, _audience: Audience) -> bool:
    return event.number not in room.moderation.content.held


def _question_gone(room: RoomState, event: Any, audience: Audience) -> bool:
    question = room.questions.items.get(event.id)
    if question is None or question.state is QuestionState.WITHDRAWN:
        return True
    is_hidden = question.seen.dismissed_for is DismissReason.INAPPROPRIATE
    if question.state is not QuestionState.DISMISSED or not is_hidden:
        return False
    return not audience.is_staff and audience.member != question.asker


def _obligation_gone(room: RoomState, event: Any, _audience: Audience) -> bool:
    obligation = room.obligations.find(event.id)
    return obligation is None or not obligation.seen.excerpt


# ---------------------------------------------------------------- the event without them


def _message(event: Any) -> Any:
    return replace(event, body="", attachments=[], mentions=[])


def _thread(room: RoomState, event: ThreadAdopted | ThreadStayed, audience: Audience) -> AnyEvent:
    """Each of its messages as it would be retold by itself."""
    gone = {message.id for message in event.messages if _message_gone(room, message, audience)}
    if not gone:
        return event
    messages = [_message(message) if message.id in gone else message for message in event.messages]
    return replace(event, messages=messages)


def _message_text(event: MessageEdited) -> MessageEdited:
    return replace(event, body="")


def _flagged(event: OffTopicFlagged) -> OffTopicFlagged:
    return replace(event, excerpt="")


def _carried_message(event: Any) -> Any:
    return replace(event, message=_message(event.message))


def _question(event: Any) -> Any:
    return replace(event, text="", tried="", expected="")


def _carried_question(event: Any) -> Any:
    return replace(event, question=_question(event.question))


def _obligation(event: ObligationOpened) -> ObligationOpened:
    return replace(event, excerpt="")


def _attached(event: ObligationAttached) -> ObligationAttached:
    return event if event.excerpt is None else replace(event, excerpt="")


def _carried_obligation(event: Any) -> Any:
    return replace(event, obligation=replace(event.obligation, excerpt=""))


_Rule = tuple[Callable[[RoomState, Any, Audience], bool], Callable[[Any], Any]]

_RULES: dict[type, _Rule] = {
    MessagePosted: (_message_gone, _message),
    MessageEdited: (_message_gone, _message_text),
    MessageRestored: (_message_gone, _message),
    MessagePinned: (_message_gone, _carried_message),
    MessageMarked: (_message_gone, _carried_message),
    MessageHeld: (_held_gone, _message),
    QuestionAsked: (_question_gone, _question),
    QuestionEdited: (_question_gone, _question),
    QuestionSubmitted: (_question_gone, _carried_question),
    QuestionApproved: (_question_gone, _carried_question),
    QuestionReopened: (_question_gone, _carried_question),
    ObligationOpened: (_obligation_gone, _obligation),
    OffTopicFlagged: (_message_gone, _flagged),
    ObligationAttached: (_obligation_gone, _attached),
    ObligationReopened: (_obligation_gone, _carried_obligation),
    ObligationUnmerged: (_obligation_gone, _carried_obligation),
}
