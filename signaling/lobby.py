"""The rooms of one space, who is in them and what was said last, for those who watch: told at once, then at most
once per second.

Presence is what the rooms that are open on this node say, here or as mirrors. It never opens a room of its own that
was open here before.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from rooms.kinds import POLICIES
from signaling.codec import encode
from signaling.hosts import Hosts, OpenedRoom
from signaling.outbox import Outbox
from signaling.per_space import PerSpace
from signaling.ports import Clock, Directory, RoomSpec
from signaling.timing import sleep
from signaling.wire import Lobby, LobbyRoom

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_FRAMES = 1.0
NAMES_SHOWN = 8


class LobbyBoard:
    def __init__(self, space: str, directory: Directory, hosts: Hosts, clock: Clock) -> None:
        self._space = space
        self._directory, self._hosts, self._clock = directory, hosts, clock
        self._watchers: dict[Outbox, None] = {}
        self._changed = asyncio.Event()
        self._settled: set[str] = set()
        self._kept: dict[str, OpenedRoom] = {}
        self._last_messages: dict[str, int] = {}  # also of rooms that have closed since

    def watch(self, outbox: Outbox) -> None:
        self._watchers[outbox] = None
        self._changed.set()

    def unwatch(self, outbox: Outbox) -> None:
        self._watchers.pop(outbox, None)
        self._changed.set()

    def change(self) -> None:
        """Somebody came, went, or posted; or there are other rooms."""
        self._changed.set()

    async def run(self) -> None:
        """Until cancelled. A directory that cannot be read is tried again at the next change."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            if not self._watchers:
                self._let_go()
                continue
            try:
                await self._tell()
            except Exception:
                logger.exception("the lobby of %s cannot be told", self._space)
            await sleep(self._clock, SECONDS_BETWEEN_FRAMES)

    async def _tell(self) -> None:
        specs = await self._directory.rooms(self._space)
        frame = encode(Lobby([self._room(spec) for spec in specs]))
        for watcher in self._watchers:
            watcher.put_latest("lobby", frame)
        await self._settle(specs)

    async def _settle(self, specs: Iterable[RoomSpec]) -> None:
        """Open each room once in this node's life: who was in it when the last node died is shown, and then leaves.

        Of what another node owns a mirror is kept, as long as anybody watches.
        """
        for spec in specs:
            kept = self._kept.get(spec.id)
            if spec.id in self._settled or (kept is not None and self._hosts.opened(spec.id) is kept):
                continue
            opened = await self._hosts.hold(spec)
            if opened is None:
                continue
            if opened.host.is_owner:
                self._settled.add(spec.id)
                self._hosts.release(opened)
            else:
                self._kept[spec.id] = opened
            self._changed.set()

    def _let_go(self) -> None:
        for opened in self._kept.values():
            self._hosts.release(opened)
        self._kept.clear()

    def _room(self, spec: RoomSpec) -> LobbyRoom:
        opened = self._hosts.opened(spec.id)
        names = opened.host.room.present() if opened is not None else []
        if opened is not None:
            self._last_messages[spec.id] = opened.host.room.last_message
        policy = POLICIES[spec.kind]
        return LobbyRoom(
            id=spec.id,
            title=spec.title,
            kind=spec.kind,
            present=names[:NAMES_SHOWN],
            count=len(names),
            capacity=policy.capacity,
            has_media=policy.has_media,
            last_message=self._last_messages.get(spec.id, 0),
            purpose=spec.purpose,
            daily=spec.daily,
            archived=spec.archived,
        )


class Lobbies(PerSpace[LobbyBoard]):
    """One board per space that is watched, or was."""

    def change(self, space: str) -> None:
        board = self.of(space)
        if board is not None:
            board.change()
