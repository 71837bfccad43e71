"""This node as an edge of others: whom it serves with media that it has from the owner of their room, and how it keeps that up.

One link leads to each owner, and every room that somebody here looks at is followed on it. It decides neither who is
served here (the owner does) nor what is on a link (media does): letters and tracks pass as they are.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from signaling.cluster.calls import Calls
from signaling.cluster.letters import (
    AnyReply,
    Follow,
    LinkOpened,
    OpenLink,
    Relayed,
    RelayingCall,
    Stands,
    WantLayers,
)
from signaling.ports import Clock, MediaRefused
from signaling.timing import sleep

logger = logging.getLogger(__name__)

End = Callable[[], None]

TRIES = 12
RETRY_SECONDS = 0.25
"""So long a lost link is opened anew: longer than a media process takes to start again."""
SHUNNED_SECONDS = 30.0
"""For which an owner that could not be reached serves everybody itself."""


class Relay(Protocol):
    """What the media of a node can do for and through others, beside `ports.Media`. Bytes are for its like only."""

    # at an owner

    def is_crowded(self, room: str, device: str) -> bool:
        """Whether the device should be served from elsewhere: it is not served here already, and enough are."""
        ...

    async def accept(self, node: str, ufrag: str) -> bytes:
        """The ticket with which that node opens a link to here. Raises MediaRefused."""
        ...

    def export(self, node: str, room: str, tell: Callable[[bytes], None]) -> End:
        """Put what the room publishes on the link of that node; `tell` it what that is, whenever it changes."""
        ...

    def want(self, node: str, room: str, peer: str, wanted: bytes) -> None:
        """What that node wants to have of somebody's pictures."""
        ...

    # at an edge

    async def open(
        self, owner: str, ticket: Callable[[str], Awaitable[bytes]], lost: Callable[[], None]
    ) -> None:
        """Open a link; `ticket` has one made for an ICE user fragment. Raises MediaRefused, if there is no way.

        `lost` is called once if it ends, unless by `close`.
        """
        ...

    def show(self, owner: str, room: str, tracks: bytes, want: Callable[[str, bytes], None]) -> None:
        """What the owner told; `want` is called with what is wanted of somebody's pictures, whenever it changes."""
        ...

    def hide(self, owner: str, room: str) -> None:
        """Nothing of the room comes any more."""
        ...

    def serve(self, room: str, member: str, device: str) -> None: ...

    def release(self, room: str, device: str) -> None: ...

    # at both

    def close(self, node: str) -> None:
        """All links from and to that node."""
        ...


