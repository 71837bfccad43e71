"""Media of a node among others: a room's media is at its owner, so whoever sits elsewhere is asked for and told by calls.

The pages send and receive packets straight to and from the owner: the SDP answer names its addresses.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from signaling.cluster.calls import Calls
from signaling.cluster.guests import at_once
from signaling.cluster.letters import (
    AnyReply,
    AskLines,
    ExpectMove,
    Froze,
    Lines,
    Listen,
    MediaCall,
    MediaNews,
    MediaRefuses,
    Negotiate,
    Negotiated,
    Stands,
    Watch,
)
from signaling.cluster.mirror import RoomMirror
from signaling.hosts import Hosts, OpenedRoom
from signaling.media_lines import DeviceLine
from signaling.ports import Media, MediaListener, MediaRefused
from signaling.wire_media import IceServer, View

End = Callable[[], None]


class RoutedMedia:
    """Implements `ports.Media`. `own` is the media of this node."""

    def __init__(self, own: Media, hosts: Hosts, calls: Calls, tasks: asyncio.TaskGroup) -> None:
        self._own, self._hosts, self._calls, self._tasks = own, hosts, calls, tasks
        self._listening: dict[tuple[str, str], _Listening] = {}
        self._listened_to: dict[tuple[str, str, str], End] = {}  # by node, room and device
        self._expected: dict[tuple[str, str, str], End] = {}  # by device, source and room

    # ------------------------------------------------------------ for who sits at this node

    async def negotiate(
        self, room: str, device: str, direction: str, sdp: str, sources: Mapping[str, str]
    ) -> str:
        owner = self._owner(room)
        if owner is None:
            return await self._own.negotiate(room, device, direction, sdp, sources)
        reply = await self._calls.ask(owner, Negotiate(room, device, direction, sdp, dict(sources)))
        if isinstance(reply, Negotiated):
            return reply.sdp
        if isinstance(reply, MediaRefuses):
            raise MediaRefused(reply.code, reply.detail)
        raise MediaRefused("unavailable", "the node that has this room does not answer")

    def listen(self, room: str, device: str, listener: MediaListener) -> End:
        listening = _Listening(room, device, listener)
        self._listening[room, device] = listening
        listening.end = self._begin(listening)

        def end() -> None:
            listening.end()
            if self._listening.get((room, device)) is listening:
                del self._listening[room, device]

        return end

    def watch(self, room: str, device: str, views: Mapping[str, View]) -> None:
        owner = self._owner(room)
        if owner is None:
            self._own.watch(room, device, views)
        else:
            self._calls.tell(owner, Watch(room, device, dict(views)))

    def froze(self, room: str, device: str, seconds: Mapping[str, float]) -> None:
        owner = self._owner(room)
        if owner is None:
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
        if owner is None:
            return self._own.expect_move(device, source, room)
        self._calls.tell(owner, ExpectMove(device, source, room, on=True))
        return lambda: self._calls.tell(owner, ExpectMove(device, source, room, on=False))

    def rehosted(self, opened: OpenedRoom) -> None:
        """The room's media is at another node than before: whoever sits here has to connect anew."""
        for listening in tuple(self._listening.values()):
            if listening.room == opened.spec.id:
                listening.end()
                listening.end = self._begin(listening)
                listening.listener.media_lost()

    def _begin(self, listening: _Listening) -> End:
        room, device, owner = listening.room, listening.device, self._owner(listening.room)
        if owner is None:
            return self._own.listen(room, device, listening.listener)
        self._calls.tell(owner, Listen(room, device, on=True))
        return lambda: self._calls.tell(owner, Listen(room, device, on=False))

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
        return at_once(Stands(None))

    def gone(self, node: str) -> None:
        """That node is dead."""
        for key in [key for key in self._listened_to if key[0] == node]:
            self._listened_to.pop(key)()

    def moved(self, opened: OpenedRoom) -> None:
        """This node does not own the room any more."""
        for key in [key for key in self._listened_to if key[1] == opened.spec.id]:
            self._listened_to.pop(key)()

    async def _negotiated(self, call: Negotiate) -> AnyReply:
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
        if news.tag is None:
            listening.listener.media_lost()
        else:
            listening.listener.media_news(news.tag, news.frame)


class _Listening:
    """A seat of this node that hears of its media, wherever that is."""

    def __init__(self, room: str, device: str, listener: MediaListener) -> None:
        self.room, self.device, self.listener = room, device, listener
        self.end: End = lambda: None


class _Afar:
    """Implements `ports.MediaListener` for a seat of another node."""

    def __init__(self, calls: Calls, node: str, room: str, device: str) -> None:
        self._calls, self._node, self._room, self._device = calls, node, room, device

    def media_news(self, tag: str, frame: bytes) -> None:
        self._calls.tell(self._node, MediaNews(self._room, self._device, tag, frame))

    def media_lost(self) -> None:
        self._calls.tell(self._node, MediaNews(self._room, self._device, None, b""))
