"""One group on one link, at the end that has its publishers: every encoding is an output of its own, sent once however
many look at it behind the link, and not at all while nobody does.

It decides outputs and SSRCs; who looks is told by the other end. A track that ended and comes again has new SSRCs, so
that no packet of it is ever taken for somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from msgspec import Struct
from studyhall_plane import Plane

from media.commands import Encoding, RelayedTrack, Source
from media.events import Exported
from media.link_format import EXTENSIONS, clock_rate_of, payloads_of
from media.publishing import PublishedTrack
from media.slots import Track
from media.watching import MOST_LAYERS


class _Sent(Struct, frozen=True):
    published: PublishedTrack
    encodings: tuple[Encoding, ...]
    outputs: tuple[int, ...]


class Exporting:
    def __init__(
        self,
        plane: Plane,
        transport: int,
        numbers: Iterator[int],
        new_ssrc: Callable[[], int],
        link: str,
        group: str,
    ) -> None:
        """`new_ssrc` gives one that this transport has never sent with; `numbers` outputs that the plane does not know."""
        self._plane, self._transport = plane, transport
        self._numbers, self._new_ssrc = numbers, new_ssrc
        self._link, self._group = link, group
        self._sent: dict[Track, _Sent] = {}
        self._wanted: dict[Track, int] = {}
        self._told: Exported | None = None

    def show(self, tracks: Mapping[Track, PublishedTrack], always_heard: Collection[str]) -> Exported | None:
        """`tracks` is all that the group has now. Returns what the other end must be told, if that is news."""
        for track, sent in list(self._sent.items()):
            if tracks.get(track) != sent.published:
                del self._sent[track]
                self._remove(sent)
        for track, published in tracks.items():
            if track not in self._sent:
                self._sent[track] = self._add(track, published)
        relayed = [_relayed(track, sent, always_heard) for track, sent in self._sent.items()]
        told = Exported(self._link, self._group, relayed)
        if told == self._told:
            return None
        self._told = told
        return told

    def want(self, peer: str, layers: Mapping[Source, int]) -> None:
        """How many encodings or spatial layers of each video source somebody sees behind the link."""
        for source, number in layers.items():
            track = Track(peer, source)
            self._wanted[track] = number
            if track in self._sent:
                self._watch(track, self._sent[track])

    def wanted(self) -> dict[Track, int]:
        return {track: number for track, number in self._wanted.items() if track in self._sent}

    def streams(self) -> list[int]:
        """Of the plane, that are sent."""
        return [stream for sent in self._sent.values() for stream in sent.published.streams]

    def end(self) -> None:
        for sent in self._sent.values():
            self._remove(sent)
        self._sent.clear()

    def _add(self, track: Track, published: PublishedTrack) -> _Sent:
        rids = published.rids or (None,)
        encodings = tuple(Encoding(rid, self._new_ssrc(), self._new_ssrc()) for rid in rids)
        outputs = tuple(self._add_output(published, encoding) for encoding in encodings)
        sent = _Sent(published, encodings, outputs)
        self._watch(track, sent)
        for output, stream in zip(outputs, published.streams, strict=True):
            self._plane.route(output, [stream])
        return sent

    def _add_output(self, published: PublishedTrack, encoding: Encoding) -> int:
        number = next(self._numbers)
        self._plane.add_output(
            number,
            self._transport,
            published.section.kind,
            mid=str(number),
            ssrc=encoding.ssrc,
            rtx_ssrc=encoding.rtx_ssrc,
            payloads=payloads_of(codec.name for codec in published.section.codecs),
            clock_rate=clock_rate_of(published.source),
            extensions=EXTENSIONS,
        )
        return number

    def _watch(self, track: Track, sent: _Sent) -> None:
        if track.source.is_audio:
            return
        wanted = self._wanted.get(track, 0)
        for position, output in enumerate(sent.outputs):
            if len(sent.outputs) == 1:
                layer = wanted - 1
            else:
                layer = MOST_LAYERS - 1 if position < wanted else -1
            self._plane.watch(output, layer=layer, priority=0, is_screen=track.source is Source.SCREEN)

    def _remove(self, sent: _Sent) -> None:
        for output in sent.outputs:
            self._plane.remove_output(output)


def _relayed(track: Track, sent: _Sent, always_heard: Collection[str]) -> RelayedTrack:
    codecs = tuple(codec.name for codec in sent.published.section.codecs)
    return RelayedTrack(track.peer, track.source, codecs, sent.encodings, track.peer in always_heard)