class Relaying:
    """`unserved(room, device)`: what it was served is lost, and it has to connect anew."""

    def __init__(
        self,
        relay: Relay,
        calls: Calls,
        clock: Clock,
        tasks: asyncio.TaskGroup,
        unserved: Callable[[str, str], None],
    ) -> None:
        self._relay, self._calls, self._clock, self._tasks = relay, calls, clock, tasks
        self._unserved = unserved
        self._owners: dict[str, _Owner] = {}
        self._shunned: dict[str, float] = {}  # until when
        self._exported: dict[tuple[str, str], End] = {}  # by node and room

    # ------------------------------------------------------------ as an edge

    def serves(self, room: str, device: str) -> bool:
        return any(device in owner.rooms.get(room, ()) for owner in self._owners.values())

    def may_serve(self, owner: str) -> bool:
        return self._clock.now() >= self._shunned.get(owner, 0.0)

    async def serve(self, owner: str, room: str, member: str, device: str) -> bool:
        """Whether the device is served here from now on."""
        link = self._owners.get(owner)
        if link is None:
            link = self._owners[owner] = _Owner(self._tasks.create_task(self._open(owner), name="media link"))
        is_open = await asyncio.shield(link.opening)
        if self._owners.get(owner) is not link:
            return False
        if not is_open:
            self._shun(owner)
            return False
        if room not in link.rooms:
            link.rooms[room] = set()
            self._calls.tell(owner, Follow(room, on=True))
        link.rooms[room].add(device)
        self._relay.serve(room, member, device)
        return True

    def release(self, room: str, device: str) -> None:
        """The device is not here any more."""
        for name, owner in self._owners.items():
            if device in owner.rooms.get(room, ()):
                self._relay.release(room, device)
                owner.rooms[room].discard(device)
                if not owner.rooms[room]:
                    self._forget(name, room)

    def leave(self, room: str, *, is_ours: bool) -> None:
        """The room has another owner than before; `is_ours`: this node, which goes on with the peers that it has."""
        for name, owner in self._owners.items():
            devices = owner.rooms.get(room)
            if devices is not None:
                self._forget(name, room)
                for device in () if is_ours else devices:
                    self._relay.release(room, device)

    def _forget(self, owner: str, room: str) -> None:
        del self._owners[owner].rooms[room]
        self._owners[owner].wanted = {
            key: wanted for key, wanted in self._owners[owner].wanted.items() if key[0] != room
        }
        self._calls.tell(owner, Follow(room, on=False))
        self._relay.hide(owner, room)

    def returned(self) -> None:
        """Letters may have been lost: ask and say again."""
        for name, owner in self._owners.items():
            for room in owner.rooms:
                self._calls.tell(name, Follow(room, on=True))
            for (room, peer), wanted in owner.wanted.items():
                self._calls.tell(name, WantLayers(room, peer, wanted))

    async def _open(self, owner: str) -> bool:
        async def ticket(ufrag: str) -> bytes:
            reply = await self._calls.ask(owner, OpenLink(ufrag))
            if isinstance(reply, LinkOpened):
                return reply.ticket
            raise MediaRefused("unavailable", "the node that has this room gives no ticket")

        try:
            await self._relay.open(owner, ticket, lambda: self._lost(owner))
        except MediaRefused as refused:
            logger.warning("no media link to node %s: %s", owner, refused.detail)
            return False
        return True

    def _lost(self, owner: str) -> None:
        if owner in self._owners:
            self._tasks.create_task(self._reopen(owner, self._owners[owner]), name="media link again")

    async def _reopen(self, name: str, owner: _Owner) -> None:
        """While it lasts, what is shown stands still. In the end whoever is served has to go to the owner itself."""
        owner.wanted.clear()
        for _ in range(TRIES):
            if self._owners.get(name) is not owner or not owner.rooms:
                break
            if await self._open(name):
                self.returned()
                return
            await sleep(self._clock, RETRY_SECONDS)
        if self._owners.get(name) is owner:
            self._give_up(name, owner)

    def _give_up(self, name: str, owner: _Owner) -> None:
        del self._owners[name]
        if owner.rooms:
            self._shun(name)
        for room, devices in owner.rooms.items():
            self._relay.hide(name, room)
            for device in devices:
                self._relay.release(room, device)
                self._unserved(room, device)

    def _shun(self, owner: str) -> None:
        self._owners.pop(owner, None)
        self._shunned[owner] = self._clock.now() + SHUNNED_SECONDS

    # ------------------------------------------------------------ for and from other nodes

    async def accept(self, node: str, call: OpenLink) -> AnyReply:
        """Raises MediaRefused."""
        return LinkOpened(await self._relay.accept(node, call.ufrag))

    def hear(self, node: str, call: RelayingCall) -> AnyReply:
        match call:
            case Follow():
                self._export(node, call)
            case Relayed():
                self._show(node, call)
            case WantLayers():
                self._relay.want(node, call.room, call.peer, call.wanted)
        return Stands(None)

    def gone(self, node: str) -> None:
        """That node is dead. Its rooms will be somebody else's in a moment."""
        for key in [key for key in self._exported if key[0] == node]:
            self._exported.pop(key)()
        owner = self._owners.pop(node, None)
        for room, devices in () if owner is None else owner.rooms.items():
            self._relay.hide(node, room)
            for device in devices:
                self._relay.release(room, device)
        self._relay.close(node)

    def moved(self, room: str) -> None:
        """This node does not own the room any more."""
        for key in [key for key in self._exported if key[1] == room]:
            self._exported.pop(key)()

    def _export(self, node: str, call: Follow) -> None:
        key = (node, call.room)
        end = self._exported.pop(key, None)
        if end is not None:
            end()
        if call.on:
            room = call.room
            self._exported[key] = self._relay.export(
                node, room, lambda tracks: self._calls.tell(node, Relayed(room, tracks))
            )

    def _show(self, node: str, call: Relayed) -> None:
        owner = self._owners.get(node)
        if owner is None or call.room not in owner.rooms:
            return

        def want(peer: str, wanted: bytes) -> None:
            owner.wanted[call.room, peer] = wanted
            self._calls.tell(node, WantLayers(call.room, peer, wanted))

        self._relay.show(node, call.room, call.tracks, want)


class _Owner:
    """A node that owns rooms whose media is served here."""

    def __init__(self, opening: asyncio.Task[bool]) -> None:
        self.opening = opening
        self.rooms: dict[str, set[str]] = {}  # devices by room
        self.wanted: dict[tuple[str, str], bytes] = {}  # by room and peer
