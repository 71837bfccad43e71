"""The one timer of a room: it is set after every change, and touched only when its moment has moved."""

from __future__ import annotations

from collections.abc import Callable

from signaling.ports import Clock


class RoomTimer:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._when: float | None = None
        self._cancel: Callable[[], None] | None = None

    def set(self, when: float | None, ring: Callable[[], None]) -> None:
        """Ring once at UTC second `when` and at no other time; None: not at all. Only a timer that is set knows `ring`."""
        if when == self._when:
            return
        self.stop()
        if when is not None:
            self._when = when
            self._cancel = self._clock.call_at(when, lambda: self._rings(ring))

    def stop(self) -> None:
        if self._cancel is not None:
            self._cancel()
        self._when = self._cancel = None

    def _rings(self, ring: Callable[[], None]) -> None:
        self._when = self._cancel = None
        ring()
