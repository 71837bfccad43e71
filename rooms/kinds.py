"""A room's kind chooses defaults and nothing else: same machine, same features, different policy."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class RoomKind(StrEnum):
    STUDY = "study"  # small group, everyone on camera
    QA = "qa"  # a stage and an audience
    ZONE = "zone"  # text, long-lived


class Policy(Struct, frozen=True):
    """Limits and defaults of one room.

    capacity: members present at once · has_media: whether anyone may publish ·
    everyone_publishes: camera and microphone for all, or for the stage only ·
    reconnect_grace: seconds for which a lost device keeps its member's place.
    """

    capacity: int
    has_media: bool
    everyone_publishes: bool
    reconnect_grace: float


POLICIES: dict[RoomKind, Policy] = {
    RoomKind.STUDY: Policy(capacity=16, has_media=True, everyone_publishes=True, reconnect_grace=30.0),
    RoomKind.QA: Policy(capacity=1000, has_media=True, everyone_publishes=False, reconnect_grace=30.0),
    RoomKind.ZONE: Policy(capacity=10_000, has_media=False, everyone_publishes=False, reconnect_grace=30.0),
}
