"""One room: a function with memory. `handle` decides which events happen, `apply` alone changes state.

No clock, no chance, no I/O: `now` is UTC seconds given by the host, ids come from the room's own counters, and
timers are data that `next_deadline` tells. Replay uses the same `apply`, so a room is its log.
"""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct, field, msgpack

from rooms.announcing import announce, silence
from rooms.chat import Chat
from rooms.commands import (
    Actor,
    AnnounceMedia,
    AnyClientCommand,
    AnyCommand,
    AttachDevice,
    DetachDevice,
    Leave,
    OpenRoom,
    PostMessage,
    TakeOver,
    Tick,
)
from rooms.decision import Decision
from rooms.events import (
    AnyEvent,
    DeviceAttached,
    DeviceDetached,
    MediaAnnounced,
    MemberJoined,
    MemberLeft,
    MessagePosted,
    RoomOpened,
)
from rooms.kinds import POLICIES, Policy, RoomKind
from rooms.members import Member, Members
from rooms.publishing import Publisher, publishable
from rooms.rejections import Rejection, RejectionCode
from rooms.view import DeviceView, MemberView, RoomView
from rooms.visibility import Audience


class RoomState(Struct):
    """Everything a room remembers. Evolution rule as for events: new fields carry defaults."""

    seq: int = 0
    is_open: bool = False
    title: str = ""
    kind: RoomKind = RoomKind.ZONE
    members: Members = field(default_factory=Members)
    chat: Chat = field(default_factory=Chat)


class Room:
    def __init__(self, state: RoomState | None = None) -> None:
        self._state = state or RoomState()

    @property
    def seq(self) -> int:
        """How many events were applied: the sequence number of the last one in the log."""
        return self._state.seq

    @property
    def is_open(self) -> bool:
        return self._state.is_open

    @property
    def is_empty(self) -> bool:
        """Nobody is present, not even away within their grace."""
        return not self._state.members.present

    def has_device(self, member: str, device: str) -> bool:
        """Whether this device is attached, and this member's."""
        return self._state.members.has(member, device)

    def publishers(self) -> dict[str, Publisher]:
        """Every attached device, and what it may publish."""
        return {
            device: Publisher(member, publishable(self._state.kind, self._state.members.present[member].role))
            for device, member in self._state.members.owners.items()
        }

    def present(self) -> list[str]:
        """The names of the members, in order of arrival."""
        return [member.name for member in self._state.members.present.values()]

    def next_deadline(self) -> float | None:
        """UTC second at which `Tick` has something to do, or None."""
        return self._state.members.next_deadline()

    # ------------------------------------------------------------ decide

    def handle(self, command: AnyCommand, actor: Actor, now: float) -> Decision:
        """What shall happen; changes nothing. `now` must not be before the last event's `at`."""
        if isinstance(command, OpenRoom):
            return self._open(command, now)
        if not self._state.is_open:
            return Rejection(RejectionCode.NOT_OPEN)
        if isinstance(command, AnyClientCommand):
            return self._handle_client(command, actor, now)
        return self._handle_system(command, actor, now)

    def _open(self, command: OpenRoom, now: float) -> Decision:
        if self._state.is_open:
            return Rejection(RejectionCode.ALREADY_OPEN)
        return [RoomOpened(at=now, title=command.title, kind=command.kind)]

    def _handle_client(self, command: AnyClientCommand, actor: Actor, now: float) -> Decision:
        state = self._state
        match command:
            case PostMessage():
                return state.chat.post(command, actor, state.members, now)
            case AnnounceMedia():
                return announce(state.members, state.kind, command, actor, now)
            case Leave():
                return state.members.leave(actor, now)
            case _:
                assert_never(command)

    def _handle_system(
        self, command: AttachDevice | DetachDevice | TakeOver | Tick, actor: Actor, now: float
    ) -> Decision:
        members = self._state.members
        match command:
            case AttachDevice():
                return self._attach(command, actor, now)
            case DetachDevice():
                return members.detach(command, actor, self._policy, now)
            case TakeOver():
                return members.take_over(self._policy, now)
            case Tick():
                return members.expire(now)
            case _:
                assert_never(command)

    def _attach(self, command: AttachDevice, actor: Actor, now: float) -> Decision:
        decision = self._state.members.attach(command, actor, self._policy, now)
        if isinstance(decision, list):
            decision += silence(self._state.members, self._state.kind, actor, now)
        return decision

    @property
    def _policy(self) -> Policy:
        return POLICIES[self._state.kind]

    # ------------------------------------------------------------ apply

    def apply(self, event: AnyEvent) -> None:
        state = self._state
        state.seq += 1
        match event:
            case MessagePosted():
                state.chat.message_posted(event, state.seq)
            case RoomOpened():
                state.is_open, state.title, state.kind = True, event.title, event.kind
            case MemberJoined():
                state.members.joined(event)
            case MemberLeft():
                state.members.left(event)
            case DeviceAttached():
                state.members.attached(event)
            case DeviceDetached():
                state.members.detached(event)
            case MediaAnnounced():
                state.members.announced(event)
            case _:
                assert_never(event)

    # ------------------------------------------------------------ show and store

    def snapshot(self, audience: Audience) -> RoomView:
        """What a client of this audience starts from."""
        state, policy = self._state, self._policy
        return RoomView(
            title=state.title,
            kind=state.kind,
            capacity=policy.capacity,
            has_media=policy.has_media,
            everyone_publishes=policy.everyone_publishes,
            members=[
                _member_view(id, member, state.members.away.get(id))
                for id, member in state.members.present.items()
            ],
            messages=list(state.chat.recent),
        )

    def freeze(self) -> bytes:
        """The whole state, for the log's snapshots."""
        return _encoder.encode(self._state)

    @classmethod
    def thaw(cls, frozen: bytes) -> Room:
        """A room as it was frozen. Raises msgspec.MsgspecError for bytes that are none."""
        return cls(_decoder.decode(frozen))


def _member_view(id: str, member: Member, away_until: float | None) -> MemberView:
    devices = [
        DeviceView(id, device.mic, device.camera, device.screen) for id, device in member.devices.items()
    ]
    return MemberView(id, member.name, member.role, devices, away_until)


_encoder = msgpack.Encoder()
_decoder = msgpack.Decoder(RoomState)
