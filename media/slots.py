"""Decide which track each slot of a receiver shows. Pure.

A slot is a section of a receiving connection; any track of its kind can be shown on it without renegotiation. A
track keeps its slot as long as both exist, so that nobody's picture jumps; a freed slot goes to the first track
that waits. It never knows transports or packets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from media.commands import Source


class Track(Struct, frozen=True):
    """What `peer` publishes from `source`."""

    peer: str
    source: Source


class Receiver(Struct, frozen=True):
    """Who looks, and its sections in the offered order: (mid, whether it is an audio section)."""

    peer: str
    sections: Sequence[tuple[str, bool]]


class Assignment(Struct, frozen=True):
    """`slots` by mid, in the order of the sections; the counts are of tracks that the receiver could show."""

    slots: dict[str, Track]
    want_audio: int
    want_video: int


def assign(receiver: Receiver, tracks: Sequence[Track], before: Mapping[str, Track]) -> Assignment:
    """`tracks` of the group, oldest first; `before` is what the slots showed until now."""
    wanted = [track for track in tracks if track.peer != receiver.peer]
    existing = set(wanted)
    kept = {mid: before[mid] for mid, _ in receiver.sections if mid in before and before[mid] in existing}
    shown = set(kept.values())
    waiting = {
        is_audio: iter([t for t in wanted if t not in shown and t.source.is_audio is is_audio])
        for is_audio in (True, False)
    }
    slots: dict[str, Track] = {}
    for mid, is_audio in receiver.sections:
        track = kept.get(mid) or next(waiting[is_audio], None)
        if track is not None:
            slots[mid] = track
    audio = sum(track.source.is_audio for track in wanted)
    return Assignment(slots, audio, len(wanted) - audio)
