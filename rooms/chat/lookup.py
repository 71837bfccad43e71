"""Which message a command is about: one that the room still holds, and that nobody has deleted or hidden."""

from __future__ import annotations

from rooms.chat.terms import MessageState, MessageView
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState


def held(room: RoomState, id: int) -> MessageView | Rejection:
    """Refuses with TOO_OLD what the room has forgotten, and with NOT_FOUND what never was."""
    message = room.chat.find(id)
    if message is not None:
        return message
    code = RejectionCode.NOT_FOUND if id > room.chat.last_id else RejectionCode.TOO_OLD
    return Rejection(code, f"message {id}")


def shown(room: RoomState, id: int) -> MessageView | Rejection:
    """As `held`; a deleted or hidden one is in the WRONG_STATE."""
    message = held(room, id)
    if isinstance(message, MessageView) and message.state is not MessageState.SHOWN:
        return Rejection(RejectionCode.WRONG_STATE, f"message {id} is {message.state}")
    return message
