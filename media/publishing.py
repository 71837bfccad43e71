"""What a peer publishes: the sections of its publishing connection as streams of the plane.

It decides which streams exist and which are allowed; it never knows who receives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from studyhall_plane import Extensions, Payload, Plane

from media.commands import Source
from media.connection import Connection
from media.negotiation import AgreedSection
from media.offer import ExtensionUri


def extensions_of(section: AgreedSection) -> Extensions:
    ids = section.extensions
    return Extensions(
        mid=ids.get(ExtensionUri.MID),
        rid=ids.get(ExtensionUri.RID),
        repaired_rid=ids.get(ExtensionUri.REPAIRED_RID),
        audio_level=ids.get(ExtensionUri.AUDIO_LEVEL),
        transport_cc=ids.get(ExtensionUri.TRANSPORT_CC),
        abs_send_time=ids.get(ExtensionUri.ABS_SEND_TIME),
        video_orientation=ids.get(ExtensionUri.VIDEO_ORIENTATION),
        playout_delay=ids.get(ExtensionUri.PLAYOUT_DELAY),
        dependency_descriptor=ids.get(ExtensionUri.DEPENDENCY_DESCRIPTOR),
    )


def payloads_of(section: AgreedSection) -> list[Payload]:
    return [Payload(c.name.value, c.payload_type, c.rtx_payload_type) for c in section.codecs]


MAX_BITRATES = {
    Source.MIC: 600_000,  # Opus at its most, and each packet twice
    Source.SCREEN_AUDIO: 1_200_000,
    Source.CAMERA: 6_000_000,
    Source.SCREEN: 12_000_000,
}
"""Bits per second of one encoding, beyond which packets are dropped: nobody pays for what a peer sends too much."""


class PublishedTrack(Struct, frozen=True):
    """A source as streams of the plane: one per encoding, lowest first (`rids` is empty without simulcast)."""

    source: Source
    section: AgreedSection
    streams: tuple[int, ...]

    @property
    def rids(self) -> tuple[str, ...]:
        return self.section.rids


class Publishing:
    def __init__(self, plane: Plane, connection: Connection, numbers: Iterator[int]) -> None:
        """`numbers` gives each stream an id that no other stream of the plane has."""
        self.connection = connection
        self._plane = plane
        self._numbers = numbers
        self._tracks: dict[str, PublishedTrack] = {}  # by mid

    def update(self, sections: Iterable[AgreedSection], allowed: frozenset[Source]) -> None:
        """Make the streams what the latest answer says; a section that stays as it was keeps its streams."""
        wanted = {section.mid: section for section in sections if section.active}
        for mid, track in list(self._tracks.items()):
            if wanted.get(mid) != track.section:
                for stream in track.streams:
                    self._plane.remove_stream(stream)
                del self._tracks[mid]
        for mid, section in wanted.items():
            if mid not in self._tracks and section.source is not None:
                self._tracks[mid] = self._add(section, section.source, section.source in allowed)

    def permit(self, allowed: frozenset[Source]) -> None:
        for track in self._tracks.values():
            for stream in track.streams:
                self._plane.allow_stream(stream, track.source in allowed)

    def tracks(self) -> list[PublishedTrack]:
        return list(self._tracks.values())

    def _add(self, section: AgreedSection, source: Source, allowed: bool) -> PublishedTrack:
        encodings: tuple[str | None, ...] = section.rids or (None,)
        streams = tuple(self._add_stream(section, rid, MAX_BITRATES[source], allowed) for rid in encodings)
        return PublishedTrack(source, section, streams)

    def _add_stream(self, section: AgreedSection, rid: str | None, max_bitrate: int, allowed: bool) -> int:
        number = next(self._numbers)
        self._plane.add_stream(
            number,
            self.connection.transport,
            mid=section.mid,
            rid=rid,
            ssrc=section.ssrc,
            rtx_ssrc=section.rtx_ssrc,
            payloads=payloads_of(section),
            clock_rate=section.clock_rate,
            extensions=extensions_of(section),
            nack=section.has_feedback("nack"),
            transport_cc=section.has_feedback("transport-cc")
            and ExtensionUri.TRANSPORT_CC in section.extensions,
            allowed=allowed,
            max_bitrate=max_bitrate,
        )
        return number
