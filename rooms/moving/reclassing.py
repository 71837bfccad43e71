"""What somebody is owed for words that came from another room: as what such words are in this one, by its purpose.

Who was a newcomer where they spoke is one here. In a sub-room nobody is owed anything for what is said.
"""

from __future__ import annotations

from typing import assert_never

from community.classification.terms import DialogueAct
from rooms.chat.terms import MessageView
from rooms.kinds import Purpose
from rooms.obligations.terms import ObligationClass
from rooms.obligations.tracking import heard
from rooms.state import RoomState


def class_here(room: RoomState, was: ObligationClass, message: MessageView) -> ObligationClass | None:
    """Of what was owed as `was`, or had been before it came to where nobody owed it. None: nobody owes it here."""
    if room.life.parent is not None:
        return None
    act = heard(room, message, message.body)
    match room.purpose:
        case Purpose.QUESTIONS:
            return ObligationClass.QUESTION if act is DialogueAct.QUESTION else was
        case Purpose.SHARING:
            return ObligationClass.NEWCOMER if was is ObligationClass.NEWCOMER else ObligationClass.STATEMENT
        case Purpose.LOUNGE:
            return was if was is ObligationClass.NEWCOMER else new_class_here(room, message)
        case _:
            assert_never(room.purpose)


def new_class_here(room: RoomState, message: MessageView) -> ObligationClass | None:
    """Of words for which nobody was owed anything."""
    act = heard(room, message, message.body) if room.life.parent is None else None
    match act:
        case DialogueAct.QUESTION:
            return ObligationClass.QUESTION
        case DialogueAct.STATEMENT:
            return ObligationClass.STATEMENT
        case _:
            return None
