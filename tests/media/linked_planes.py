"""Two packet planes with a link between them, over a line that counts and may lose: all but the commands that say so."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from aiortc.rtp import is_rtcp
from studyhall_plane import Plane

from media.addresses import LOOPBACK
from media.codecs import Codec, CodecName
from media.commands import MasterKey, Source
from media.exporting import Exporting
from media.importing import Importing
from media.link_format import PROFILE, new_key
from media.negotiation import AgreedSection
from media.publishing import PublishedTrack
from media.slots import Track

_RTX = range(97, 108, 2)  # payload types of media/link_format.py


class Line:
    """Datagrams between the owner and the edge. `loses` is asked about each RTP packet towards the edge."""

    def __init__(self, owner: tuple[str, int], edge: tuple[str, int]) -> None:
        self.loses: Callable[[int], bool] = lambda number: False
        self.media = self.repairs = 0  # RTP packets towards the edge: of media, and sent again
        self.last = b""
        self.at_owner, self.at_edge = _udp(), _udp()
        self._routes = {self.at_owner: (self.at_edge, edge), self.at_edge: (self.at_owner, owner)}
        self._ended, self._end = socket.socketpair()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def inject(self, data: bytes) -> None:
        """A datagram that looks to the edge as if it came from the owner."""
        self.at_edge.sendto(data, self._routes[self.at_owner][1])

    def close(self) -> None:
        self._end.close()
        self._thread.join()
        for each in (self.at_owner, self.at_edge, self._ended):
            each.close()

    def _run(self) -> None:
        while True:
            readable, _, _ = select.select([self._ended, *self._routes], [], [])
            if self._ended in readable:
                return
            for each in readable:
                out, to = self._routes[each]
                data = each.recv(4096)
                if each is self.at_edge or self._passes(data):
                    out.sendto(data, to)

    def _passes(self, data: bytes) -> bool:
        if is_rtcp(data):
            return True
        self.last = data
        if data[1] & 0x7F in _RTX:
            self.repairs += 1
            return True
        self.media += 1
        return not self.loses(self.media)


@dataclass
class LinkedPlanes:
    owner: Plane
    edge: Plane
    line: Line
    exporting: Exporting
    importing: Importing

    def show(self, tracks: dict[Track, PublishedTrack]) -> None:
        """What the owner's group publishes now, told to the edge as the servers would."""
        told = self.exporting.show(tracks, ())
        if told is not None:
            self.importing.update(told.tracks)


@contextlib.contextmanager
def linked_planes() -> Iterator[LinkedPlanes]:
    owner, edge = Plane([(LOOPBACK, 0)]), Plane([(LOOPBACK, 0)])
    line = Line(owner.local_addresses()[0], edge.local_addresses()[0])
    numbers = count(1_000_000)
    to_edge, from_edge = new_key(), new_key()
    sides = ((owner, line.at_owner, from_edge, to_edge), (edge, line.at_edge, to_edge, from_edge))
    transports = [next(numbers) for _ in sides]
    try:
        for transport, (plane, towards, receive, send) in zip(transports, sides, strict=True):
            plane.add_transport(transport)
            plane.set_path(transport, 0, towards.getsockname())
            _set_keys(plane, transport, receive, send)
        ssrcs = count(0x7000)
        exporting = Exporting(owner, transports[0], numbers, lambda: next(ssrcs), "edge", "room")
        yield LinkedPlanes(owner, edge, line, exporting, Importing(edge, transports[1], numbers))
    finally:
        line.close()
        owner.close()
        edge.close()


def published(source: Source, *streams: int) -> PublishedTrack:
    """As `media.publishing` says it, of streams that a test has declared; several are encodings of simulcast."""
    name, payload_type = (CodecName.OPUS, 111) if source.is_audio else (CodecName.VP8, 96)
    section = AgreedSection(
        mid="0",
        kind="audio" if source.is_audio else "video",
        direction="recvonly",
        codecs=(Codec(name, payload_type, 48_000 if source.is_audio else 90_000, ()),),
        rids=tuple("lmh"[: len(streams)]) if len(streams) > 1 else (),
        extensions={},
        mixed_headers=False,
        ssrc=None,
        rtx_ssrc=None,
        source=source,
    )
    return PublishedTrack(source, section, streams)


def _set_keys(plane: Plane, transport: int, receive: MasterKey, send: MasterKey) -> None:
    plane.set_keys(
        transport,
        PROFILE,
        receive_key=receive.key,
        receive_salt=receive.salt,
        send_key=send.key,
        send_salt=send.salt,
    )


def _udp() -> socket.socket:
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind((LOOPBACK, 0))
    return udp
