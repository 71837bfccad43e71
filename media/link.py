"""The web process's end of the media process: starts it, watches it, starts it again, and carries messages.

It decides when the media process counts as lost; it never knows what its user's peers are. After a loss everything
that was told is forgotten on the other side: the listener hears `media_lost`, then `media_ready`, and tells it again.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import os
import socket
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec

from media.addresses import Sockets
from media.commands import AcceptLink, AnyCommand, CheckPath, Negotiate, TakeStatistics
from media.events import Answered, AnyEvent, LinkAccepted, Ready, Refused, Statistics
from media.framing import MAX_UNREAD_BYTES, FrameTooLarge, encode_frame, read_frame
from media.logs import LogFormat

log = logging.getLogger(__name__)

REQUEST_SECONDS = 5.0
START_SECONDS = 20.0
STOP_SECONDS = 2.0
FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 5.0
STEADY_SECONDS = 10.0  # one that lived so long did not die of its start


class LinkErrorCode(StrEnum):
    DOWN = "down"  # no media process now; it is being started again
    TIMEOUT = "timeout"
    NOT_STARTED = "not_started"  # it never came up: a taken port, a wrong address


class LinkError(Exception):
    def __init__(self, code: LinkErrorCode, detail: str = "") -> None:
        super().__init__(code.value, detail)
        self.code, self.detail = code, detail


class LinkListener(Protocol):
    """Called on the event loop; must not block."""

    def media_ready(self, ready: Ready) -> None:
        """A fresh media process: it knows no peer yet."""
        ...

    def media_lost(self) -> None: ...

    def media_event(self, event: AnyEvent) -> None:
        """Every event that is not the answer to a request."""
        ...


class MediaLink:
    def __init__(
        self, sockets: Sockets, listener: LinkListener, log_format: LogFormat = LogFormat.AUTO
    ) -> None:
        self._arguments = ("--sockets", sockets.as_argument(), "--log-format", log_format.value)
        self._listener = listener
        self._events = msgspec.msgpack.Decoder(AnyEvent)
        self._refs = itertools.count(1)
        self._requests: dict[int, asyncio.Future[AnyEvent]] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._was_ready = False

    @property
    def pid(self) -> int | None:
        """Of the media process that is ready now."""
        return self._process.pid if self._process is not None and self._writer is not None else None

    async def run(self) -> None:
        """Keep one media process alive until cancelled. Raises LinkError(NOT_STARTED) if the first one never comes up."""
        loop = asyncio.get_running_loop()
        pause = FIRST_PAUSE_SECONDS
        while True:
            began = loop.time()
            status = await self._live()
            if not self._was_ready:
                raise LinkError(LinkErrorCode.NOT_STARTED, f"exit status {status}")
            if loop.time() - began >= STEADY_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            log.warning("media process ended with status %s; starting another one in %.2f s", status, pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def send(self, command: AnyCommand) -> None:
        """Discarded while there is no media process: everything is told again after `media_ready`."""
        if self._writer is None or self._process is None:
            return
        if self._writer.transport.get_write_buffer_size() > MAX_UNREAD_BYTES:
            log.error("media process does not read its commands: killing it")
            self._process.kill()
            return
        self._writer.write(encode_frame(command))

    async def request(
        self,
        command: Negotiate | CheckPath | TakeStatistics | AcceptLink,
        seconds: float = REQUEST_SECONDS,
    ) -> AnyEvent:
        """The event that answers `command`, whose ref is replaced by one of ours. Raises LinkError."""
        if self._writer is None:
            raise LinkError(LinkErrorCode.DOWN)
        ref = next(self._refs)
        answer: asyncio.Future[AnyEvent] = asyncio.get_running_loop().create_future()
        self._requests[ref] = answer
        try:
            self.send(msgspec.structs.replace(command, ref=ref))
            async with asyncio.timeout(seconds):
                return await answer
        except TimeoutError:
            raise LinkError(LinkErrorCode.TIMEOUT) from None
        finally:
            del self._requests[ref]

    # -- one media process

    async def _live(self) -> int | None:
        """Start one, serve it to its end, and return its exit status."""
        ours, theirs = socket.socketpair()
        with theirs:
            reader, writer = await asyncio.open_connection(sock=ours)
            with contextlib.closing(writer):
                self._process = await _start(theirs.fileno(), self._arguments)
                theirs.close()  # or the end of the stream would never come
                await self._serve(self._process, reader, writer)
        return self._process.returncode

    async def _serve(
        self, process: asyncio.subprocess.Process, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            await self._become_ready(reader, writer)
            await self._listen(reader)
        except (TimeoutError, FrameTooLarge, msgspec.DecodeError) as error:
            log.error("media process is not usable: %r", error)  # noqa: TRY400 - the other process's bug
            process.kill()
        finally:
            writer.close()
            self._lose()
            await _stop(process)

    async def _become_ready(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(START_SECONDS):
            frame = await read_frame(reader)
        if frame is None:
            return
        ready = msgspec.msgpack.decode(frame, type=Ready)
        self._was_ready = True
        self._writer = writer
        self._tell(ready)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while (frame := await read_frame(reader)) is not None:
            self._tell(self._events.decode(frame))

    def _tell(self, event: AnyEvent) -> None:
        try:
            match event:
                case Answered() | Refused() | Statistics() | LinkAccepted():
                    answer = self._requests.get(event.ref)
                    if answer is not None and not answer.done():
                        answer.set_result(event)
                case Ready():
                    self._listener.media_ready(event)
                case _:
                    self._listener.media_event(event)
        except Exception:
            log.exception("the listener failed at %s", type(event).__name__)

    def _lose(self) -> None:
        if self._writer is None:
            return
        self._writer = None
        for answer in self._requests.values():
            if not answer.done():
                answer.set_exception(LinkError(LinkErrorCode.DOWN))
        self._listener.media_lost()


async def _start(fd: int, arguments: Sequence[str]) -> asyncio.subprocess.Process:
    """In a session of its own: the terminal's Ctrl-C is for us, and we end it by closing the socket."""
    root = str(Path(__file__).parents[1])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    level = logging.getLevelName(log.getEffectiveLevel())
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "media.process", "--fd", str(fd), "--log-level", level, *arguments),
        pass_fds=[fd],
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": path},
    )


async def _stop(process: asyncio.subprocess.Process) -> None:
    """It ends by itself at the end of the stream; if it does not, it is killed."""
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        log.warning("media process %d does not end: killing it", process.pid)
    finally:  # a cancelled link leaves no process either
        if process.returncode is None:
            process.kill()
            await process.wait()
