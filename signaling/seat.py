"""One device's seat in one room: entering, what its client asks of the room there, and giving the seat up.

A seat is claimed: when the same device sits down again over a new connection, the older seat ends without detaching
the device that the newer one holds.
"""

from __future__ import annotations

from collections.abc import Callable

from rooms.members.terms import AttachDevice, DetachDevice
from rooms.terms import Actor
from rooms.visibility import Audience, audience_of
from signaling.codec import encode
from signaling.fanout import Subscriber
from signaling.hosts import Hosts, OpenedRoom
from signaling.mailbox import Outcome
from signaling.outbox import Outbox
from signaling.ports import EventLog, Media
from signaling.replay import bring_up_to_date, catch_up, resumable
from signaling.wire import MediaLost, Position, Slot, Slots

Claims = dict[tuple[str, str, str], "Seat"]
"""(room, member, device) -> the seat that speaks for it. A device id alone is no secret: others in the room see it."""

TYPING_EVERY = 1.0
"""Seconds between two typing signals of one seat that are passed on."""


class Seat:
    """Also hears of its device's media: implements `signaling.ports.MediaListener`."""

    def __init__(
        self,
        opened: OpenedRoom,
        actor: Actor,
        outbox: Outbox,
        claims: Claims,
        *,
        on_gone: Callable[[Seat], None],
        on_lost: Callable[[], None],
    ) -> None:
        """`on_gone`: the room let this device go. `on_lost`: the room ended here, and the client must come again."""
        self.opened = opened
        self._actor = actor
        self._outbox = outbox
        self._claims = claims
        self._on_gone = on_gone
        self._claim = (opened.spec.id, actor.member, actor.device)
        self._subscriber = Subscriber(
            outbox=outbox,
            audience=audience_of(actor.member, actor.role),
            member=actor.member,
            device=actor.device,
            on_detached=self._detached,
            on_lost=on_lost,
        )
        self._stop_media: Callable[[], None] | None = None
        self._typed_at = 0.0
        self._pinged_at = 0

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
        return await self.opened.host.submit(AttachDevice(self._actor.device), self._actor)

    async def resumable(self, log: EventLog, position: Position | None) -> Position | None:
        """The position from which the client can go on; None: it needs a snapshot. Raises what the log raises."""
        return await resumable(self.opened, log, position)

    async def show(self, log: EventLog, ref: int, position: Position | None) -> None:
        """Answer with `Entered` and bring the client up to date. Raises what the log raises."""
        self._subscriber.position = None
        self._pinged_at = 0
        await bring_up_to_date(self.opened, log, self._subscriber, ref, position)
        if not self.opened.host.room.has_device(self._actor.member, self._actor.device):
            self._on_gone(self)  # sent away between arriving and going live

    def hear_media(self, media: Media) -> None:
        if self._stop_media is None:
            self._stop_media = media.listen(self.room, self._actor.device, self)

    # ------------------------------------------------------------ being there

    def type(self, now: float) -> None:
        if now - self._typed_at >= TYPING_EVERY:
            self._typed_at = now
            self.opened.fanout.type(self._actor.member)

    async def check(self, log: EventLog, held: Position) -> None:
        """The client says what it holds: what was lost on the way to the fan-out, or to the client, is found.

        Entries under way explain a difference once; if the client lacks at this ping what it had been given
        before the last one, it gets them again.
        """
        self.opened.fanout.check(self.opened.host.head.seq)
        given = self._subscriber.position
        if given is None:
            return
        if held.seq < self._pinged_at:
            self._subscriber.position = None
            await catch_up(self.opened, log, self._subscriber, held.seq)
        self._pinged_at = given

    def slots_changed(self, slots: list[Slot], want_audio: int, want_video: int) -> None:
        frame = Slots(self.room, slots, want_audio, want_video)
        self._outbox.put_latest(("slots", self.room), encode(frame))

    def media_lost(self) -> None:
        self._outbox.push(encode(MediaLost(self.room)))

    # ------------------------------------------------------------ going

    async def leave(self) -> Outcome:
        """The client says goodbye to this room."""
        return await self.opened.host.submit(DetachDevice(self._actor.device, clean=True), self._actor)

    def give_up(self, hosts: Hosts, *, clean: bool) -> None:
        """The connection is done with this room. Never waits."""
        self.opened.fanout.unsubscribe(self._subscriber)
        if self._stop_media is not None:
            self._stop_media()
            self._stop_media = None
        if self.is_held:
            del self._claims[self._claim]
            self.opened.host.tell(DetachDevice(self._actor.device, clean=clean), self._actor)
        hosts.release(self.opened)

    def _detached(self, clean: bool) -> None:
        if not self.is_held:
            return
        if clean:
            self._on_gone(self)  # the member left, here or on another device
        else:  # a takeover: this device is still here
            self.opened.host.tell(AttachDevice(self._actor.device), self._actor)
