"""Which media sources a role may publish in a kind of room. Rooms refuse by it, and so does the packet plane.

It knows permissions and policies; whether anybody publishes right now is not its question.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from rooms.kinds import POLICIES, RoomKind
from rooms.roles import Action, Role, permits


class Source(StrEnum):
    MIC = "mic"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_AUDIO = "screen_audio"


class Publisher(Struct, frozen=True):
    """A device's member, and the sources that are forwarded from it."""

    member: str
    sources: frozenset[Source]


FACE = frozenset({Source.MIC, Source.CAMERA})
SCREEN = frozenset({Source.SCREEN, Source.SCREEN_AUDIO})
NOTHING: frozenset[Source] = frozenset()


def publishable(kind: RoomKind, role: Role) -> frozenset[Source]:
    """The sources of this role that are forwarded in this kind of room."""
    policy = POLICIES[kind]
    needed = Action.PUBLISH if policy.everyone_publishes else Action.TAKE_STAGE
    if not policy.has_media or not permits(role, needed):
        return NOTHING
    return FACE | SCREEN if permits(role, Action.SHARE_SCREEN) else FACE
