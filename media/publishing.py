"""What a peer publishes: the sections of its publishing connection as streams of the plane.

It decides which streams exist and which are allowed; it never knows who receives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from studyhall_plane import Extensions, Plane

from media.commands import Source
from media.connection import Connection
from media.negotiation import AgreedSection
from media.offer import ExtensionUri


def extensions_of(section: AgreedSection) -> Extensions:
    ids = section.extensions
    return Extensions(
        mid=ids.get(ExtensionUri.MID),
        audio_level=ids.get(ExtensionUri.AUDIO_LEVEL),
        transport_cc=ids.get(ExtensionUri.TRANSPORT_CC),
        abs_send_time=ids.get(ExtensionUri.ABS_SEND_TIME),
    )


class _Stream(Struct, frozen=True):
    number: int
    section: AgreedSection
    source: Source


class Publishing:
    def __init__(self, plane: Plane, connection: Connection, numbers: Iterator[int]) -> None:
        """`numbers` gives each stream an id that no other stream of the plane has."""
        self.connection = connection
        self._plane = plane
        self._numbers = numbers
        self._streams: dict[str, _Stream] = {}  # by mid

    def update(self, sections: Iterable[AgreedSection], allowed: frozenset[Source]) -> None:
        """Make the streams what the latest answer says; a section that stays as it was keeps its stream."""
        wanted = {section.mid: section for section in sections if section.active}
        for mid, stream in list(self._streams.items()):
            if wanted.get(mid) != stream.section:
                self._plane.remove_stream(stream.number)
                del self._streams[mid]
        for mid, section in wanted.items():
            if mid not in self._streams and section.source is not None:
                self._streams[mid] = self._add(section, section.source, section.source in allowed)

    def permit(self, allowed: frozenset[Source]) -> None:
        for stream in self._streams.values():
            self._plane.allow_stream(stream.number, stream.source in allowed)

    def streams(self) -> dict[Source, int]:
        return {stream.source: stream.number for stream in self._streams.values()}

    def _add(self, section: AgreedSection, source: Source, allowed: bool) -> _Stream:
        stream = _Stream(next(self._numbers), section, source)
        self._plane.add_stream(
            stream.number,
            self.connection.transport,
            section.kind,
            mid=section.mid,
            ssrc=section.ssrc,
            payload_type=section.codec.payload_type,
            clock_rate=section.codec.clock_rate,
            rtx_ssrc=section.rtx_ssrc,
            rtx_payload_type=section.codec.rtx_payload_type,
            extensions=extensions_of(section),
            nack="nack" in section.feedback,
            transport_cc="transport-cc" in section.feedback
            and ExtensionUri.TRANSPORT_CC in section.extensions,
            allowed=allowed,
        )
        return stream
