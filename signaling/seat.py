"""One device's seat in one room: entering, what its client asks of the room there, and giving the seat up.

A seat is claimed: when the same device sits down again over a new connection, the older seat ends without detaching
the device that the newer one holds. Whoever waits at the door holds a seat too, from which nothing is seen.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace

from rooms.commands import AnyClientCommand
from rooms.members.terms import AttachDevice, DetachDevice
from rooms.moderation.bequest import Bequest
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role
from rooms.terms import Actor
from rooms.visibility import Audience, audience_of
from signaling.cluster.mirror import RoomMirror
from signaling.codec import encode
from signaling.fanout import Subscriber
from signaling.hosts import Hosts, OpenedRoom
from signaling.mailbox import Done, Outcome
from signaling.outbox import Outbox
from signaling.ports import EventLog, Media
from signaling.replay import catch_up, enter, resumable, show
from signaling.room_host import RoomHost
from signaling.wire import Admitted, CheerEmoji, Position
from signaling.wire_media import MediaLost

logger = logging.getLogger(__name__)


class Claimant(Protocol):
    """A seat of this node, or of another one that sits in a room which this node owns."""

    is_waiting: bool


Claims = dict[tuple[str, str, str], Claimant]
"""(room, member, device) -> the seat that speaks for it. A device id alone is no secret: others in the room see it."""

TYPING_EVERY = 1.0
"""Seconds between two typing signals of one seat that are passed on."""


class Seat:
    """Also hears of its room and of its device's media: implements `fanout.Listener` and `ports.MediaListener`."""

    def __init__(
        self,
        opened: OpenedRoom,
        bequest: Bequest | None,
        actor: Actor,
        outbox: Outbox,
        claims: Claims,
        *,
        log: EventLog,
        tasks: asyncio.TaskGroup,
        on_gone: Callable[[Seat], None],
        on_lost: Callable[[], None],
    ) -> None:
        """`bequest`: what the member brings along into a sub-room. `on_gone`: the room let this device go.

        `on_lost`: the room ended here, and the client must come again.
        """
        self.opened = opened
        self.is_waiting = False
        self._bequest, self._actor = bequest, actor
        self._outbox = outbox
        self._claims = claims
        self._log, self._tasks = log, tasks
        self._on_gone, self._on_lost = on_gone, on_lost
        self._claim = (opened.spec.id, actor.member, actor.device)
        self._subscriber = Subscriber(
            outbox=outbox,
            audience=audience_of(actor.member, actor.role),
            member=actor.member,
            device=actor.device,
            listener=self,
        )
        self._is_shown = False
        self._catching_up: asyncio.Task[None] | None = None
        self._stop_media: Callable[[], None] | None = None
        self._typed_at = 0.0
        self._pinged_at = 0
        self._is_coming_back = False

    @property
    def room(self) -> str:
        return self.opened.spec.id

    @property
    def audience(self) -> Audience:
        return self._subscriber.audience

    @property
    def is_held(self) -> bool:
        return self._claims.get(self._claim) is self

    # ------------------------------------------------------------ coming

    async def attach(self) -> Outcome:
        """Subscribe first, then attach: this seat hears of everything from its own arrival on."""
        self._claims[self._claim] = self
        self.opened.fanout.subscribe(self._subscriber)
        attaching = AttachDevice(self._actor.device, self._bequest)
        outcome = await self.opened.host.submit(attaching, self._actor)
        self.is_waiting = isinstance(outcome, Rejection) and outcome.code is RejectionCode.WAITING
        return outcome

    async def resumable(self, position: Position | None) -> Position | None:
        """The position from which the client can go on; None: it needs a snapshot. Raises what the log raises."""
        return await resumable(self.opened, self._log, self.audience, position)

    def show(self, ref: int, position: Position | None) -> None:
        """Answer with `Entered` and bring the client up to date, as fast as it reads."""
        self._go_dark()
        self._is_shown = True
        self._follow(enter(self.opened, self._subscriber, ref, position))

    def _show_anew(self) -> None:
        self._go_dark()
        self._follow(show(self.opened, self._subscriber))

    def _go_dark(self) -> None:
        self._stop_catching_up()
        self._subscriber.position = None
        self._pinged_at = 0

    def _follow(self, after: int) -> None:
        if self.opened.fanout.go_live(self._subscriber, after):
            self._arrived()
        else:
            self._catching_up = self._tasks.create_task(self._catch_up(after), name=f"catch up {self.room}")

    async def _catch_up(self, after: int) -> None:
        try:
            await catch_up(self.opened, self._log, self._subscriber, after)
        except Exception:
            logger.exception("%s cannot be shown", self.room)
            self._on_lost()
        else:
            self._arrived()

    def _arrived(self) -> None:
        is_there = self.opened.host.room.has_device(self._actor.member, self._actor.device)
        if not is_there and not self._is_coming_back:
            self._on_gone(self)  # sent away between arriving and going live

    def _stop_catching_up(self) -> None:
        if self._catching_up is not None:
            self._catching_up.cancel()
            self._catching_up = None

    def hear_media(self, media: Media) -> None:
        if self._stop_media is None:
            self._stop_media = media.listen(self.room, self._actor.device, self)

    # ------------------------------------------------------------ being there

    def type(self, now: float) -> None:
        if now - self._typed_at >= TYPING_EVERY:
            self._typed_at = now
            self.opened.fanout.type(self._actor.member)

    def submit(self, command: AnyClientCommand) -> asyncio.Future[Outcome]:
        """Whoever asks is given what they did before they hear that it is done."""
        outcome = self.opened.host.submit(command, self._actor)
        outcome.add_done_callback(lambda _: self.opened.fanout.hurry(self._subscriber))
        return outcome

    def cheer(self, emoji: CheerEmoji) -> None:
        self.opened.fanout.cheer(self._actor.member, emoji)

    def check(self, held: Position) -> None:
        """The client says what it holds: what was lost on the way to the fan-out, or to the client, is found.

        Entries under way explain a difference once; if the client lacks at this ping what it had been given
        before the last one, it gets them again.
        """
        self.opened.fanout.check(self.opened.host.head.seq)
        given = self._subscriber.position
        if given is None:
            return
        if not self.opened.host.room.has_device(self._actor.member, self._actor.device):
            self.detached(clean=False)  # while the room changed hands nobody told, or was heard
        if held.seq < self._pinged_at:
            self._subscriber.position = None
            self._follow(held.seq)
        self._pinged_at = given

    def media_news(self, tag: str, frame: bytes) -> None:
        self._outbox.put_latest((tag, self.room), frame)

    def media_lost(self) -> None:
        self._outbox.push(encode(MediaLost(self.room)))

    # ------------------------------------------------------------ going

    async def leave(self, *, moved: bool = False) -> Outcome:
        """The client says goodbye to this room; `moved`, because it goes to another."""
        if self._waits_elsewhere():
            return Done(None)
        gone = DetachDevice(self._actor.device, clean=True, moved=moved)
        return await self.opened.host.submit(gone, self._actor)

    def give_up(self, hosts: Hosts, *, clean: bool) -> None:
        """The connection is done with this room. Never waits."""
        self._stop_catching_up()
        self.opened.fanout.unsubscribe(self._subscriber)
        if self._stop_media is not None:
            self._stop_media()
            self._stop_media = None
        if self.is_held:
            del self._claims[self._claim]
            if not self._waits_elsewhere():
                self.opened.host.tell(DetachDevice(self._actor.device, clean=clean), self._actor)
        hosts.release(self.opened)

    def _waits_elsewhere(self) -> bool:
        """Whether they stand at this door with another device too: a person waits once."""
        return self.is_waiting and any(
            seat is not self and seat.is_waiting
            for claim, seat in self._claims.items()
            if claim[:2] == self._claim[:2]
        )

    # ------------------------------------------------------------ what the fan-out hears

    def detached(self, clean: bool) -> None:
        """If an older connection spoke for the device, late, and is done with it, this seat does again."""
        is_ours = self.is_held
        if self._claims.setdefault(self._claim, self) is not self:
            return
        if clean and is_ours:
            self._on_gone(self)  # the member left or was sent away, here or on another device
        else:  # a takeover, or somebody else's goodbye: this device is still here
            host, self._is_coming_back = self.opened.host, True
            attaching = host.submit(AttachDevice(self._actor.device), self._actor)
            attaching.add_done_callback(lambda done: self._attached_again(host, done.result()))

    def _attached_again(self, host: RoomHost | RoomMirror, outcome: Outcome) -> None:
        """A seat that the room does not know would be shown everything and never be there: the client comes again.
        When the room moves, who sits in it is looked through anyway.
        """
        has_moved = host is not self.opened.host or host.is_moved
        self._is_coming_back = False
        if self.is_held and not has_moved and not isinstance(outcome, Done):
            self._on_lost()

    def joined(self, role: Role, *, sees_anew: bool) -> None:
        self._actor = replace(self._actor, role=role)
        if sees_anew and self._is_shown:
            self._show_anew()

    def answered_at_the_door(self) -> None:
        if self.is_waiting:
            self._outbox.push(encode(Admitted(self.room)))

    def fell_behind(self, after: int) -> None:
        self._stop_catching_up()
        self._follow(after)

    def lost(self) -> None:
        self._on_lost()
