"""Counters of the plane as statistics of peers and of everything. It decides whose a number is, and nothing else."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping

from studyhall_plane import Plane

from media.events import PeerStatistics, Statistics, TrackStatistics
from media.group import Peer

_NS_PER_SECOND = 1e9


class Counting:
    """`ice_drops` and `peers`, by name, are the SFU's own."""

    def __init__(self, plane: Plane, ice_drops: Mapping[str, int], peers: Mapping[str, Peer]) -> None:
        self._plane, self._ice_drops, self._peers = plane, ice_drops, peers

    def statistics(self, ref: int, group: str | None) -> Statistics:
        """`by_peer` is of the group."""
        counters = self._plane.statistics()
        total = counters["total"]
        members = [peer for peer in self._peers.values() if peer.group.name == group]
        return Statistics(
            ref=ref,
            peers=len(self._peers),
            packets_in=total["packets_in"],
            packets_out=total["packets_out"],
            bytes_in=total["bytes_in"],
            bytes_out=total["bytes_out"],
            drops=counters["drops"] | dict(self._ice_drops),
            threads=[spent / _NS_PER_SECOND for spent in self._plane.thread_cpu_ns()],
            process_cpu=time.process_time(),
            by_peer=[self._of_peer(peer) for peer in members],
            pictures=self._pictures(),
        )

    def _pictures(self) -> dict[str, int]:
        slots = (slot for peer in self._peers.values() for slot in self._received(peer))
        layers = (slot.layer for slot in slots if slot.source is not None and not slot.source.is_audio)
        return dict(Counter(str(layer) for layer in layers if layer is not None and layer >= 0))

    def _of_peer(self, peer: Peer) -> PeerStatistics:
        estimate = None
        if peer.receiving is not None:
            of_transport = self._plane.transport_statistics(peer.receiving.connection.transport)
            estimate = of_transport["estimate"] or None
        return PeerStatistics(
            peer=peer.name,
            group=peer.group.name,
            published=list(self._published(peer)),
            received=list(self._received(peer)),
            estimate=estimate,
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
