"""Which room an id means: one of the directory, or a sub-room as its parent knows it.

A sub-room stands in no directory. Its id is the parent's, two hyphens and its number there, and the parent is opened
to be asked.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec import Struct

from rooms.kinds import Purpose, RoomKind
from rooms.moderation.bequest import Bequest
from rooms.rejections import Rejection
from rooms.room import Room
from rooms.terms import Actor, Target, TargetKind
from signaling.hosts import Hosts, OpenedRoom
from signaling.ports import Clock, Directory, NotSaved, RoomSpec
from signaling.room_ids import SEPARATOR, parted


class Entrance(Struct, frozen=True):
    """A room that somebody may ask to let them in, and what they bring along from its parent, if it is a sub-room."""

    spec: RoomSpec
    bequest: Bequest | None = None


class Finder:
    """Every method raises what the directory raises, and NotSaved when a parent cannot be opened now."""

    def __init__(self, directory: Directory, hosts: Hosts, clock: Clock) -> None:
        self._directory, self._hosts, self._clock = directory, hosts, clock

    async def room(self, id: str) -> RoomSpec | None:
        """None: there is no such room, or it has closed."""
        found = await self._directory.room(id)
        parent, number = parted(id)
        if found is not None or number is None:
            return found
        above = await self._directory.room(parent)
        if above is None:
            return None
        async with self._held(above) as opened:
            return sub_room(above, opened.host.room, number)

    async def sleeper(self, id: str) -> RoomSpec | None:
        """As `room`, and a sub-room that has closed: it may have something left to hand on."""
        found = await self.room(id)
        parent, number = parted(id)
        if found is not None or number is None:
            return found
        above = await self._directory.room(parent)
        return None if above is None else _closed(above, number)

    async def left(self, id: str) -> RoomSpec | None:
        """As `room`, and a sub-room that was there and has closed: somebody may still be owed something in it."""
        found = await self._directory.room(id)
        parent, number = parted(id)
        above = await self._directory.room(parent) if found is None and number is not None else None
        if above is None or number is None:
            return found
        async with self._held(above) as opened:
            room = opened.host.room
            spec = sub_room(above, room, number)
            return spec if spec is not None or room.last_sub_room < number else _closed(above, number)

    async def entrance(self, id: str, space: str, actor: Actor) -> Entrance | Rejection | None:
        """The room that somebody of this space asks for. A rejection: its parent does not let them in.

        A room of another space is as unknown as one that does not exist.
        """
        parent, number = parted(id)
        found = await self._directory.room(id)
        above = await self._directory.room(parent) if found is None and number is not None else None
        if number is None or above is None or above.space != space:
            return Entrance(found) if found is not None and found.space == space else None
        async with self._held(above) as opened:
            room = opened.host.room
            spec = sub_room(above, room, number)
            if spec is None:
                return None
            return room.bars(actor, self._clock.now()) or Entrance(spec, room.bequest(actor.member))

    async def rooms(self, space: str) -> list[RoomSpec]:
        """The rooms of a space, without their sub-rooms."""
        return await self._directory.rooms(space)

    async def target(self, source: OpenedRoom, target: Target) -> RoomSpec | None:
        """The room that `source` names so."""
        match target.kind:
            case TargetKind.PARENT:
                return None if source.spec.parent is None else await self.room(source.spec.parent)
            case TargetKind.SUB_ROOM:
                return sub_room(source.spec, source.host.room, target.number or 0)
            case TargetKind.ZONE:
                specs = await self._directory.rooms(source.spec.space)
                return next((spec for spec in specs if _answers_questions(spec)), None)
            case TargetKind.ROOM:
                found = await self.left(target.room)
                return found if found is not None and found.space == source.spec.space else None

    @asynccontextmanager
    async def _held(self, spec: RoomSpec) -> AsyncIterator[OpenedRoom]:
        opened = await self._hosts.hold(spec)
        if opened is None:
            raise NotSaved(f"{spec.id} cannot be opened")
        try:
            yield opened
        finally:
            self._hosts.release(opened)


def sub_room(parent: RoomSpec, room: Room, number: int) -> RoomSpec | None:
    """The sub-room of this number, as long as it is not closed: everybody in it is on camera, whatever the parent is."""
    found = room.sub_room(number)
    if found is None:
        return None
    return RoomSpec(
        id=f"{parent.id}{SEPARATOR}{number}",
        space=parent.space,
        title=found.title,
        kind=RoomKind.STUDY,
        seats=found.seats,
        parent=parent.id,
        number=number,
        quiet=found.quiet,
    )


def _closed(parent: RoomSpec, number: int) -> RoomSpec:
    """A sub-room of which nobody knows the title any more."""
    return RoomSpec(
        f"{parent.id}{SEPARATOR}{number}",
        parent.space,
        parent.title,
        RoomKind.STUDY,
        parent=parent.id,
        number=number,
    )


def _answers_questions(spec: RoomSpec) -> bool:
    return spec.kind is RoomKind.ZONE and spec.purpose is Purpose.QUESTIONS and not spec.archived
