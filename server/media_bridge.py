"""Turns what happens in rooms into media commands, and what happens to media into news for devices.

Implements `signaling.ports.Media`. A peer of the media process is one device in one room; its group is the room, and
with a device that moves on it changes groups. A device that was lost keeps its peer, and so its picture, for the
reconnect grace. What a peer may publish is the room's word, asked again after all that could change it: a mute
reaches the packet plane in the loop turn in which it was written down. It never sees a packet.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Protocol

from media.addresses import Address
from media.commands import (
    AddPeer,
    AnyCommand,
    Direction,
    MovePeer,
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
from rooms.chat.terms import ChatEvent
from rooms.kinds import POLICIES
from rooms.members.terms import DeviceDetached, MemberLeft
from rooms.polls.terms import PollsEvent
from rooms.questions.events import QuestionsEvent
from rooms.room import Room
from rooms.terms import Source as RoomSource
from signaling.ports import Clock, LogEntry, MediaListener, MediaRefused, RoomSpec
from signaling.wire import Slot

logger = logging.getLogger(__name__)

_ONLY_WORDS = ChatEvent | QuestionsEvent | PollsEvent
"""What changes nothing of who is there and who may publish."""


class Link(Protocol):
    """What the bridge needs of `media.link.MediaLink`."""

    def send(self, command: AnyCommand) -> None: ...

    async def request(self, command: Negotiate | TakeStatistics) -> AnyEvent:
        """Raises LinkError."""
        ...


@dataclass(slots=True, eq=False)
class Peer:
    """A device in a room that has media. It keeps its `name` when it moves to another room.

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
        self._by_device: dict[tuple[str, str], Peer] = {}  # (room, device)
        self._moves: dict[tuple[str, str], str] = {}  # (room, device) -> the room from which it comes
        self._listeners: dict[tuple[str, str], list[MediaListener]] = {}

    def connect(self, link: Link) -> None:
        self._link = link

    # ------------------------------------------------------------ asked by signalling

    async def negotiate(
        self, room: str, device: str, direction: str, sdp: str, sources: Mapping[str, str]
    ) -> str:
        peer = self._by_device.get((room, device))
        if peer is None:
            raise MediaRefused("no_media_here")
        if self._link is None:
            raise MediaRefused("unavailable")
        offer = Negotiate(
            ref=0,
            peer=peer.name,
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
        key = (room, device)
        self._listeners.setdefault(key, []).append(listener)
        peer = self._by_device.get(key)
        if peer is not None:
            self._tell_slots(peer, [listener])

        def stop() -> None:
            heard = self._listeners.get(key, [])
            if listener in heard:
                heard.remove(listener)
                if not heard:
                    del self._listeners[key]

        return stop

    def expect_move(self, device: str, source: str, room: str) -> Callable[[], None]:
        key = (room, device)
        self._moves[key] = source

        def stop() -> None:
            self._moves.pop(key, None)

        return stop

    # ------------------------------------------------------------ told by rooms

    def room_changed(self, spec: RoomSpec, room: Room, entries: Sequence[LogEntry]) -> None:
        """Entries that now stand in a room's log, and the room as they left it."""
        if not POLICIES[spec.kind].has_media:
            return
        news = [entry.event for entry in entries if not isinstance(entry.event, _ONLY_WORDS)]
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
        self._narrow_lost(spec.id, room)

    def _narrow_lost(self, name: str, room: Room) -> None:
        """A lost device may still send: what its member may not do any more, it may not either."""
        for peer in self._peers.values():
            if peer.room == name and peer.stay is not None:
                left = frozenset(Source(source) for source in room.may_publish(peer.member))
                self._permit(peer, peer.may_publish & left)

    def _attached(self, room: str, member: str, device: str, may_publish: frozenset[Source]) -> None:
        peer = self._by_device.get((room, device))
        coming = self._coming(room, member, device)
        is_leftover = peer is not None and coming is not None and peer.stay is not None
        if peer is not None and (
            is_leftover or peer.member != member
        ):  # a random device id that two people claim
            self._remove(peer)
            peer = None
        if peer is not None:
            self._keep(peer)
            self._permit(peer, may_publish)
        elif coming is not None:
            self._move(coming, room, may_publish)
        else:
            self._add(room, member, device, may_publish)

    def _coming(self, room: str, member: str, device: str) -> Peer | None:
        """The peer that this device brings along from another room."""
        source = self._moves.pop((room, device), None)
        peer = None if source is None else self._by_device.get((source, device))
        return peer if peer is not None and peer.member == member else None

    def _add(self, room: str, member: str, device: str, may_publish: frozenset[Source]) -> None:
        peer = Peer(self._free_name(room, device), room, member, device, may_publish)
        self._peers[peer.name] = self._by_device[room, device] = peer
        self._send(_added(peer))

    def _move(self, peer: Peer, room: str, may_publish: frozenset[Source]) -> None:
        """On the way it may publish what both rooms let it."""
        del self._by_device[peer.room, peer.device]
        peer.room, peer.slots = room, None
        self._by_device[room, peer.device] = peer
        self._keep(peer)
        self._permit(peer, peer.may_publish & may_publish)
        self._send(MovePeer(peer.name, room))
        self._permit(peer, may_publish)

    def _keep(self, peer: Peer) -> None:
        if peer.stay is not None:
            peer.stay()
            peer.stay = None

    def _permit(self, peer: Peer, may_publish: frozenset[Source]) -> None:
        if peer.may_publish != may_publish:
            peer.may_publish = may_publish
            self._send(Permit(peer.name, may_publish))

    def _detached(self, spec: RoomSpec, event: DeviceDetached) -> None:
        peer = self._by_device.get((spec.id, event.device))
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
        del self._peers[peer.name], self._by_device[peer.room, peer.device]
        if peer.stay is not None:
            peer.stay()
        self._send(RemovePeer(peer.name))

    def _free_name(self, room: str, device: str) -> str:
        """Neither id holds a colon. The plain name may be that of a peer that moved away from here."""
        plain = f"{room}:{device}"
        names = chain([plain], (f"{plain}:{number}" for number in count(2)))
        return next(name for name in names if name not in self._peers)

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
                self._tell_slots(peer, self._listening_to(peer))
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
        for listener in tuple(self._listening_to(peer)):
            listener.media_lost()

    def _listening_to(self, peer: Peer) -> Sequence[MediaListener]:
        return self._listeners.get((peer.room, peer.device), ())

    def _tell_slots(self, peer: Peer, listeners: Sequence[MediaListener]) -> None:
        if peer.slots is None:
            return
        shown = [
            Slot(slot.mid, of.member, of.device, RoomSource(slot.source))
            for slot in peer.slots.slots
            if (of := self._peers.get(slot.peer)) is not None and of.room == peer.room
        ]
        for listener in tuple(listeners):
            listener.slots_changed(shown, peer.slots.want_audio, peer.slots.want_video)


def _added(peer: Peer) -> AddPeer:
    return AddPeer(peer.name, peer.room, peer.may_publish)
