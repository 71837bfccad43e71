"""Which node owns a room, as this one knows it: alone it owns all; among others it asks the registry, and hears who dies."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Protocol

from rooms.kinds import RoomKind
from signaling.cluster.registry import Registry, Standing, Unreachable
from signaling.ports import Clock, RoomSpec
from signaling.room_ids import home_of
from signaling.timing import sleep

logger = logging.getLogger(__name__)

BEAT_SECONDS = 0.5
LIVES_SECONDS = 2.0
"""A node that did not beat for so long is dead to the others: they take over its rooms."""


class Placement(Protocol):
    """A sub-room is where its parent is, so that people and media move between the two as within one room."""

    async def owner(self, spec: RoomSpec) -> str | None:
        """Who has the room that is needed here. None: this node, from now on or since earlier. Raises Unreachable."""
        ...

    async def keeps(self, room: str) -> bool:
        """Whether this node still has a room that it has open. Raises Unreachable."""
        ...

    async def hand_over(self, room: str, to: str) -> str | None:
        """Give a room of this node away, to `to` if that has place; who has it now. Raises Unreachable."""
        ...

    def wakes(self, room: str) -> bool:
        """Whether it is for this node to open the room when something in it is due."""
        ...


class Alone:
    """Implements `Placement` for a single process."""

    async def owner(self, spec: RoomSpec) -> str | None:
        return None

    async def keeps(self, room: str) -> bool:
        return True

    async def hand_over(self, room: str, to: str) -> str | None:
        """There is nobody to give it to."""
        return None

    def wakes(self, room: str) -> bool:
        return True


class Neighbours:
    """Implements `Placement` among others. `run` it; nobody else is known before its first beat."""

    def __init__(self, id: str, registry: Registry, clock: Clock, version: str = "") -> None:
        self.id = id
        self._registry, self._clock, self._version = registry, clock, version
        self.standings = {id: Standing(id, version=version)}
        """Of this node and all others that live, as they say."""
        self.points: Callable[[], int] = lambda: 0
        """How much this node has to do now."""
        self.is_draining = False
        self._is_cut_off = False
        self._trusts_from = 0.0
        self._on_change: list[Callable[[frozenset[str]], None]] = []
        self._on_return: list[Callable[[], None]] = []

    @property
    def is_in_touch(self) -> bool:
        """The registry answered the last time that it was asked."""
        return not self._is_cut_off

    @property
    def alive(self) -> frozenset[str]:
        return frozenset(self.standings)

    def on_change(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Called when nodes have come or gone, or take rooms no more, with the ids of those that are gone."""
        self._on_change.append(listener)

    def on_return(self, listener: Callable[[], None]) -> None:
        """Called when the registry can be asked again: anything may have been missed."""
        self._on_return.append(listener)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._beat()
            await sleep(self._clock, BEAT_SECONDS)

    async def drain(self) -> bool:
        """Take no rooms any more, and have everybody know. Whether somebody else does take them."""
        self.is_draining = True
        await self._beat()
        return not self._is_cut_off and any(not each.is_draining for each in self.standings.values())

    async def leave(self) -> None:
        """The others take this node's rooms at once."""
        try:
            await self._registry.leave(self.id)
        except Unreachable:
            logger.warning("left without saying so: the others will notice")

    async def owner(self, spec: RoomSpec) -> str | None:
        """A live Q&A has its people at every node; any other room is small, or its people do not send media."""
        found = await self._registry.place(home_of(spec.id), self.id, spread=spec.kind is RoomKind.QA)
        return self._unless_own(found)

    async def keeps(self, room: str) -> bool:
        return await self._registry.take(home_of(room), self.id) == self.id

    async def hand_over(self, room: str, to: str) -> str | None:
        return self._unless_own(await self._registry.hand_over(home_of(room), self.id, to))

    def wakes(self, room: str) -> bool:
        """By rendezvous: each node decides alike, and few rooms change hands with a node."""
        awake = [each.id for each in self.standings.values() if not each.is_draining] or list(self.standings)
        return self.id == max(awake, key=lambda node: blake2b(f"{node} {room}".encode()).digest())

    def _unless_own(self, node: str) -> str | None:
        return None if node == self.id else node

    async def _beat(self) -> None:
        own = Standing(self.id, self.points(), self.is_draining, self._version)
        try:
            found = {each.id: each for each in await self._registry.beat(own, LIVES_SECONDS)}
        except Unreachable:
            if not self._is_cut_off:
                logger.warning("the registry cannot be reached; what this node owns goes on")
            self._is_cut_off = True
            return
        if self._is_cut_off:
            self._is_cut_off = False
            self._trusts_from = self._clock.now() + LIVES_SECONDS
            for returned in self._on_return:
                returned()
        if self._clock.now() < self._trusts_from:  # others may not have come back yet
            found = self.standings | found
        before, self.standings = self.standings, found
        if _takers(before) != _takers(found) or before.keys() != found.keys():
            for listener in self._on_change:
                listener(frozenset(before.keys() - found.keys()))


def _takers(standings: Mapping[str, Standing]) -> set[str]:
    return {each.id for each in standings.values() if not each.is_draining}
