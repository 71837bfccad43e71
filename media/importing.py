"""One group on one link, at the end that serves viewers: what comes is streams of the plane, as if published here.

It decides which streams exist. Whose tracks they are, and when one has ended, is the other end's word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace
from studyhall_plane import Plane

from media.commands import Encoding, RelayedTrack
from media.link_format import EXTENSIONS, clock_rate_of, payloads_of
from media.slots import Track


class Importing:
    def __init__(self, plane: Plane, transport: int, numbers: Iterator[int]) -> None:
        """`numbers` gives each stream an id that no other stream of the plane has."""
        self._plane, self._transport, self._numbers = plane, transport, numbers
        self._streams: dict[RelayedTrack, tuple[int, ...]] = {}
        self.always_heard: set[str] = set()

    def update(self, tracks: Sequence[RelayedTrack]) -> None:
        """Make the streams what the newest list says: all of them."""
        self.always_heard = {track.peer for track in tracks if track.is_always_heard}
        wanted = [replace(track, is_always_heard=False) for track in tracks]  # which changes no stream
        for track in [track for track in self._streams if track not in wanted]:
            self._remove(self._streams.pop(track))
        for track in wanted:
            if track not in self._streams:
                self._streams[track] = self._add(track)

    def tracks(self) -> dict[Track, tuple[int, ...]]:
        """With the plane's streams, lowest encoding first."""
        return {Track(track.peer, track.source): streams for track, streams in self._streams.items()}

    def _add(self, track: RelayedTrack) -> tuple[int, ...]:
        numbers = tuple(next(self._numbers) for _ in track.encodings)
        for number, encoding in zip(numbers, track.encodings, strict=True):
            self._add_stream(number, track, encoding, mid=str(numbers[0]))
        return numbers

    def _add_stream(self, number: int, track: RelayedTrack, encoding: Encoding, mid: str) -> None:
        """`mid` is what encodings of one picture have in common; no packet carries it."""
        self._plane.add_stream(
            number,
            self._transport,
            mid=mid,
            rid=encoding.rid,
            ssrc=encoding.ssrc,
            rtx_ssrc=encoding.rtx_ssrc,
            payloads=payloads_of(track.codecs),
            clock_rate=clock_rate_of(track.source),
            extensions=EXTENSIONS,
            nack=True,
            transport_cc=False,  # what the other end sends was judged there, and the line between nodes is ours
            allowed=True,
            max_bitrate=None,
        )

    def _remove(self, streams: tuple[int, ...]) -> None:
        for stream in streams:
            self._plane.remove_stream(stream)
