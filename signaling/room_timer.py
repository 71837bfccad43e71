"""The one timer of a room: it is set after every change, and touched only when its moment has moved."""

from __future__ import annotations

from collections.abc import Callable

from signaling.ports import Clock


class RoomTimer:
    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock, self._ring = clock, ring
        self._when: float | None = None
        self._cancel: Callable[[], None] | None = None

    def set(self, when: float | None) -> None:
        """Ring once at UTC second `when` and at no other time; None: not at all."""
        if when == self._when:
            return
        if self._cancel is not None:
            self._cancel()
        self._when = when
        self._cancel = None if when is None else self._clock.call_at(when, self._rings)

    def _rings(self) -> None:
        self._when = self._cancel = None
        self._ring()
