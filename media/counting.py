"""Counters of the plane as statistics of peers and of everything. It decides whose a number is, and nothing else."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping

from studyhall_plane import Plane

from media.distribution import BIT_RATES, ROUND_TRIPS, SHARES, distribution
from media.events import Line, PeerStatistics, Statistics, TrackStatistics
from media.group import Peer

_NS_PER_SECOND = 1e9
_WHOLE = 65536

Lines = dict[int, Line]
"""By transport."""


class Counting:
    """`ice_drops` and `peers`, by name, are the SFU's own."""

    def __init__(self, plane: Plane, ice_drops: Mapping[str, int], peers: Mapping[str, Peer]) -> None:
        self._plane, self._ice_drops, self._peers = plane, ice_drops, peers

    def statistics(self, ref: int, group: str | None) -> Statistics:
        """`by_peer` is of the group; of all groups there are distributions."""
        counters = self._plane.statistics()
        total = counters["total"]
        lines = {transport: _line(*rest) for transport, *rest in self._plane.lines()}
        peers = [self._of_peer(peer, lines) for peer in self._peers.values()]
        return Statistics(
            ref=ref,
            peers=len(self._peers),
            packets_in=total["packets_in"],
            packets_out=total["packets_out"],
            bytes_in=total["bytes_in"],
            bytes_out=total["bytes_out"],
            resent=total["resent"],
            keyframes_wanted=total["keyframes_wanted"],
            keyframes_asked=total["keyframes_asked"],
            drops=counters["drops"] | dict(self._ice_drops),
            threads=[spent / _NS_PER_SECOND for spent in self._plane.thread_cpu_ns()],
            process_cpu=time.process_time(),
            by_peer=[peer for peer in peers if peer.group == group],
            pictures=_pictures(peers),
            tracks={
                f"{kind}_{way}": distribution(_bitrates(peers, way, is_audio=kind == "audio"), BIT_RATES)
                for kind in ("audio", "video")
                for way in ("in", "out")
            },
            losses={
                "in": distribution((line.loss_in for line in lines.values()), SHARES),
                "out": distribution((line.loss_out for line in lines.values()), SHARES),
            },
            round_trips=distribution(
                (line.rtt_ms / 1000 for line in lines.values() if line.rtt_ms is not None), ROUND_TRIPS
            ),
            estimates=distribution((peer.estimate for peer in peers if peer.estimate is not None), BIT_RATES),
        )

    def _of_peer(self, peer: Peer, lines: Lines) -> PeerStatistics:
        estimate = None
        if peer.receiving is not None:
            of_transport = self._plane.transport_statistics(peer.receiving.connection.transport)
            estimate = of_transport["estimate"] or None
        sides = [side for side in (peer.publishing, peer.receiving) if side is not None]
        return PeerStatistics(
            peer=peer.name,
            group=peer.group.name,
            published=list(self._published(peer)),
            received=list(self._received(peer)),
            estimate=estimate,
            lines=[lines[side.connection.transport] for side in sides if side.connection.transport in lines],
        )

    def _published(self, peer: Peer) -> Iterable[TrackStatistics]:
        for track in peer.publishing.tracks() if peer.publishing is not None else ():
            for rid, stream in zip(track.rids or (None,), track.streams, strict=True):
                of = self._plane.stream_statistics(stream)
                yield TrackStatistics(
                    mid=track.section.mid,
                    source=track.source,
                    rid=rid,
                    bitrate=of["bitrate"],
                    packets=of["packets"],
                    lost=of["lost"],
                )

    def _received(self, peer: Peer) -> Iterable[TrackStatistics]:
        if peer.receiving is None:
            return
        for mid, output in peer.receiving.outputs().items():
            shown = peer.receiving.slots.get(mid)
            of = self._plane.output_statistics(output)
            yield TrackStatistics(
                mid=mid,
                source=None if shown is None else shown.source,
                layer=of["layer"],
                bitrate=of["bitrate"],
                packets=of["packets"],
                lost=of["lost"],
                rtt_ms=round(of["rtt_us"] / 1000),
            )


def _line(loss_in: int, loss_out: int, rtt_us: int) -> Line:
    return Line(loss_in / _WHOLE, loss_out / _WHOLE, round(rtt_us / 1000) if rtt_us else None)


def _pictures(peers: Iterable[PeerStatistics]) -> dict[str, int]:
    slots = (slot for peer in peers for slot in peer.received)
    layers = (slot.layer for slot in slots if slot.source is not None and not slot.source.is_audio)
    return dict(Counter(str(layer) for layer in layers if layer is not None and layer >= 0))


def _bitrates(peers: Iterable[PeerStatistics], way: str, *, is_audio: bool) -> Iterable[int]:
    """Of what is sent now: a layer that nobody looks at, or an empty slot, is no track."""
    for peer in peers:
        for track in peer.published if way == "in" else peer.received:
            if track.source is not None and track.source.is_audio is is_audio and track.bitrate > 0:
                yield track.bitrate
