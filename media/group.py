"""Peers who receive each other, and the tracks that there are for them, oldest first.

It decides what a track is (a negotiated, permitted source of a member) and, where many could speak, whose voices are
sent: of those who are always heard, and of the loudest. It tells each member's receiving side what to show and remembers
what the member was told. Links to other media processes bring it tracks, or have what it publishes, beside its members.
It never negotiates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from media.commands import Source
from media.demand import Demand
from media.events import Exported, LayersWanted, Qualities, Quality, Slot, SlotsAssigned, Speaking
from media.exporting import Exporting
from media.importing import Importing
from media.publishing import PublishedTrack, Publishing
from media.quality import Line
from media.receiving import Receiving
from media.slots import Receiver, Track, assign
from media.speakers import Speakers

EVERYBODY_UP_TO = 8
"""Microphones of a group that are all sent to everybody."""

LOUDEST = 3
"""Of more than those, how many are sent beside the ones that always are."""


@dataclass
class Peer:
    """One device: at most one connection in each direction."""

    name: str
    group: Group
    may_publish: frozenset[Source]
    is_always_heard: bool = False
    publishing: Publishing | None = None
    receiving: Receiving | None = None
    told: SlotsAssigned | None = None
    demand: Demand = field(default_factory=Demand)
    line: Line = field(default_factory=Line)

    def tracks(self) -> dict[Track, PublishedTrack]:
        """What it publishes and may publish."""
        published = self.publishing.tracks() if self.publishing is not None else []
        return {Track(self.name, p.source): p for p in published if p.source in self.may_publish}


class Group:
    def __init__(self, name: str) -> None:
        self.name = name
        self.peers: dict[str, Peer] = {}
        self.imported: Importing | None = None
        self.exports: list[Exporting] = []
        self._demands: dict[str, Demand] = {}  # of the publishers of what is imported
        self._tracks: dict[Track, tuple[int, ...]] = {}  # oldest first
        self._speakers = Speakers(LOUDEST + 1)  # whoever is among them does not hear themselves
        self._told_speaking: list[str] = []
        self._told_qualities: dict[str, Quality] = {}

    def join(self, peer: Peer) -> None:
        peer.group = self
        self.peers[peer.name] = peer

    def leave(self, peer: Peer) -> None:
        del self.peers[peer.name]

    def voices(self) -> dict[int, str]:
        """Whose microphone each stream of the plane is."""
        return {
            stream: track.peer
            for track, streams in self._tracks.items()
            if track.source is Source.MIC
            for stream in streams
        }

    @property
    def is_empty(self) -> bool:
        return not self.peers and self.imported is None and not self.exports

    def refresh(self) -> Sequence[SlotsAssigned | Exported]:
        """Give every member and every link the tracks that there are now; returns what is news to somebody."""
        published: dict[Track, PublishedTrack] = {}
        for peer in self.peers.values():
            published |= peer.tracks()
        imported = {} if self.imported is None else self.imported.tracks()
        current = imported | {track: of.streams for track, of in published.items()}
        self._demands = {track.peer: self._demands.get(track.peer, Demand()) for track in imported}
        kept = {track: current[track] for track in self._tracks if track in current}
        self._tracks = kept | current
        speaking = {track.peer for track in self._tracks if track.source is Source.MIC}
        self._speakers.forget(self._speakers.known() - speaking)
        pinned = self._pinned()
        exported = [each.show(published, pinned) for each in self.exports]
        return [*self._show_all(), *(told for told in exported if told is not None)]

    def hear(self, levels: Mapping[str, int], now: float) -> list[SlotsAssigned | Speaking]:
        """The levels of microphones of this group (RFC 6464). Returns what is news."""
        before = list(self._speakers.heard)
        self._speakers.update(levels, now)
        news: list[SlotsAssigned | Speaking] = []
        if self._speakers.heard != before and self._is_large():
            news += self._show_all()
        speaking = self._speakers.speaking()
        if speaking != self._told_speaking:
            self._told_speaking = speaking
            news.append(Speaking(self.name, speaking))
        return news

    def demands(self, now: float) -> Iterator[LayersWanted]:
        """What publishers must be told of who sees them, here or behind a link."""
        seen = {track: 0 for track in self._tracks if not track.source.is_audio}
        wanted = [peer.receiving.wanted() for peer in self.peers.values() if peer.receiving is not None]
        wanted += [export.wanted() for export in self.exports]
        for each in wanted:
            for track, layers in each.items():
                seen[track] = max(seen.get(track, 0), layers)
        for name, demand in self._all_demands().items():
            of_peer = {track.source: n for track, n in seen.items() if track.peer == name}
            news = demand.update(of_peer, now) if of_peer else None
            if news is not None:
                yield LayersWanted(name, news)

    @property
    def is_lively(self) -> bool:
        """Somebody spoke lately: it must be looked at even when nothing is heard."""
        return self._speakers.is_lively

    @property
    def is_settled(self) -> bool:
        """No publisher is to be told to send less when it was not seen for a while longer."""
        return all(demand.is_settled for demand in self._all_demands().values())

    def qualities(self) -> Qualities | None:
        """Of the members' lines, if that is news."""
        bad = {peer.name: peer.line.quality for peer in self.peers.values()}
        told = {name: quality for name, quality in bad.items() if quality is not None}
        if told == self._told_qualities:
            return None
        self._told_qualities = told
        return Qualities(self.name, told)

    def _all_demands(self) -> dict[str, Demand]:
        """Who publishes elsewhere is told there, although the same peer may receive here."""
        return {peer.name: peer.demand for peer in self.peers.values()} | self._demands

    def _pinned(self) -> set[str]:
        imported = set() if self.imported is None else self.imported.always_heard
        return imported | {peer.name for peer in self.peers.values() if peer.is_always_heard}

    def _is_large(self) -> bool:
        return sum(track.source is Source.MIC for track in self._tracks) > EVERYBODY_UP_TO

    def _show_all(self) -> list[SlotsAssigned]:
        is_large = self._is_large()
        pinned = self._pinned()
        news = (
            _show(peer, self._tracks, self._heard_by(peer, pinned) if is_large else None)
            for peer in self.peers.values()
        )
        return [told for told in news if told is not None]

    def _heard_by(self, peer: Peer, pinned: set[str]) -> _Heard:
        others = pinned - {peer.name}
        loudest = [name for name in self._speakers.heard if name != peer.name and name not in pinned]
        return _Heard(others, set(loudest[:LOUDEST]))


