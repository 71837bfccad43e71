"""Who sees what of an event: the one place where something is hidden, and the only one asked before encoding.

Today's events are for everybody in the room. An event that is not is projected here, to another event or to
None, and `Room.snapshot` follows it: the snapshot law is tested for every audience.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from rooms.events import AnyEvent
from rooms.roles import STAFF as STAFF_ROLES
from rooms.roles import Role


class Scope(StrEnum):
    EVERYONE = "everyone"
    STAFF = "staff"
    ONE = "one"


class Audience(Struct, frozen=True):
    """A set of people who see the same, so that an event is encoded once for all of them."""

    scope: Scope
    member: str | None = None


EVERYONE = Audience(Scope.EVERYONE)
STAFF = Audience(Scope.STAFF)


def one(member: str) -> Audience:
    return Audience(Scope.ONE, member)


def audience_of(role: Role) -> Audience:
    return STAFF if role in STAFF_ROLES else EVERYONE


def project(event: AnyEvent, audience: Audience) -> AnyEvent | None:
    """What `audience` may see of `event`. The same object when nothing of it is hidden."""
    return event
