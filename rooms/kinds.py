"""A room's kind chooses defaults and nothing else: same machine, same features, different policy. What it is for, its
purpose, chooses what people are owed there.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class RoomKind(StrEnum):
    STUDY = "study"  # small group, everyone on camera
    QA = "qa"  # a stage and an audience
    ZONE = "zone"  # text, long-lived


class Purpose(StrEnum):
    """What people come to a room for. A room that says nothing of it answers questions."""

    QUESTIONS = "questions"  # a question is owed an answer, anything else an acknowledgement
    SHARING = "sharing"  # whatever is said is owed an acknowledgement, never an answer
    LOUNGE = "lounge"  # nothing is owed but a newcomer's welcome, a report, and a word to staff who are named


class Policy(Struct, frozen=True):
    """Limits and defaults of one room.

    capacity: members present at once · has_media: whether anyone may publish ·
    everyone_publishes: camera and microphone for all, or for the stage only ·
    everyone_runs_timer: the focus timer for students too, or for staff only ·
    reconnect_grace: seconds for which a lost device keeps its member's place.
    """

    capacity: int
    has_media: bool
    everyone_publishes: bool
    everyone_runs_timer: bool
    reconnect_grace: float = 30.0


POLICIES: dict[RoomKind, Policy] = {
    RoomKind.STUDY: Policy(capacity=16, has_media=True, everyone_publishes=True, everyone_runs_timer=True),
    RoomKind.QA: Policy(capacity=1000, has_media=True, everyone_publishes=False, everyone_runs_timer=False),
    RoomKind.ZONE: Policy(
        capacity=10_000, has_media=False, everyone_publishes=False, everyone_runs_timer=False
    ),
}
