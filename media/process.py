"""The media process: `python -m media.process --fd N --sockets JSON`.

It reads commands from the socket it inherited, writes events to it, and ends when the other end is gone, so that its
UDP port is free for its successor. It decides nothing; the SFU does.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import logging
import socket
import sys
from collections.abc import Sequence

import msgspec
import uvloop
from studyhall_plane import Plane

from media import logs
from media.addresses import Sockets, candidates
from media.commands import AnyCommand
from media.events import AnyEvent, Ready
from media.framing import MAX_UNREAD_BYTES, encode_frame, read_frame
from media.sfu import Sfu

log = logging.getLogger("media.process")  # this file runs as __main__

BIND_PATIENCE_SECONDS = 3.0  # a predecessor that was killed may still hold the port
_BIND_PAUSE_SECONDS = 0.05
EXIT_FAILED = 1
EXIT_CANNOT_BIND = 3


class _LinkEnded(Exception):
    """The web process is gone, or does not read any more."""


class _Outbox:
    """Events on their way to the web process; gives up the link when they are not read."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    def emit(self, event: AnyEvent) -> None:
        if self._writer.transport.get_write_buffer_size() > MAX_UNREAD_BYTES:
            log.error("events are not read: giving up")
            self._writer.transport.abort()
        self._writer.write(encode_frame(event))


async def bind(sockets: Sockets, patience: float = BIND_PATIENCE_SECONDS) -> Plane:
    """Raises OSError: at once for an address that is not ours, and for one that is still taken after `patience` seconds."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience
    while True:
        try:
            return Plane([*sockets.udp, *sockets.relay], tcp=list(sockets.tcp), threads=sockets.threads)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or loop.time() >= deadline:
                raise
        await asyncio.sleep(_BIND_PAUSE_SECONDS)


async def serve(link: socket.socket, sockets: Sockets) -> None:
    """Until the other end of `link` is gone. Raises OSError when the sockets cannot be bound."""
    reader, writer = await asyncio.open_connection(sock=link)
    plane = await bind(sockets)
    bound = plane.local_addresses()
    ours = len(sockets.udp)  # the rest is for links
    outbox = _Outbox(writer)
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.TaskGroup() as tasks:
            sfu = Sfu(
                plane,
                candidates(bound[:ours], sockets.advertise),
                candidates(plane.tcp_addresses(), sockets.advertise),
                tasks,
                outbox.emit,
                relay_sockets=list(enumerate(bound))[ours:],
                threads=sockets.threads,
                receivers_at_home=sockets.receivers_at_home,
            )
            loop.add_reader(plane.fileno(), sfu.take_plane_events)
            outbox.emit(Ready(bound[:ours], plane.tcp_addresses()))
            tasks.create_task(sfu.measure())
            tasks.create_task(_fail_with(sfu.plane_ended))
            await _obey(reader, sfu)
    except* _LinkEnded:
        log.info("the other end is gone")
    finally:
        loop.remove_reader(plane.fileno())
        plane.close()
        writer.close()


async def _obey(reader: asyncio.StreamReader, sfu: Sfu) -> None:
    decoder = msgspec.msgpack.Decoder(AnyCommand)
    while (frame := await read_frame(reader)) is not None:
        sfu.handle(decoder.decode(frame))
    raise _LinkEnded


async def _fail_with(plane_ended: asyncio.Event) -> None:
    """Without its plane this process is of no use; the web process starts another one."""
    await plane_ended.wait()
    raise RuntimeError("the packet plane has ended")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m media.process", description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="inherited stream socket of the web process")
    parser.add_argument(
        "--sockets", type=Sockets.from_argument, required=True, help="JSON of media.addresses.Sockets"
    )
    parser.add_argument("--log-level", default="INFO", choices=logging.getLevelNamesMapping())
    parser.add_argument("--log-format", default="auto", choices=list(logs.LogFormat))
    options = parser.parse_args(arguments)
    logs.configure(options.log_level, format=logs.LogFormat(options.log_format))
    link = socket.socket(fileno=options.fd)
    try:
        uvloop.run(serve(link, options.sockets))
    except OSError as error:
        log.error("cannot bind %s: %s", options.sockets, error)  # noqa: TRY400 - an answer to the operator, not a bug
        return EXIT_CANNOT_BIND
    except Exception:
        log.exception("the media process failed")
        return EXIT_FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main())
