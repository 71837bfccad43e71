"""Which node owns a room, as this one knows it: alone it owns all; among others it asks the registry, and hears who dies."""

from __future__ import annotations

import logging
from collections.abc import Callable
from hashlib import blake2b
from typing import Protocol

from signaling.cluster.registry import Registry, Unreachable
from signaling.ports import Clock
from signaling.room_ids import home_of
from signaling.timing import sleep

logger = logging.getLogger(__name__)

BEAT_SECONDS = 0.5
LIVES_SECONDS = 2.0
"""A node that did not beat for so long is dead to the others: they take over its rooms."""


class Placement(Protocol):
    async def owner(self, room: str) -> str | None:
        """None: this node, from now on or since earlier. A sub-room is where its parent is, so that people and media
        move between the two as within one room. Raises `registry.Unreachable`.
        """
        ...

    def wakes(self, room: str) -> bool:
        """Whether it is for this node to open the room when something in it is due."""
        ...


class Alone:
    """Implements `Placement` for a single process."""

    async def owner(self, room: str) -> str | None:
        return None

    def wakes(self, room: str) -> bool:
        return True


class Neighbours:
    """Implements `Placement` among others. `run` it; nobody else is known before its first beat."""

    def __init__(self, id: str, registry: Registry, clock: Clock) -> None:
        self.id = id
        self._registry, self._clock = registry, clock
        self.alive = frozenset({id})
        self._is_cut_off = False
        self._trusts_from = 0.0
        self._on_change: list[Callable[[frozenset[str]], None]] = []
        self._on_return: list[Callable[[], None]] = []

    @property
    def is_in_touch(self) -> bool:
        """The registry answered the last time that it was asked."""
        return not self._is_cut_off

    def on_change(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Called when nodes have come or gone, with the ids of those that are gone."""
        self._on_change.append(listener)

    def on_return(self, listener: Callable[[], None]) -> None:
        """Called when the registry can be asked again: anything may have been missed."""
        self._on_return.append(listener)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._beat()
            await sleep(self._clock, BEAT_SECONDS)

    async def leave(self) -> None:
        """The others take this node's rooms at once."""
        try:
            await self._registry.leave(self.id)
        except Unreachable:
            logger.warning("left without saying so: the others will notice")

    async def owner(self, room: str) -> str | None:
        found = await self._registry.take(home_of(room), self.id)
        return None if found == self.id else found

    def wakes(self, room: str) -> bool:
        """By rendezvous: each node decides alike, and few rooms change hands with a node."""
        return self.id == max(self.alive, key=lambda node: blake2b(f"{node} {room}".encode()).digest())

    async def _beat(self) -> None:
        try:
            alive = frozenset(await self._registry.beat(self.id, LIVES_SECONDS))
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
            alive |= self.alive
        before, self.alive = self.alive, alive
        if alive != before:
            for listener in self._on_change:
                listener(before - alive)
