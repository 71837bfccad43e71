"""A client session's lifecycle as a table, without I/O: hello, then live, then closed, and what each state takes.

It is given bytes and the time, and gives requests; how they are answered is not its business. Whoever breaks the
protocol is told by `Ended`, whoever asks too much by `Limited`.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from signaling.codec import BadFrame, decode
from signaling.codes import CloseCode
from signaling.rate_limit import Bucket, Limits
from signaling.wire import (
    HEARTBEAT_SECONDS,
    PROTOCOL_VERSION,
    AnyRequest,
    Cheer,
    Hello,
    MarkRead,
    Ping,
    RoomCommand,
    Typing,
)
from signaling.wire_duty import FromDesk, SeeNotices
from signaling.wire_media import MediaOffer, PicturesFroze, WatchSlots

Unanswered = Hello | Ping | Typing | Cheer | MarkRead | SeeNotices | WatchSlots | PicturesFroze
"""Requests without a `ref`."""

HELLO_SECONDS = 10.0
"""How long a client may take from the upgrade to its hello."""

SILENCE_SECONDS = 2.5 * HEARTBEAT_SECONDS
"""A client that sends nothing for this long is gone."""


class State(Enum):
    HELLO = "hello"  # nothing but a hello is taken
    LIVE = "live"  # everything but a hello is taken
    CLOSED = "closed"


class Ended(Exception):
    """The session is over: close the socket with this."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(code, reason)
        self.code, self.reason = code, reason


class Limited(Struct, frozen=True):
    """The request with this `ref` came too early; None for one that needs no answer and is dropped."""

    ref: int | None
    retry_ms: int


class Session:
    def __init__(self, limits: Limits, now: float) -> None:
        self.state = State.HELLO
        self._limits = limits
        self._requests = Bucket(limits.requests, now)
        self._commands = Bucket(limits.commands, now)
        self._offers = Bucket(limits.offers, now)
        self._deadline = now + HELLO_SECONDS

    def receive(self, data: bytes, now: float) -> AnyRequest | Limited:
        """What the client asks. Raises Ended."""
        try:
            request = decode(data)
        except BadFrame as error:
            raise self._ended(error.code, error.detail) from error
        is_hello = isinstance(request, Hello)
        if self.state is State.CLOSED or is_hello is not (self.state is State.HELLO):
            raise self._ended(
                CloseCode.BAD_FRAME, f"no {request.__struct_config__.tag} in state {self.state.value}"
            )
        if isinstance(request, Hello) and request.version != PROTOCOL_VERSION:
            raise self._ended(CloseCode.VERSION_UNKNOWN, f"this server speaks version {PROTOCOL_VERSION}")
        if self.state is State.LIVE:
            self._deadline = now + SILENCE_SECONDS
        seconds = self._must_wait(request, now)
        if seconds > 0:
            ref = None if isinstance(request, Unanswered) else request.ref
            return Limited(ref, max(1, round(seconds * 1000)))
        return request

    def welcomed(self, now: float) -> None:
        """The hello was accepted."""
        self.state = State.LIVE
        self._deadline = now + SILENCE_SECONDS

    def next_deadline(self) -> float:
        """When `expire` ends the session, if nothing is received until then."""
        return self._deadline

    def expire(self, now: float) -> None:
        """Raises Ended when the client has been silent for too long."""
        if now >= self._deadline and self.state is not State.CLOSED:
            waited_for = "hello" if self.state is State.HELLO else "heartbeat"
            raise self._ended(CloseCode.HEARTBEAT_MISSED, f"no {waited_for} in time")

    def close(self) -> None:
        self.state = State.CLOSED

    def _must_wait(self, request: AnyRequest, now: float) -> float:
        seconds = self._requests.take(now)
        if seconds == 0 and isinstance(request, RoomCommand | FromDesk):
            return self._commands.take(now)
        if seconds == 0 and isinstance(request, MediaOffer):
            return self._offers.take(now)
        return seconds

    def _ended(self, code: CloseCode, reason: str) -> Ended:
        self.close()
        return Ended(code, reason)
