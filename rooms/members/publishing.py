"""Which media sources a member may publish right now. Rooms refuse by it, and so does the packet plane.

A role gives some sources in a kind of room, the stage gives more, a mute or a quiet phase takes some away. Whether
anybody publishes is not its question.
"""

from __future__ import annotations

from msgspec import Struct

from rooms.kinds import POLICIES, RoomKind
from rooms.moderation.terms import MuteScope
from rooms.roles import Action, Role, is_staff, permits
from rooms.state import RoomState
from rooms.terms import Source


class Publisher(Struct, frozen=True):
    """A device's member, and the sources that are forwarded from it.

    `is_always_heard`: they hold the stage, or are the ones who may take it; a crowd does not drown them.
    """

    member: str
    sources: frozenset[Source]
    is_always_heard: bool


VOICE = frozenset({Source.MIC, Source.SCREEN_AUDIO})
VIDEO = frozenset({Source.CAMERA, Source.SCREEN})
FACE = frozenset({Source.MIC, Source.CAMERA})
SCREEN = frozenset({Source.SCREEN, Source.SCREEN_AUDIO})
NOTHING: frozenset[Source] = frozenset()


def by_role(kind: RoomKind, role: Role) -> frozenset[Source]:
    """The sources that this role has by itself in this kind of room."""
    policy = POLICIES[kind]
    needed = Action.PUBLISH if policy.everyone_publishes else Action.TAKE_STAGE
    if not policy.has_media or not permits(role, needed):
        return NOTHING
    return FACE | SCREEN if permits(role, Action.SHARE_SCREEN) else FACE


def publishable(room: RoomState, member: str, role: Role) -> frozenset[Source]:
    """The sources of this member that are forwarded as the room is now."""
    if room.life.is_archived:
        return NOTHING
    return narrowed(
        by_role(room.kind, role) | room.stage.sources_of(member),
        room.moderation.scopes_of(member),
        quiet=(room.life.is_quiet or room.focus.is_quiet) and not is_staff(role),
    )


def may_publish(room: RoomState, member: str) -> frozenset[Source]:
    """As `publishable`, by the role that the member has here; nothing of somebody who is not."""
    present = room.members.present.get(member)
    return NOTHING if present is None else publishable(room, member, present.role)


def publishers(room: RoomState) -> dict[str, Publisher]:
    """By attached device."""
    return {
        device: Publisher(member, may_publish(room, member), is_always_heard(room, member))
        for device, member in room.members.owners.items()
    }


def is_always_heard(room: RoomState, member: str) -> bool:
    role = room.members.present[member].role
    return member in room.stage.speakers or (not POLICIES[room.kind].everyone_publishes and is_staff(role))


def narrowed(sources: frozenset[Source], muted: frozenset[MuteScope], *, quiet: bool) -> frozenset[Source]:
    """What is left of `sources` under these mutes, and in a quiet room or phase."""
    if quiet or MuteScope.VOICE in muted:
        sources -= VOICE
    return sources - VIDEO if MuteScope.VIDEO in muted else sources
