"""What a room is for decides which words are owed something there, and as what.

Where questions are answered, every word counts as what it is. Where people share, a question is one more statement. In a
lounge nothing counts but a newcomer's first words, a report, and what is said to staff by name, which counts as anywhere.
What is owed already stays as it is when a room is given another purpose.
"""

from __future__ import annotations

from collections.abc import Sequence

from community.classification.terms import DialogueAct
from rooms.chat.terms import MessagePosted, MessageView
from rooms.kinds import Purpose
from rooms.moderation.whois import whois
from rooms.obligations.hearing import act_of
from rooms.obligations.terms import ObligationClass
from rooms.roles import is_staff
from rooms.state import RoomState


def heard(room: RoomState, message: MessagePosted | MessageView, words: str) -> DialogueAct | None:
    """What `message`, saying `words`, is in this room; None where it is not listened to."""
    act = act_of(words)
    match room.purpose:
        case Purpose.SHARING if act is DialogueAct.QUESTION:
            return DialogueAct.STATEMENT
        case Purpose.LOUNGE if act is not DialogueAct.SMALL_TALK and not _names_staff(room, message.mentions):
            return None
        case _:
            return act


def opens(room: RoomState, kind: ObligationClass) -> bool:
    """Whether something of this class that nobody put into words begins to be owed here."""
    return room.purpose is not Purpose.LOUNGE or kind is ObligationClass.REPORT


def _names_staff(room: RoomState, mentions: Sequence[str]) -> bool:
    known = (whois(room, member) for member in mentions)
    return any(person is not None and is_staff(person.role) for person in known)