class _Heard(NamedTuple):
    """Whose microphones one peer is sent."""

    always: set[str]
    loudest: set[str]


def _show(peer: Peer, tracks: Mapping[Track, tuple[int, ...]], heard: _Heard | None) -> SlotsAssigned | None:
    """`heard` None: everybody's microphones are sent."""
    receiving = peer.receiving
    sections = receiving.sections() if receiving is not None else []
    before = receiving.slots if receiving is not None else {}
    sent = [track for track in tracks if heard is None or _is_sent(track, heard)]
    assignment = assign(Receiver(peer.name, sections), sent, before)
    if receiving is not None:
        receiving.show(assignment.slots, tracks)
    want_audio = assignment.want_audio
    if heard is not None:  # there are as many places as ever, whoever speaks now
        want_audio += LOUDEST - sum(t.source is Source.MIC and t.peer in heard.loudest for t in sent)
    slots = [Slot(mid, track.peer, track.source) for mid, track in assignment.slots.items()]
    told = SlotsAssigned(peer.name, slots, want_audio, assignment.want_video)
    if told == peer.told:
        return None
    peer.told = told
    return told


def _is_sent(track: Track, heard: _Heard) -> bool:
    return track.source is not Source.MIC or track.peer in heard.always or track.peer in heard.loudest
