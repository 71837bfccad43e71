"""Turns what happens in rooms into media commands; what happens to media goes to `MediaNews`.

Implements `signaling.ports.Media`. A peer of the media process is one device in one room; its group is the room, and
with a device that moves on it changes groups. A device that was lost keeps its peer, and so its picture, for the
reconnect grace. What a peer may publish is the room's word, asked again after all that could change it: a mute
reaches the packet plane in the loop turn in which it was written down. It never sees a packet.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Protocol

from media.addresses import listed
from media.commands import (
    AcceptLink,
    AddPeer,
    AnyCommand,
    CheckPath,
    Direction,
    MovePeer,
    Negotiate,
    Permit,
    RemovePeer,
    Source,
    TakeStatistics,
    View,
    Watch,
)
from media.events import (
    Answered,
    AnyEvent,
    Connected,
    Disconnected,
    LayersWanted,
    Qualities,
    Ready,
    RefusalCode,
    Refused,
    SlotsAssigned,
    Speaking,
    Statistics,
)
from media.link import LinkError
from rooms.chat.terms import ChatEvent
from rooms.kinds import POLICIES
from rooms.members.publishing import Publisher
from rooms.members.terms import DeviceDetached, MemberLeft
from rooms.polls.terms import PollsEvent
from rooms.questions.events import QuestionsEvent
from rooms.room import Room
from server.media_freezes import Freezes
from server.media_lines import device_lines
from server.media_news import MediaNews, Place
from server.turn import TurnServers
from signaling.media_lines import DeviceLine
from signaling.ports import Clock, LogEntry, MediaListener, MediaRefused, RoomSpec
from signaling.wire_media import IceServer
from signaling.wire_media import View as WireView

logger = logging.getLogger(__name__)

_ONLY_WORDS = ChatEvent | QuestionsEvent | PollsEvent
"""What changes nothing of who is there and who may publish."""


class Link(Protocol):
    """What the bridge needs of `media.link.MediaLink`."""

    def send(self, command: AnyCommand) -> None: ...

    async def request(self, command: Negotiate | CheckPath | TakeStatistics | AcceptLink) -> AnyEvent:
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
    is_always_heard: bool
    connected: set[Direction] = field(default_factory=set)
    stay: Callable[[], None] | None = None
    was_told: bool = False


class MediaBridge:
    """Give `room_changed` to the node, this object to the link as its listener, then `connect` the link."""

    def __init__(self, clock: Clock, turn: TurnServers | None = None) -> None:
        self._clock = clock
        self._turn = turn
        self._link: Link | None = None
        self._peers: dict[str, Peer] = {}
        self._by_device: dict[tuple[str, str], Peer] = {}  # (room, device)
        self._moves: dict[tuple[str, str], str] = {}  # (room, device) -> the room from which it comes
        self._lost: set[Peer] = set()  # whose device is lost; see `stay`
        self._receiving: defaultdict[str, set[str]] = defaultdict(set)  # devices by room
        self.elsewhere: dict[str, Place] = {}
        """Who publishes at another node and is received here, by the name of the peer."""
        self._news = MediaNews(self.place)
        self.freezes = Freezes(clock.now)

    def connect(self, link: Link) -> None:
        self._link = link

    # ------------------------------------------------------------ asked by signalling

    async def negotiate(
        self, room: str, device: str, direction: str, sdp: str, sources: Mapping[str, str]
    ) -> str:
        peer = self._by_device.get((room, device))
        if peer is None:
            raise MediaRefused("no_media_here")
        offer = Negotiate(
            ref=0,
            peer=peer.name,
            direction=Direction(direction),
            sdp=sdp,
            sources={mid: Source(source) for mid, source in sources.items()},
        )
        answer = await self._answered(offer)
        if offer.direction is Direction.RECEIVE and self._peers.get(peer.name) is peer:
            self._receiving[peer.room].add(device)
        return answer

    async def check_path(self, sdp: str) -> str:
        """The SDP answer to somebody who only tries whether they can connect. Raises MediaRefused."""
        return await self._answered(CheckPath(ref=0, sdp=sdp))

    async def statistics(self, room: str | None = None) -> Statistics | None:
        """Of the media process, and of everybody in this room; None while there is none."""
        if self._link is None:
            return None
        try:
            answer = await self._link.request(TakeStatistics(0, room))
        except LinkError:
            return None
        return answer if isinstance(answer, Statistics) else None

    def froze(self, room: str, device: str, seconds: Mapping[str, float]) -> None:
        peer = self._by_device.get((room, device))
        if peer is not None:
            self.freezes.note(peer.name, seconds)

    async def lines(self, room: str) -> list[DeviceLine]:
        statistics = await self.statistics(room)
        peers = [] if statistics is None else statistics.by_peer
        return device_lines(peers, self._peers.get, self.freezes.lately)

    async def _answered(self, offer: Negotiate | CheckPath) -> str:
        if self._link is None:
            raise MediaRefused("unavailable")
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
        return self._news.listen(room, device, listener)

    def watch(self, room: str, device: str, views: Mapping[str, WireView]) -> None:
        peer = self._by_device.get((room, device))
        if peer is not None:
            seen = {mid: View(view.height, view.priority) for mid, view in views.items()}
            self._send(Watch(peer.name, seen))

    def relays(self, person: str) -> list[IceServer]:
        return [] if self._turn is None else [self._turn.for_person(person, self._clock.now())]

    def expect_move(self, device: str, source: str, room: str) -> Callable[[], None]:
        key = (room, device)
        self._moves[key] = source

        def stop() -> None:
            self._moves.pop(key, None)

        return stop

    # ------------------------------------------------------------ asked by whoever relays

    def place(self, name: str) -> Place | None:
        """Where the peer of this name is, here or at another node."""
        return self._peers.get(name) or self.elsewhere.get(name)

    def name_of(self, room: str, device: str) -> str:
        """Of the peer that is there, or will be."""
        peer = self._by_device.get((room, device))
        return self._free_name(room, device) if peer is None else peer.name

    def receivers(self, room: str) -> Set[str]:
        """The devices that receive the room's media from here."""
        return self._receiving.get(room, frozenset())

    def serve(self, room: str, member: str, device: str) -> None:
        """Let it receive here, although the room is another node's: it publishes there."""
        if (room, device) not in self._by_device:
            name = self._free_name(room, device)
            self._add(Peer(name, room, member, device, frozenset(), is_always_heard=False))

    def release(self, room: str, device: str) -> None:
        peer = self._by_device.get((room, device))
        if peer is not None:
            self._remove(peer)

    def _stops_receiving(self, peer: Peer) -> bool:
        """Whether it did receive."""
        devices = self._receiving.get(peer.room, set())
        if peer.device not in devices:
            return False
        devices.discard(peer.device)
        if not devices:
            del self._receiving[peer.room]
        return True

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
            self._attached(spec.id, device, publisher)
        self._narrow_lost(spec.id, room)

    def _narrow_lost(self, name: str, room: Room) -> None:
        """A lost device may still send: what its member may not do any more, it may not either."""
        for peer in tuple(self._lost):
            if peer.room == name:
                left = frozenset(Source(source) for source in room.may_publish(peer.member))
                self._permit(peer, peer.may_publish & left, is_always_heard=peer.is_always_heard)

    def _attached(self, room: str, device: str, publisher: Publisher) -> None:
        peer = self._by_device.get((room, device))
        coming = self._coming(room, publisher.member, device)
        is_leftover = peer is not None and coming is not None and peer.stay is not None
        if peer is not None and (
            is_leftover or peer.member != publisher.member
        ):  # a random device id that two people claim
            self._remove(peer)
            peer = None
        may_publish = frozenset(Source(source) for source in publisher.sources)
        if peer is not None:
            self._keep(peer)
            self._permit(peer, may_publish, is_always_heard=publisher.is_always_heard)
        elif coming is not None:
            self._move(coming, room, may_publish, is_always_heard=publisher.is_always_heard)
        else:
            name = self._free_name(room, device)
            self._add(Peer(name, room, publisher.member, device, may_publish, publisher.is_always_heard))

    def _coming(self, room: str, member: str, device: str) -> Peer | None:
        """The peer that this device brings along from another room."""
        source = self._moves.pop((room, device), None)
        peer = None if source is None else self._by_device.get((source, device))
        return peer if peer is not None and peer.member == member else None

    def _add(self, peer: Peer) -> None:
        self._peers[peer.name] = self._by_device[peer.room, peer.device] = peer
        self._send(_added(peer))

    def _move(self, peer: Peer, room: str, may_publish: frozenset[Source], *, is_always_heard: bool) -> None:
        """On the way it may publish what both rooms let it."""
        del self._by_device[peer.room, peer.device]
        self._news.forget(peer)
        if self._stops_receiving(peer):
            self._receiving[room].add(peer.device)
        peer.room = room
        self._by_device[room, peer.device] = peer
        self._keep(peer)
        self._permit(peer, peer.may_publish & may_publish, is_always_heard=False)
        self._send(MovePeer(peer.name, room))
        self._permit(peer, may_publish, is_always_heard=is_always_heard)

    def _keep(self, peer: Peer) -> None:
        if peer.stay is not None:
            peer.stay()
            peer.stay = None
            self._lost.discard(peer)

    def _permit(self, peer: Peer, may_publish: frozenset[Source], *, is_always_heard: bool) -> None:
        if (peer.may_publish, peer.is_always_heard) != (may_publish, is_always_heard):
            peer.may_publish, peer.is_always_heard = may_publish, is_always_heard
            self._send(Permit(peer.name, may_publish, is_always_heard))

    def _detached(self, spec: RoomSpec, event: DeviceDetached) -> None:
        peer = self._by_device.get((spec.id, event.device))
        if peer is None or peer.member != event.member:
            return
        if event.clean:
            self._remove(peer)
        elif peer.stay is None:
            grace_ends = event.away_until or event.at + POLICIES[spec.kind].reconnect_grace
            peer.stay = self._clock.call_at(grace_ends, lambda: self._remove(peer))
            self._lost.add(peer)

    def _member_left(self, room: str, member: str) -> None:
        for peer in tuple(self._peers.values()):
            if peer.room == room and peer.member == member:
                self._remove(peer)

    def _remove(self, peer: Peer) -> None:
        if self._peers.get(peer.name) is not peer:
            return
        del self._peers[peer.name], self._by_device[peer.room, peer.device]
        self._keep(peer)
        self._stops_receiving(peer)
        self._news.forget(peer)
        self.freezes.forget(peer.name)
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

    def media_ready(self, ready: Ready) -> None:
        """A fresh media process: tell it everybody, then everybody to come again."""
        logger.info("media is ready on UDP %s, TCP %s", listed(ready.addresses), listed(ready.tcp_addresses))
        for peer in self._peers.values():
            self._send(_added(peer))
        for peer in tuple(self._peers.values()):
            self._tell_lost(peer)

    def media_lost(self) -> None:
        """Nobody is told yet: until there is another media process they could only be refused."""
        self._news.forget_all()
        self._receiving.clear()
        for peer in tuple(self._peers.values()):
            peer.connected.clear()
            if peer.stay is not None:
                self._remove(peer)

    def media_event(self, event: AnyEvent) -> None:
        match event:
            case SlotsAssigned() | LayersWanted() | Speaking() | Qualities():
                self._news.take(event)
            case Connected() if event.peer in self._peers:
                self._peers[event.peer].connected.add(event.direction)
                self._peers[event.peer].was_told = False
            case Disconnected() if event.peer in self._peers:
                self._disconnected(self._peers[event.peer], event.direction)
            case _:
                pass  # of a peer whose removal is on the way

    def _disconnected(self, peer: Peer, direction: Direction) -> None:
        peer.connected.discard(direction)
        if direction is Direction.RECEIVE:
            self._stops_receiving(peer)
        if peer.stay is None:
            if not peer.was_told:  # that one is lost: then the device closes the other by itself
                self._tell_lost(peer)
        elif not peer.connected:
            self._remove(peer)

    def _tell_lost(self, peer: Peer) -> None:
        peer.was_told = True
        self._news.lost(peer)


def _added(peer: Peer) -> AddPeer:
    return AddPeer(peer.name, peer.room, peer.may_publish, peer.is_always_heard)
