"""Who speaks in a group, from the audio levels of their packets (RFC 6464). Nothing is decoded. Pure: time is an argument.

Two answers. *Heard* are the few whose voice has a slot in a large group: whoever begins to speak is among them at
once, because a first syllable cannot be sent later; and stays until others were louder for a while. *Speaking* is what
people are shown: without coughs at the beginning, and without gaps between words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

QUIET = 50
"""Level from which on nobody speaks: -50 dBov."""

LOUDER_BY = 6.0
"""Decibels by which somebody takes the place of another who still speaks."""

SHOWN_AFTER = 0.2
SHOWN_FOR = 0.6
"""Seconds of voice before somebody is shown to speak, and of silence before they are not."""

KEPT_FOR = 2.0
"""Seconds of silence after which a place is anybody's."""

_SMOOTHING = 0.4


class _Voice(Struct):
    level: float  # smoothed; 0 is loudest
    began: float
    heard_at: float
    is_shown: bool = False


class Speakers:
    def __init__(self, places: int) -> None:
        """`places`: how many are heard at a time."""
        self._places = places
        self._voices: dict[str, _Voice] = {}  # who spoke lately
        self.heard: list[str] = []

    def update(self, levels: Mapping[str, int], now: float) -> None:
        """`levels` are of everybody whose packets came lately; 0 loudest, 127 silence."""
        for name, level in levels.items():
            if level < QUIET:
                self._hear(name, level, now)
        silent = [name for name, voice in self._voices.items() if now - voice.heard_at > KEPT_FOR]
        for name in silent:
            del self._voices[name]
        for voice in self._voices.values():
            is_silent = now - voice.heard_at > SHOWN_FOR
            voice.is_shown = not is_silent and (voice.is_shown or now - voice.began >= SHOWN_AFTER)
        self._seat(now)

    def forget(self, names: Iterable[str]) -> None:
        """They left, or may not be heard any more."""
        for name in names:
            self._voices.pop(name, None)
            if name in self.heard:
                self.heard.remove(name)

    def speaking(self) -> list[str]:
        """Loudest first."""
        shown = [(voice.level, name) for name, voice in self._voices.items() if voice.is_shown]
        return [name for _, name in sorted(shown)]

    @property
    def is_lively(self) -> bool:
        return bool(self._voices)

    def known(self) -> set[str]:
        return self._voices.keys() | set(self.heard)

    def _hear(self, name: str, level: int, now: float) -> None:
        voice = self._voices.get(name)
        if voice is None or now - voice.heard_at > SHOWN_FOR:
            self._voices[name] = _Voice(float(level), now, now)
        else:
            voice.level += _SMOOTHING * (level - voice.level)
            voice.heard_at = now

    def _seat(self, now: float) -> None:
        """Whoever speaks takes a free place, then that of one who is silent, then that of one who is much quieter."""
        voices = self._voices.items()
        waiting = sorted(
            (v.level, name) for name, v in voices if v.heard_at == now and name not in self.heard
        )
        for level, name in waiting:
            if len(self.heard) < self._places:
                self.heard.append(name)
                continue
            loudness, quietest = max((self._level(each), each) for each in self.heard)
            if loudness - level < LOUDER_BY:
                return
            self.heard[self.heard.index(quietest)] = name

    def _level(self, name: str) -> float:
        voice = self._voices.get(name)
        return 127.0 if voice is None else voice.level
