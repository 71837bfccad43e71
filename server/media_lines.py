"""From statistics of the media process to lines of devices, as staff read them. It decides what of them people can use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from media.events import PeerStatistics, TrackStatistics
from rooms.terms import Source
from signaling.media_lines import DeviceLine, TrackLine


class Place(Protocol):
    """Whose a peer is."""

    @property
    def member(self) -> str: ...
    @property
    def device(self) -> str: ...


def device_lines(
    peers: Iterable[PeerStatistics],
    find: Callable[[str], Place | None],
    frozen: Callable[[str], float],
) -> list[DeviceLine]:
    """`find` gives the place of a peer by its name; one that has gone meanwhile is left out."""
    found = ((peer, find(peer.peer)) for peer in peers)
    return [_line(peer, place, frozen(peer.peer)) for peer, place in found if place is not None]


def _line(peer: PeerStatistics, place: Place, frozen: float) -> DeviceLine:
    trips = [line.rtt_ms for line in peer.lines if line.rtt_ms is not None]
    return DeviceLine(
        member=place.member,
        device=place.device,
        loss_up=max((line.loss_in for line in peer.lines), default=None),
        loss_down=max((line.loss_out for line in peer.lines), default=None),
        rtt_ms=max(trips, default=None),
        estimate=peer.estimate,
        frozen=frozen,
        tracks=[*_sent(peer.published), *_received(peer.received)],
    )


def _sent(published: Iterable[TrackStatistics]) -> Iterable[TrackLine]:
    """One for each source, with all its encodings that flow."""
    by_source: dict[str, list[TrackStatistics]] = {}
    for track in published:
        if track.source is not None:
            by_source.setdefault(track.source.value, []).append(track)
    for source, encodings in by_source.items():
        flowing = [layer for layer, track in enumerate(encodings) if track.bitrate > 0]
        if flowing:
            is_picture = source in (Source.CAMERA, Source.SCREEN)
            bitrate = sum(track.bitrate for track in encodings)
            yield TrackLine(True, Source(source), flowing[-1] if is_picture else None, bitrate)


def _received(slots: Iterable[TrackStatistics]) -> Iterable[TrackLine]:
    for slot in slots:
        if slot.source is not None and slot.bitrate > 0:
            layer = None if slot.source.is_audio or (slot.layer or 0) < 0 else slot.layer
            yield TrackLine(False, Source(slot.source.value), layer, slot.bitrate)
