"""Listens to voices and looks at lines: what the plane measures, as news of groups.

It decides when to look and whose a number is; what a number means is decided in speakers.py, quality.py and demand.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from media.commands import Direction
from media.connection import Connection
from media.events import AnyEvent, Quality
from media.group import Group, Peer
from media.quality import judge, worse

VOICES_SECONDS = 0.1
"""Between two looks at who speaks."""

LINES_EVERY = 20
"""Looks at voices for each look at lines."""

_US_PER_SECOND = 1e6
_WHOLE = 65536

Connections = Mapping[int, tuple[Connection, Peer, Direction]]


class Meter(Protocol):
    """What is needed of the plane."""

    def audio_levels(self) -> list[tuple[int, int]]: ...

    def lines(self) -> list[tuple[int, int, int, int]]: ...


class Measuring:
    """`connections` by the plane's transport and `peers` by name are the SFU's own; `emit` takes each event."""

    def __init__(
        self,
        meter: Meter,
        connections: Connections,
        peers: Mapping[str, Peer],
        emit: Callable[[AnyEvent], None],
        now: Callable[[], float],
    ) -> None:
        self._meter, self._connections, self._peers = meter, connections, peers
        self._emit, self._now = emit, now
        self._voices: dict[int, tuple[Group, str]] = {}  # by stream
        self._streams: dict[Group, list[int]] = {}
        self._lively: set[Group] = set()  # where somebody spoke lately
        self._waiting: set[Group] = set()  # where publishers may soon be told to send less
        self._looks = 0

    def refreshed(self, group: Group) -> None:
        """Its tracks, or how they are seen, may have changed."""
        for stream in self._streams.pop(group, ()):
            del self._voices[stream]
        voices = group.voices()
        if voices:
            self._streams[group] = list(voices)
            self._voices |= {stream: (group, name) for stream, name in voices.items()}
        self._lively.add(group)
        self._demand([group])

    def look(self) -> None:
        """To be called every `VOICES_SECONDS`."""
        self._hear()
        self._looks += 1
        if self._looks % LINES_EVERY == 0:
            self._demand(list(self._waiting))
            self._look_at_lines()

    def _hear(self) -> None:
        levels: defaultdict[Group, dict[str, int]] = defaultdict(dict)
        for stream, level in self._meter.audio_levels():
            if stream in self._voices:
                group, name = self._voices[stream]
                levels[group][name] = level
        now = self._now()
        for group in levels.keys() | self._lively:
            for news in group.hear(levels[group], now):
                self._emit(news)
        self._lively = {group for group in levels.keys() | self._lively if group.is_lively}

    def _demand(self, groups: Iterable[Group]) -> None:
        now = self._now()
        for group in groups:
            for news in group.demands(now):
                self._emit(news)
            (self._waiting.discard if group.is_settled else self._waiting.add)(group)

    def _look_at_lines(self) -> None:
        now = self._now()
        judged: dict[str, Quality | None] = {}
        for transport, loss_in, loss_out, rtt_us in self._meter.lines():
            found = self._connections.get(transport)
            if found is not None:
                quality = judge(max(loss_in, loss_out) / _WHOLE, rtt_us / _US_PER_SECOND)
                judged[found[1].name] = worse(judged.get(found[1].name), quality)
        changed: set[Group] = set()
        for name, quality in judged.items():
            peer = self._peers.get(name)
            if peer is not None:
                before = peer.line.quality
                peer.line.update(quality, now)
                if peer.line.quality != before:
                    changed.add(peer.group)
        for group in changed:
            news = group.qualities()
            if news is not None:
                self._emit(news)
