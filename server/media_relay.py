"""The media of this node for and through other nodes: links, and whose tracks are on them.

Implements `signaling.cluster.relaying.Relay`, and stands between the media process and the bridge, because some of what
happens is about links. A peer has one name at the owner and perhaps another one here; letters carry who it is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from secrets import token_hex

from msgspec import MsgspecError, Struct, msgpack
from msgspec.structs import replace

from media.commands import (
    AcceptLink,
    AnyCommand,
    CloseLink,
    EndExport,
    Export,
    Import,
    OpenLink,
    RelayedTrack,
    Source,
    Ticket,
    WantLayers,
)
from media.events import AnyEvent, Exported, LayersWanted, LinkAccepted, LinkLost, LinkUp, Ready
from media.link import LinkError
from server.media_bridge import Link, MediaBridge
from signaling.ports import MediaRefused

logger = logging.getLogger(__name__)

OPEN_SECONDS = 4.0
"""Longer than the media process searches for a way."""


class Elsewhere(Struct, frozen=True):
    """Who publishes at another node. It is the place of a peer that is not of this media process."""

    room: str
    member: str
    device: str


class _Shown(Struct, frozen=True):
    """On its way from an owner to an edge."""

    member: str
    device: str
    track: RelayedTrack


class _Followed(Struct):
    """A room of another node. `names` are those of its peers there, by theirs here."""

    owner: str
    want: Callable[[str, bytes], None]
    names: dict[str, str] = {}


_encode = msgpack.Encoder().encode
_tracks = msgpack.Decoder(list[_Shown])
_layers = msgpack.Decoder(dict[Source, int])
_ticket = msgpack.Decoder(Ticket)


class MediaRelay:
    """`enough`: how many receivers of a room this node serves before others serve their own."""

    def __init__(self, bridge: MediaBridge, enough: int) -> None:
        self._bridge, self._enough = bridge, enough
        self._link: Link | None = None
        self._tells: dict[tuple[str, str], Callable[[bytes], None]] = {}  # by link and room
        self._opening: dict[str, asyncio.Future[bool]] = {}  # by link
        self._lost: dict[str, Callable[[], None]] = {}  # by link
        self._followed: dict[str, _Followed] = {}  # by room

    def connect(self, link: Link) -> None:
        self._link = link

    # ------------------------------------------------------------ at an owner

    def is_crowded(self, room: str, device: str) -> bool:
        receivers = self._bridge.receivers(room)
        return device not in receivers and len(receivers) >= self._enough

    async def accept(self, node: str, ufrag: str) -> bytes:
        if self._link is None:
            raise MediaRefused("unavailable")
        try:
            answer = await self._link.request(AcceptLink(0, _to(node), ufrag))
        except LinkError as error:
            raise MediaRefused("unavailable", error.code) from error
        if not isinstance(answer, LinkAccepted):
            raise MediaRefused("unavailable")
        return _encode(answer.ticket)

    def export(self, node: str, room: str, tell: Callable[[bytes], None]) -> Callable[[], None]:
        key = (_to(node), room)
        self._tells[key] = tell
        self._send(Export(*key))

        def end() -> None:
            if self._tells.get(key) is tell:
                del self._tells[key]
                self._send(EndExport(*key))

        return end

    def want(self, node: str, room: str, peer: str, wanted: bytes) -> None:
        try:
            self._send(WantLayers(_to(node), room, peer, _layers.decode(wanted)))
        except MsgspecError:
            logger.warning("wishes of another version were dropped")

    def _tell(self, event: Exported) -> None:
        tell = self._tells.get((event.link, event.group))
        if tell is not None:
            places = ((self._bridge.place(track.peer), track) for track in event.tracks)
            shown = [
                _Shown(place.member, place.device, track) for place, track in places if place is not None
            ]
            tell(_encode(shown))

    # ------------------------------------------------------------ at an edge

    async def open(
        self, owner: str, ticket: Callable[[str], Awaitable[bytes]], lost: Callable[[], None]
    ) -> None:
        link, ufrag = _from(owner), token_hex(4)
        try:
            given = _ticket.decode(await ticket(ufrag))
        except MsgspecError as error:
            raise MediaRefused("unavailable", "a ticket of another version") from error
        up: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._opening[link] = up
        self._send(OpenLink(link, ufrag, given))
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                is_up = await up
        except TimeoutError:
            is_up = False
        finally:
            del self._opening[link]
        if not is_up:
            raise MediaRefused("unavailable", "no way to the media of the other node")
        self._lost[link] = lost

    def show(self, owner: str, room: str, tracks: bytes, want: Callable[[str, bytes], None]) -> None:
        try:
            shown = _tracks.decode(tracks)
        except MsgspecError:
            logger.warning("tracks of another version were dropped")
            return
        self._forget(room)
        followed = self._followed[room] = _Followed(owner, want)
        imported = []
        for each in shown:
            name = self._bridge.name_of(room, each.device)
            followed.names[name] = each.track.peer
            self._bridge.elsewhere[name] = Elsewhere(room, each.member, each.device)
            imported.append(replace(each.track, peer=name))
        self._send(Import(_from(owner), room, imported))

    def hide(self, owner: str, room: str) -> None:
        self._forget(room)
        self._send(Import(_from(owner), room, []))

    def serve(self, room: str, member: str, device: str) -> None:
        self._bridge.serve(room, member, device)

    def release(self, room: str, device: str) -> None:
        self._bridge.release(room, device)

    def _forget(self, room: str) -> None:
        followed = self._followed.pop(room, None)
        for name in () if followed is None else followed.names:
            del self._bridge.elsewhere[name]

    def _is_wish(self, event: LayersWanted) -> bool:
        """Whether it is for a publisher at another node, who is told there."""
        place = self._bridge.elsewhere.get(event.peer)
        followed = None if place is None else self._followed.get(place.room)
        if followed is None:
            return False
        followed.want(followed.names[event.peer], _encode(event.layers))
        return True

    # ------------------------------------------------------------ at both

    def close(self, node: str) -> None:
        for link in (_to(node), _from(node)):
            self._lost.pop(link, None)
            self._send(CloseLink(link))

    def _send(self, command: AnyCommand) -> None:
        if self._link is not None:
            self._link.send(command)

    # ------------------------------------------------------------ told by media

    def media_ready(self, ready: Ready) -> None:
        self._bridge.media_ready(ready)

    def media_lost(self) -> None:
        for link in (*self._opening, *self._lost):
            self._has_lost(link)
        self._bridge.media_lost()

    def media_event(self, event: AnyEvent) -> None:
        match event:
            case LinkUp() if event.link in self._opening:
                self._settle(event.link, is_up=True)
            case LinkLost():
                self._has_lost(event.link)
            case Exported():
                self._tell(event)
            case LayersWanted() if self._is_wish(event):
                pass
            case _:
                self._bridge.media_event(event)

    def _settle(self, link: str, *, is_up: bool) -> None:
        if not self._opening[link].done():
            self._opening[link].set_result(is_up)

    def _has_lost(self, link: str) -> None:
        lost = self._lost.pop(link, None)
        if link in self._opening:
            self._settle(link, is_up=False)
        elif lost is not None:
            lost()


def _to(node: str) -> str:
    """The link that this node's rooms are put on."""
    return f"to {node}"


def _from(owner: str) -> str:
    return f"from {owner}"
