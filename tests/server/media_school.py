"""A real room whose entries go to the media bridge, a link that records what it is told, and somebody who listens."""

from __future__ import annotations

from typing import Any

import msgspec
from typing_extensions import override

from media.commands import (
    AcceptLink,
    AnyCommand,
    CheckPath,
    Negotiate,
    Source,
    TakeStatistics,
)
from media.events import (
    Answered,
    AnyEvent,
)
from media.link import LinkError
from rooms.commands import AnyCommand as AnyRoomCommand
from rooms.kinds import POLICIES, RoomKind
from rooms.life.terms import OpenRoom
from rooms.members.terms import AttachDevice, DetachDevice
from rooms.roles import Role
from rooms.room import Room
from rooms.terms import SYSTEM, Actor
from server.media_bridge import Link, MediaBridge
from signaling.ports import LogEntry, RoomSpec
from signaling.wire_media import Slot, Slots
from tests.support.clock import ManualClock

ALL = frozenset(Source)
FACE = frozenset({Source.MIC, Source.CAMERA})
GRACE = POLICIES[RoomKind.STUDY].reconnect_grace


class RecordingLink(Link):
    """Takes commands; answers requests with `answer`, or raises it."""

    def __init__(self) -> None:
        self.sent: list[AnyCommand] = []
        self.requests: list[Negotiate | CheckPath | TakeStatistics | AcceptLink] = []
        self.answer: AnyEvent | LinkError = Answered(0, "the answer")

    @override
    def send(self, command: AnyCommand) -> None:
        self.sent.append(command)

    @override
    async def request(self, command: Negotiate | CheckPath | TakeStatistics | AcceptLink) -> AnyEvent:
        self.requests.append(command)
        if isinstance(self.answer, LinkError):
            raise self.answer
        return self.answer

    def taken(self) -> list[AnyCommand]:
        sent, self.sent = self.sent, []
        return sent


class Ears:
    """Implements `signaling.ports.MediaListener`."""

    def __init__(self) -> None:
        self.news: list[dict[str, Any]] = []
        self.frames: list[bytes] = []
        self.lost = 0

    @property
    def slots(self) -> list[tuple[list[Slot], int, int]]:
        """What the frames of that name said."""
        frames = [msgspec.convert(news, Slots) for news in self.news if news["t"] == "slots"]
        return [(frame.slots, frame.want_audio, frame.want_video) for frame in frames]

    def media_news(self, tag: str, frame: bytes) -> None:
        news = msgspec.msgpack.decode(frame)
        assert news["t"] == tag
        self.news.append(news)
        self.frames.append(frame)

    def media_lost(self) -> None:
        self.lost += 1


class School:
    """A real room whose entries go to the bridge, as a node tells them."""

    def __init__(
        self, bridge: MediaBridge, clock: ManualClock, kind: RoomKind = RoomKind.STUDY, id: str = "study"
    ) -> None:
        self.spec = RoomSpec(id, "main", "Study", kind)
        self.room = Room()
        self._bridge, self._clock = bridge, clock
        self.ask(OpenRoom("Study", kind), SYSTEM)

    def ask(self, command: AnyRoomCommand, actor: Actor) -> None:
        decision = self.room.handle(command, actor, self._clock.now())
        assert isinstance(decision, list), decision
        for event in decision:
            self.room.apply(event)
        entries = [LogEntry(1, self.room.seq, event) for event in decision]
        self._bridge.room_changed(self.spec, self.room, entries)

    def attach(self, member: str, device: str, role: Role = Role.STUDENT) -> Actor:
        actor = Actor(member=member, role=role, name=member.capitalize(), device=device)
        self.ask(AttachDevice(device), actor)
        return actor

    def lose(self, actor: Actor) -> None:
        self.ask(DetachDevice(actor.device, clean=False), actor)
