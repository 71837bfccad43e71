"""Turns what happens in rooms into media commands, and what happens to media into news for devices.

Implements `signaling.ports.Media`. A peer of the media process is one device in one room, `room:device`; its group is
the room. A device that was lost keeps its peer, and so its picture, for the reconnect grace. It never sees a packet.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from media.addresses import Address
from media.commands import (
    AddPeer,
    AnyCommand,
    Direction,
    Negotiate,
    Permit,
    RemovePeer,
    Source,
    TakeStatistics,
)
from media.events import (
    Answered,
    AnyEvent,
    Connected,
    Disconnected,
    RefusalCode,
    Refused,
    SlotsAssigned,
)
from media.link import LinkError
from rooms.kinds import POLICIES
from rooms.members.terms import DeviceAttached, DeviceDetached, MemberJoined, MemberLeft
from rooms.room import Room
from rooms.terms import Source as RoomSource
from signaling.ports import Clock, LogEntry, MediaListener, MediaRefused, RoomSpec
from signaling.wire import Slot

logger = logging.getLogger(__name__)

_COMING_AND_GOING = (DeviceAttached, DeviceDetached, MemberJoined, MemberLeft)


class Link(Protocol):
    """What the bridge needs of `media.link.MediaLink`."""

    def send(self, command: AnyCommand) -> None: ...

    async def request(self, command: Negotiate | TakeStatistics) -> AnyEvent:
        """Raises LinkError."""
        ...


@dataclass(slots=True, eq=False)
class Peer:
    """A device in a room that has media.

    `stay` is set while the device is lost: it cancels the removal that the end of the grace would bring.
    `was_told`: that its media is lost; it has not come back since.
    """

    name: str
    room: str
    member: str
    device: str
    may_publish: frozenset[Source]
    connected: set[Direction] = field(default_factory=set)
    slots: SlotsAssigned | None = None
    stay: Callable[[], None] | None = None
    was_told: bool = False


class MediaBridge:
    """Give `room_changed` to the node, this object to the link as its listener, then `connect` the link."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._link: Link | None = None
        self._peers: dict[str, Peer] = {}
        self._listeners: dict[str, list[MediaListener]] = {}

    def connect(self, link: Link) -> None:
        self._link = link

    # ------------------------------------------------------------ asked by signalling

    async def negotiate(
        self, room: str, device: str, direction: str, sdp: str, sources: Mapping[str, str]
    ) -> str:
        name = _name(room, device)
        if name not in self._peers:
            raise MediaRefused("no_media_here")
        if self._link is None:
            raise MediaRefused("unavailable")
        offer = Negotiate(
            ref=0,
            peer=name,
            direction=Direction(direction),
            sdp=sdp,
            sources={mid: Source(source) for mid, source in sources.items()},
        )
        try:
            answer = await self._link.request(offer)
        except LinkError as error:
            raise MediaRefused("unavailable", error.code) from error
        match answer:
            case Answered():
                return answer.sdp
            case Refused(code=RefusalCode.BAD_SDP):
                raise MediaRefused("bad_sdp", answer.detail)
            case _:
                raise MediaRefused("unavailable")

    def listen(self, room: str, device: str, listener: MediaListener) -> Callable[[], None]:
        name = _name(room, device)
        self._listeners.setdefault(name, []).append(listener)
        peer = self._peers.get(name)
        if peer is not None:
            self._tell_slots(peer, [listener])

        def stop() -> None:
            heard = self._listeners.get(name, [])
            if listener in heard:
                heard.remove(listener)
                if not heard:
                    del self._listeners[name]

        return stop

    # ------------------------------------------------------------ told by rooms

    def room_changed(self, spec: RoomSpec, room: Room, entries: Sequence[LogEntry]) -> None:
        """Entries that now stand in a room's log, and the room as they left it."""
        if not POLICIES[spec.kind].has_media:
            return
        news = [entry.event for entry in entries if isinstance(entry.event, _COMING_AND_GOING)]
        if not news:
            return
        for event in news:
            match event:
                case DeviceDetached():
                    self._detached(spec, event)
                case MemberLeft():
                    self._member_left(spec.id, event.member)
                case _:
                    pass
        for device, publisher in room.publishers().items():
            may_publish = frozenset(Source(source) for source in publisher.sources)
            self._attached(spec.id, publisher.member, device, may_publish)

    def _attached(self, room: str, member: str, device: str, may_publish: frozenset[Source]) -> None:
        name = _name(room, device)
        peer = self._peers.get(name)
        if peer is not None and peer.member != member:  # a random device id that two people claim
            self._remove(peer)
            peer = None
        if peer is None:
            peer = self._peers[name] = Peer(name, room, member, device, may_publish)
            self._send(_added(peer))
            return
        if peer.stay is not None:
            peer.stay()
            peer.stay = None
        if peer.may_publish != may_publish:
            peer.may_publish = may_publish
            self._send(Permit(name, may_publish))

    def _detached(self, spec: RoomSpec, event: DeviceDetached) -> None:
        peer = self._peers.get(_name(spec.id, event.device))
        if peer is None or peer.member != event.member:
            return
        if event.clean:
            self._remove(peer)
        elif peer.stay is None:
            grace_ends = event.away_until or event.at + POLICIES[spec.kind].reconnect_grace
            peer.stay = self._clock.call_at(grace_ends, lambda: self._remove(peer))

    def _member_left(self, room: str, member: str) -> None:
        for peer in tuple(self._peers.values()):
            if peer.room == room and peer.member == member:
                self._remove(peer)

    def _remove(self, peer: Peer) -> None:
        if self._peers.get(peer.name) is not peer:
            return
        del self._peers[peer.name]
        if peer.stay is not None:
            peer.stay()
        self._send(RemovePeer(peer.name))

    def _send(self, command: AnyCommand) -> None:
        if self._link is not None:
            self._link.send(command)

    # ------------------------------------------------------------ told by media

    def media_ready(self, addresses: list[Address]) -> None:
        """A fresh media process: tell it everybody, then everybody to come again."""
        logger.info("media is ready on %s", ", ".join(f"{host} port {port}" for host, port in addresses))
        for peer in self._peers.values():
            self._send(_added(peer))
        for peer in tuple(self._peers.values()):
            self._tell_lost(peer)

    def media_lost(self) -> None:
        """Nobody is told yet: until there is another media process they could only be refused."""
        for peer in tuple(self._peers.values()):
            peer.connected.clear()
            peer.slots = None
            if peer.stay is not None:
                self._remove(peer)

    def media_event(self, event: AnyEvent) -> None:
        match event:
            case SlotsAssigned() if event.peer in self._peers:
                peer = self._peers[event.peer]
                peer.slots = event
                self._tell_slots(peer, self._listeners.get(peer.name, ()))
            case Connected() if event.peer in self._peers:
                self._peers[event.peer].connected.add(event.direction)
                self._peers[event.peer].was_told = False
            case Disconnected() if event.peer in self._peers:
                self._disconnected(self._peers[event.peer], event.direction)
            case _:
                pass  # of a peer whose removal is on the way

    def _disconnected(self, peer: Peer, direction: Direction) -> None:
        peer.connected.discard(direction)
        if peer.stay is None:
            # Once: told that one connection is lost, the device closes the other, and must not be told of that.
            if not peer.was_told:
                self._tell_lost(peer)
        elif not peer.connected:
            self._remove(peer)

    def _tell_lost(self, peer: Peer) -> None:
        peer.was_told = True
        for listener in tuple(self._listeners.get(peer.name, ())):
            listener.media_lost()

    def _tell_slots(self, peer: Peer, listeners: Sequence[MediaListener]) -> None:
        if peer.slots is None:
            return
        shown = [
            Slot(slot.mid, of.member, of.device, RoomSource(slot.source))
            for slot in peer.slots.slots
            if (of := self._peers.get(slot.peer)) is not None
        ]
        for listener in tuple(listeners):
            listener.slots_changed(shown, peer.slots.want_audio, peer.slots.want_video)


def _name(room: str, device: str) -> str:
    """Neither a room's nor a device's id holds a colon."""
    return f"{room}:{device}"


def _added(peer: Peer) -> AddPeer:
    return AddPeer(peer.name, peer.room, peer.may_publish)
