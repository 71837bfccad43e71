"""Peers who receive each other, and the tracks that there are for them, oldest first.

It decides what a track is: a negotiated, permitted source of a member. It tells each member's receiving side what to
show and remembers what the member was told. It never negotiates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from media.commands import Source
from media.events import Slot, SlotsAssigned
from media.publishing import Publishing
from media.receiving import Receiving
from media.slots import Receiver, Track, assign


@dataclass
class Peer:
    """One device: at most one connection in each direction."""

    name: str
    group: Group
    may_publish: frozenset[Source]
    publishing: Publishing | None = None
    receiving: Receiving | None = None
    told: SlotsAssigned | None = None

    def tracks(self) -> dict[Track, int]:
        """What it publishes and may publish, with the plane's streams."""
        streams = self.publishing.streams() if self.publishing is not None else {}
        return {Track(self.name, s): stream for s, stream in streams.items() if s in self.may_publish}


class Group:
    def __init__(self) -> None:
        self.peers: dict[str, Peer] = {}
        self._tracks: dict[Track, int] = {}  # streams of the plane, oldest first

    def join(self, peer: Peer) -> None:
        peer.group = self
        self.peers[peer.name] = peer

    def leave(self, peer: Peer) -> None:
        del self.peers[peer.name]

    def refresh(self) -> list[SlotsAssigned]:
        """Give every member the tracks that there are now; returns what is news to somebody."""
        current: dict[Track, int] = {}
        for peer in self.peers.values():
            current |= peer.tracks()
        kept = {track: current[track] for track in self._tracks if track in current}
        self._tracks = kept | current
        news = map(partial(_show, tracks=self._tracks), self.peers.values())
        return [told for told in news if told is not None]


def _show(peer: Peer, tracks: dict[Track, int]) -> SlotsAssigned | None:
    receiving = peer.receiving
    sections = receiving.sections() if receiving is not None else []
    before = receiving.slots if receiving is not None else {}
    assignment = assign(Receiver(peer.name, sections), list(tracks), before)
    if receiving is not None:
        receiving.show(assignment.slots, tracks)
    slots = [Slot(mid, track.peer, track.source) for mid, track in assignment.slots.items()]
    told = SlotsAssigned(peer.name, slots, assignment.want_audio, assignment.want_video)
    if told == peer.told:
        return None
    peer.told = told
    return told
