"""Media of a node among others: a room's media is at its owner, so whoever sits elsewhere is asked for and told by calls.

The pages send packets straight to the owner: the SDP answer names its addresses. They receive from it too, until it says
that it has enough of them; then from the node where they sit, which relays (relaying.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from signaling.cluster.calls import Calls
from signaling.cluster.guests import at_once
from signaling.cluster.letters import (
    AnyReply,
    AskLines,
    ExpectMove,
    Follow,
    Froze,
    Lines,
    Listen,
    MediaCall,
    MediaNews,
    MediaRefuses,
    Negotiate,
    Negotiated,
    OpenLink,
    Relayed,
    RelayingCall,
    RelayYourself,
    Stands,
    WantLayers,
    Watch,
)
from signaling.cluster.mirror import RoomMirror
from signaling.cluster.relaying import Relay, Relaying
from signaling.hosts import Hosts, OpenedRoom
from signaling.media_lines import DeviceLine
from signaling.ports import Clock, Media, MediaListener, MediaRefused
from signaling.wire_media import IceServer, View

End = Callable[[], None]

_WHERE_RECEIVED = frozenset({"slots", "speaking", "qualities"})
"""News for whoever receives from here, which the owner does not know."""


class RoutedMedia:
    """Implements `ports.Media`. `own` is the media of this node; without a `relay` nobody is served by an edge."""

    def __init__(
        self,
        own: Media,
        hosts: Hosts,
        calls: Calls,
        clock: Clock,
        tasks: asyncio.TaskGroup,
        relay: Relay | None = None,
    ) -> None:
        self._own, self._hosts, self._calls, self._tasks, self._relay = own, hosts, calls, tasks, relay
        self._relaying = None if relay is None else Relaying(relay, calls, clock, tasks, self._unserved)
        self._anew: set[tuple[str, str]] = set()  # room and device, whose connections cannot be brought along
        self._listening: dict[tuple[str, str], _Listening] = {}
        self._listened_to: dict[tuple[str, str, str], End] = {}  # by node, room and device
        self._expected: dict[tuple[str, str, str], End] = {}  # by device, source and room

    # ------------------------------------------------------------ for who sits at this node

    async def negotiate(
        self, room: str, device: str, direction: str, sdp: str, sources: Mapping[str, str]
    ) -> str:
        owner = self._owner(room)
        receives = direction == "receive"
        if owner is None or (receives and self._serves(room, device)):
            return await self._own.negotiate(room, device, direction, sdp, sources)
        if not receives:
            self._listen_to_owner(room, device)
        may_relay = receives and self._relaying is not None and self._relaying.may_serve(owner)
        asked = Negotiate(room, device, direction, sdp, dict(sources), may_relay)
        reply = await self._calls.ask(owner, asked)
        if isinstance(reply, RelayYourself):
            if await self._is_served(owner, room, device):
                return await self._own.negotiate(room, device, direction, sdp, sources)
            reply = await self._calls.ask(owner, replace(asked, may_relay=False))
        if isinstance(reply, Negotiated):
            return reply.sdp
        if isinstance(reply, MediaRefuses):
            raise MediaRefused(reply.code, reply.detail)
        raise MediaRefused("unavailable", "the node that has this room does not answer")

    def listen(self, room: str, device: str, listener: MediaListener) -> End:
        listening = _Listening(room, device, listener)
        self._listening[room, device] = listening
        listening.end = self._begin(listening)
        if (room, device) in self._anew:
            self._anew.discard((room, device))
            listener.media_lost()

        def end() -> None:
            listening.end()
            listening.hear_here(_nothing)
            if self._listening.get((room, device)) is listening:
                del self._listening[room, device]
                if self._relaying is not None:
                    self._relaying.release(room, device)

        return end

    def watch(self, room: str, device: str, views: Mapping[str, View]) -> None:
        owner = self._owner(room)
        if owner is None or self._serves(room, device):
            self._own.watch(room, device, views)
        else:
            self._calls.tell(owner, Watch(room, device, dict(views)))

    def froze(self, room: str, device: str, seconds: Mapping[str, float]) -> None:
        owner = self._owner(room)
        if owner is None or self._serves(room, device):
            self._own.froze(room, device, seconds)
        else:
            self._calls.tell(owner, Froze(room, device, dict(seconds)))

    async def lines(self, room: str) -> list[DeviceLine]:
        owner = self._owner(room)
        if owner is None:
            return await self._own.lines(room)
        reply = await self._calls.ask(owner, AskLines(room))
        return reply.devices if isinstance(reply, Lines) else []

    def relays(self, person: str) -> list[IceServer]:
        return self._own.relays(person)

    def expect_move(self, device: str, source: str, room: str) -> End:
        """Connections stay at the node that has them, so only within one they are brought along."""
        owner = self._owner(source)
        if self._serves(source, device):
            self._anew.add((room, device))
        if owner is None:
            return self._own.expect_move(device, source, room)
        self._calls.tell(owner, ExpectMove(device, source, room, on=True))

        def end() -> None:
            self._anew.discard((room, device))
            self._calls.tell(owner, ExpectMove(device, source, room, on=False))

        return end

    def rehosted(self, opened: OpenedRoom) -> None:
        """The room's media is at another node than before: whoever sits here has to connect anew."""
        if self._relaying is not None:
            self._relaying.leave(opened.spec.id, is_ours=self._owner(opened.spec.id) is None)
        for listening in tuple(self._listening.values()):
            if listening.room == opened.spec.id:
                listening.hear_here(_nothing)
                listening.end()
                listening.end = self._begin(listening)
                listening.listener.media_lost()

    def _begin(self, listening: _Listening) -> End:
        room, device, owner = listening.room, listening.device, self._owner(listening.room)
        if owner is None:
            return self._own.listen(room, device, listening.listener)
        self._calls.tell(owner, Listen(room, device, on=True))
        return lambda: self._calls.tell(owner, Listen(room, device, on=False))

    async def _is_served(self, owner: str, room: str, device: str) -> bool:
        """Whether this node serves it from now on. It may have left meanwhile, or the room may have another owner."""
        listening = self._listening.get((room, device))
        opened = self._hosts.opened(room)
        publisher = None if opened is None else opened.host.room.publishers().get(device)
        if self._relaying is None or listening is None or publisher is None:
            return False
        if not await self._relaying.serve(owner, room, publisher.member, device):
            return False
        if self._listening.get((room, device)) is not listening or self._owner(room) != owner:
            self._relaying.release(room, device)
            return False
        listening.hear_here(_nothing)  # not everything twice
        listening.hear_here(self._own.listen(room, device, listening.listener))
        if not listening.publishes:  # a crowd would only be told what it does not need
            listening.end()
            listening.end = _nothing
        return True

    def _listen_to_owner(self, room: str, device: str) -> None:
        """The device publishes there now."""
        listening = self._listening.get((room, device))
        if listening is not None and not listening.publishes:
            listening.publishes = True
            if self._serves(room, device):
                listening.end = self._begin(listening)

    def _serves(self, room: str, device: str) -> bool:
        return self._relaying is not None and self._relaying.serves(room, device)

    def _unserved(self, room: str, device: str) -> None:
        listening = self._listening.get((room, device))
        if listening is not None:
            listening.hear_here(_nothing)
            listening.end()
            listening.end = self._begin(listening)
            listening.listener.media_lost()

    def _owner(self, room: str) -> str | None:
        """None: this node."""
        opened = self._hosts.opened(room)
        return opened.host.owner if opened is not None and isinstance(opened.host, RoomMirror) else None

    # ------------------------------------------------------------ for other nodes

    def answer(self, node: str, call: MediaCall) -> asyncio.Future[AnyReply]:
        """Implements `calls.Answer` for what is about media."""
        match call:
            case Negotiate():
                return self._tasks.create_task(self._negotiated(call), name="media offer from afar")
            case Listen():
                self._listen_for(node, call)
            case Watch():
                self._own.watch(call.room, call.device, call.views)
            case Froze():
                self._own.froze(call.room, call.device, call.seconds)
            case AskLines():
                return self._tasks.create_task(self._asked_lines(call.room), name="lines from afar")
            case ExpectMove():
                self._expect(call)
            case MediaNews():
                self._hear(call)
            case OpenLink():
                return self._tasks.create_task(self._accepted(node, call), name="media link accepted")
            case Follow() | Relayed() | WantLayers():
                self._hear_of_relaying(node, call)
        return at_once(Stands(None))

    def gone(self, node: str) -> None:
        """That node is dead."""
        for key in [key for key in self._listened_to if key[0] == node]:
            self._listened_to.pop(key)()
        if self._relaying is not None:
            self._relaying.gone(node)

    def returned(self) -> None:
        """Letters may have been lost."""
        if self._relaying is not None:
            self._relaying.returned()

    def moved(self, opened: OpenedRoom) -> None:
        """This node does not own the room any more."""
        for key in [key for key in self._listened_to if key[1] == opened.spec.id]:
            self._listened_to.pop(key)()
        if self._relaying is not None:
            self._relaying.moved(opened.spec.id)

    def _hear_of_relaying(self, node: str, call: RelayingCall) -> None:
        is_late = isinstance(call, Follow) and call.on and not self._owns(call.room)
        if self._relaying is not None and not is_late:
            self._relaying.hear(node, call)

    def _owns(self, room: str) -> bool:
        return self._hosts.opened(room) is not None and self._owner(room) is None

    async def _accepted(self, node: str, call: OpenLink) -> AnyReply:
        try:
            if self._relaying is not None:
                return await self._relaying.accept(node, call)
        except MediaRefused as refused:
            return MediaRefuses(refused.code, refused.detail)
        return MediaRefuses("unavailable", "this node relays nothing")

    async def _negotiated(self, call: Negotiate) -> AnyReply:
        if call.may_relay and self._relay is not None and self._relay.is_crowded(call.room, call.device):
            return RelayYourself()
        try:
            sdp = await self._own.negotiate(call.room, call.device, call.direction, call.sdp, call.sources)
        except MediaRefused as refused:
            return MediaRefuses(refused.code, refused.detail)
        return Negotiated(sdp)

    async def _asked_lines(self, room: str) -> AnyReply:
        return Lines(await self._own.lines(room))

    def _listen_for(self, node: str, call: Listen) -> None:
        key = (node, call.room, call.device)
        end = self._listened_to.pop(key, None)
        if end is not None:
            end()
        if call.on:
            self._listened_to[key] = self._own.listen(call.room, call.device, _Afar(self._calls, *key))

    def _expect(self, call: ExpectMove) -> None:
        key = (call.device, call.source, call.room)
        end = self._expected.pop(key, None)
        if end is not None:
            end()
        if call.on:
            self._expected[key] = self._own.expect_move(*key)

    def _hear(self, news: MediaNews) -> None:
        listening = self._listening.get((news.room, news.device))
        if listening is None:
            return
        if news.tag in _WHERE_RECEIVED and self._serves(news.room, news.device):
            return
        if news.tag is None:
            listening.listener.media_lost()
        else:
            listening.listener.media_news(news.tag, news.frame)


def _nothing() -> None: ...


class _Listening:
    """A seat of this node that hears of its media, wherever that is."""

    def __init__(self, room: str, device: str, listener: MediaListener) -> None:
        self.room, self.device, self.listener = room, device, listener
        self.publishes = False
        self.end: End = _nothing
        self._end_here: End = _nothing

    def hear_here(self, end: End) -> None:
        """It also listens to this node's media, until `end`; what it listened to before has ended."""
        self._end_here()
        self._end_here = end


class _Afar:
    """Implements `ports.MediaListener` for a seat of another node."""

    def __init__(self, calls: Calls, node: str, room: str, device: str) -> None:
        self._calls, self._node, self._room, self._device = calls, node, room, device

    def media_news(self, tag: str, frame: bytes) -> None:
        self._calls.tell(self._node, MediaNews(self._room, self._device, tag, frame))

    def media_lost(self) -> None:
        self._calls.tell(self._node, MediaNews(self._room, self._device, None, b""))
