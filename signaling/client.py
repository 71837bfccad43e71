"""One welcomed client: what each of its requests does. Every request with a `ref` is answered once.

Requests are begun in the order in which they came; what takes long (history, media) does not hold up the next. It
knows no socket and no limits: those are the connection's and the session's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import assert_never

from rooms.kinds import POLICIES
from rooms.rejections import Rejection
from rooms.terms import Actor
from signaling.answers import media_refusal, name_of, refusal, rejection
from signaling.briefing import Briefing
from signaling.codec import encode
from signaling.codes import CloseCode, ErrorCode
from signaling.desk import Desk
from signaling.earlier_answers import found_answers
from signaling.finding import Entrance
from signaling.history import found_messages
from signaling.hosts import OpenedRoom
from signaling.mailbox import Done, Failed, Outcome
from signaling.metering import tag_of
from signaling.outbox import Outbox
from signaling.ports import Grant, MediaRefused, NotSaved, RoomSpec
from signaling.reading import Reader
from signaling.seat import Seat
from signaling.services import Services
from signaling.tracing import carrying
from signaling.wire import (
    AnyFrame,
    AnyRequest,
    Cheer,
    EnterRoom,
    Error,
    Hello,
    History,
    LeaveRoom,
    MarkRead,
    MoveRoom,
    Ok,
    Ping,
    Pong,
    Position,
    ReadHistory,
    RoomCommand,
    SearchMessages,
    Typing,
    WatchLobby,
)
from signaling.wire_duty import FindAnswers, FoundAnswers, FromDesk, SeeNotices, WatchBoard
from signaling.wire_media import MediaAnswer, MediaOffer, PicturesFroze, WatchSlots

logger = logging.getLogger(__name__)

End = Callable[[CloseCode | None, str], None]
"""Ends the connection: with a close code, or with None when the client is gone already."""


class Client:
    def __init__(
        self,
        services: Services,
        grant: Grant,
        device: str,
        outbox: Outbox,
        tasks: asyncio.TaskGroup,
        end: End,
    ) -> None:
        self._services = services
        self.grant = grant
        self._actor = Actor(grant.person, grant.role, grant.name, device)
        self._outbox = outbox
        self._tasks = tasks
        self._end = end
        self._seats: dict[str, Seat] = {}
        self._waiting: dict[str, Seat] = {}
        self._desk = Desk(services, grant.space, self._actor, outbox, self._hold, self._answer)
        self._briefing = Briefing(services.duty, services.notices, grant, outbox, tasks)
        self._reader = Reader(services.reading, grant.person, device, outbox)

    @property
    def identity(self) -> tuple[str, str]:
        """The person and the device: connected once at a time."""
        return (self.grant.person, self._actor.device)

    def welcomed(self) -> None:
        """The client knows that it is in."""
        self._briefing.start()

    async def handle(self, request: AnyRequest) -> None:
        match request:
            case RoomCommand():
                self._command(request)
            case Ping():
                self._ping(request)
            case Typing() | Cheer() | MarkRead() | WatchSlots() | PicturesFroze():
                self._signal(request)
            case MediaOffer():
                self._tasks.create_task(self._offer(request), name="media offer")
            case ReadHistory() | SearchMessages() | FindAnswers():
                self._tasks.create_task(self._read(request), name="read messages")
            case SeeNotices():
                self._tasks.create_task(self._briefing.see(request), name="see notices")
            case EnterRoom() | MoveRoom() | LeaveRoom() | WatchLobby():
                await self._move(request)
            case WatchBoard() | FromDesk():
                await self._desk.handle(request)
            case Hello():
                raise ValueError("the session lets one hello through, and the connection takes it")
            case _:
                assert_never(request)

    def gone(self, *, clean: bool) -> None:
        """The connection is over. Never waits, so that it can be told while being cancelled."""
        self._services.lobbies.unwatch(self.grant.space, self._outbox)
        self._desk.leave()
        self._briefing.stop()
        self._reader.close()
        for seat in (*self._seats.values(), *self._waiting.values()):
            self._stand_up(seat, clean=clean)

    async def _move(self, request: EnterRoom | MoveRoom | LeaveRoom | WatchLobby) -> None:
        match request:
            case EnterRoom():
                await self._enter(request)
            case MoveRoom():
                await self._change_room(request)
            case LeaveRoom():
                await self._leave(request)
            case WatchLobby():
                self._watch_lobby(request)
            case _:
                assert_never(request)

    # ------------------------------------------------------------ entering and leaving

    async def _enter(self, request: EnterRoom) -> None:
        seat = self._seats.get(request.room) or await self._sit_down(request)
        if seat is None:
            return
        try:
            position = await seat.resumable(request.position)
        except Exception:
            logger.exception("%s cannot be resumed", request.room)
            self._push(refusal(request.ref, ErrorCode.INTERNAL))
            self._stand_up(seat, clean=False)
            return
        self._show(seat, request.ref, position)

    async def _change_room(self, request: MoveRoom) -> None:
        """Sit down there, then stand up here: who is refused there has not moved."""
        source = self._seats.get(request.source)
        if source is None:
            self._push(refusal(request.ref, ErrorCode.NOT_IN_ROOM))
            return
        arrived = self._services.media.expect_move(self._actor.device, source.room, request.room)
        try:
            seat = self._seats.get(request.room) or await self._sit_down(request)
        finally:
            arrived()
        if seat is None:
            return
        if seat is not source:
            await source.leave(moved=_is_breakout(source.opened.spec, seat.opened.spec))
            self._stand_up(source, clean=True)
        self._show(seat, request.ref, None)

    def _show(self, seat: Seat, ref: int, position: Position | None) -> None:
        """Unless the room has sent it away already, it hears the rest, too."""
        seat.show(ref, position)
        if self._seats.get(seat.room) is seat:
            seat.hear_media(self._services.media)
            self._briefing.entered(seat.opened.spec)
            self._tasks.create_task(self._reader.enter(seat.room), name="read marks")

    async def _sit_down(self, request: EnterRoom | MoveRoom) -> Seat | None:
        """None: refused, and the client knows."""
        seat = self._waiting.pop(request.room, None) or await self._find_seat(request)
        if seat is None:
            return None
        self._seats[request.room] = seat
        outcome = await seat.attach()
        if isinstance(outcome, Done):
            return seat
        if seat.is_waiting and self._seats.get(request.room) is seat:
            self._waiting[request.room] = self._seats.pop(request.room)
        else:
            self._stand_up(seat, clean=True)
        self._answer(request.ref, outcome)
        return None

    async def _find_seat(self, request: EnterRoom | MoveRoom) -> Seat | None:
        if not self._actor.name:
            self._push(refusal(request.ref, ErrorCode.BAD_REQUEST, "choose a name first, and connect anew"))
            return None
        entrance = await self._find(request)
        opened = None if entrance is None else await self._open(request.ref, entrance.spec)
        if entrance is None or opened is None:
            return None
        return Seat(
            opened,
            entrance.bequest,
            self._actor,
            self._outbox,
            self._services.claims,
            log=self._services.log,
            tasks=self._tasks,
            on_gone=lambda gone: self._stand_up(gone, clean=True),
            on_lost=lambda: self._end(CloseCode.INTERNAL, "the room ended here"),
        )

    async def _hold(self, request: FromDesk) -> OpenedRoom | None:
        """None: refused, and the client knows."""
        entrance = await self._find(request)
        return None if entrance is None else await self._open(request.ref, entrance.spec)

    async def _open(self, ref: int, spec: RoomSpec) -> OpenedRoom | None:
        """None: refused, and the client knows."""
        opened = await self._services.hosts.hold(spec)
        if opened is None:
            self._push(refusal(ref, ErrorCode.NOT_SAVED))
        return opened

    async def _find(self, request: EnterRoom | MoveRoom | FromDesk) -> Entrance | None:
        """None: refused, and the client knows."""
        try:
            found = await self._asked_for(request)
        except NotSaved:
            self._push(refusal(request.ref, ErrorCode.NOT_SAVED))
        except Exception:
            logger.exception("the directory cannot be read")
            self._push(refusal(request.ref, ErrorCode.INTERNAL))
        else:
            if isinstance(found, Entrance):
                return found
            unknown = refusal(request.ref, ErrorCode.ROOM_UNKNOWN)
            self._push(unknown if found is None else rejection(request.ref, found))
        return None

    async def _asked_for(self, request: EnterRoom | MoveRoom | FromDesk) -> Entrance | Rejection | None:
        """From the desk also what has closed; there is nobody whom its door could keep out."""
        finder, space = self._services.finder, self.grant.space
        if not isinstance(request, FromDesk):
            return await finder.entrance(request.room, space, self._actor)
        spec = await finder.left(request.room)
        return Entrance(spec) if spec is not None and spec.space == space else None

    async def _leave(self, request: LeaveRoom) -> None:
        seat = self._seats.get(request.room) or self._waiting.get(request.room)
        if seat is None:
            self._push(refusal(request.ref, ErrorCode.NOT_IN_ROOM))
            return
        outcome = await seat.leave()
        self._stand_up(seat, clean=True)
        self._answer(request.ref, outcome)

    def _stand_up(self, seat: Seat, *, clean: bool) -> None:
        for seats in (self._seats, self._waiting):
            if seats.get(seat.room) is seat:
                del seats[seat.room]
                self._briefing.left(seat.room)
                self._reader.leave(seat.room)
                seat.give_up(self._services.hosts, clean=clean)

    # ------------------------------------------------------------ asking

    def _command(self, request: RoomCommand) -> None:
        seat = self._seats.get(request.room)
        if seat is None:
            self._push(refusal(request.ref, ErrorCode.NOT_IN_ROOM))
            return
        began, tag = self._services.clock.now(), tag_of(request.command)
        trace = self._services.instruments.tracer.begin(tag, request.room)

        def answered(done: asyncio.Future[Outcome]) -> None:
            outcome = name_of(done.result())
            self._services.instruments.meter.answered(tag, outcome, self._services.clock.now() - began)
            trace.end(outcome)
            self._answer(request.ref, done.result())

        with carrying(trace.carried):
            seat.submit(request.command).add_done_callback(answered)

    async def _read(self, request: ReadHistory | SearchMessages | FindAnswers) -> None:
        seat = self._seats.get(request.room)
        if seat is None:
            self._push(refusal(request.ref, ErrorCode.NOT_IN_ROOM))
            return
        try:
            found = await self._found(request, seat)
        except Exception:
            logger.exception("the messages of %s cannot be read", request.room)
            self._push(refusal(request.ref, ErrorCode.INTERNAL))
        else:
            self._push(found)

    async def _found(
        self, request: ReadHistory | SearchMessages | FindAnswers, seat: Seat
    ) -> History | FoundAnswers:
        log = self._services.log
        if isinstance(request, FindAnswers):
            return await found_answers(log, self._services.finder, request, self.grant.space)
        return await found_messages(log, request, seat.audience)

    async def _offer(self, request: MediaOffer) -> None:
        seat = self._seats.get(request.room)
        if seat is None:
            self._push(refusal(request.ref, ErrorCode.NOT_IN_ROOM))
            return
        if not POLICIES[seat.opened.spec.kind].has_media:
            self._push(refusal(request.ref, ErrorCode.NO_MEDIA_HERE))
            return
        try:
            answer = await self._services.media.negotiate(
                request.room, self._actor.device, request.direction, request.sdp, request.sources
            )
        except MediaRefused as refused:
            self._push(media_refusal(request.ref, refused))
        except Exception:
            logger.exception("media failed to negotiate")
            self._push(refusal(request.ref, ErrorCode.MEDIA_UNAVAILABLE))
        else:
            self._push(MediaAnswer(request.ref, answer))

    def _watch_lobby(self, request: WatchLobby) -> None:
        if request.on:
            self._services.lobbies.watch(self.grant.space, self._outbox)
        else:
            self._services.lobbies.unwatch(self.grant.space, self._outbox)
        self._push(Ok(request.ref))

    def _signal(self, request: Typing | Cheer | MarkRead | WatchSlots | PicturesFroze) -> None:
        """From who is not in the room it is dropped: nothing of it is answered."""
        seat = self._seats.get(request.room)
        if seat is None:
            return
        match request:
            case Typing():
                seat.type(self._services.clock.now())
            case Cheer():
                seat.cheer(request.emoji)
            case WatchSlots():
                self._services.media.watch(request.room, self._actor.device, request.views)
            case PicturesFroze():
                self._services.media.froze(request.room, self._actor.device, request.seconds)
            case MarkRead():
                last = seat.opened.host.room.last_message
                self._reader.mark(request.room, min(request.message, last), min(request.important, last))
            case _:
                assert_never(request)

    def _ping(self, request: Ping) -> None:
        for room, held in request.heads.items():
            seat = self._seats.get(room)
            if seat is not None:
                seat.check(held)
        self._push(Pong(self._services.clock.now()))

    # ------------------------------------------------------------ answering

    def _answer(self, ref: int, outcome: Outcome) -> None:
        match outcome:
            case Done(seq):
                self._push(Ok(ref, seq))
            case Rejection():
                self._push(rejection(ref, outcome))
            case Failed(code):
                self._push(refusal(ref, code))
            case _:
                assert_never(outcome)

    def _push(self, frame: AnyFrame) -> None:
        if isinstance(frame, Error):
            self._services.instruments.meter.refused(ErrorCode(frame.code).name.lower())
        self._outbox.push(encode(frame))


def _is_breakout(source: RoomSpec, room: RoomSpec) -> bool:
    """Whether one is the other's sub-room, or both are of the same parent: such a move leaves no door behind."""
    return (source.parent or source.id) == (room.parent or room.id)
