"""The one timer of a room. It is set after every change, and what is moved later costs nothing: it rings, and sleeps on."""

from __future__ import annotations

from collections.abc import Callable

from signaling.ports import Clock


class RoomTimer:
    """Knows whom to ring only while it is set."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._when = self._armed_for = 0.0
        self._ring: Callable[[], None] = _nobody
        self._cancel: Callable[[], None] | None = None

    def set(self, when: float | None, ring: Callable[[], None]) -> None:
        """Ring once at UTC second `when` and at no other time; None: not at all."""
        if when is None:
            self.stop()
            return
        self._when, self._ring = when, ring
        if self._cancel is None or when < self._armed_for:
            self._arm(when)

    def stop(self) -> None:
        if self._cancel is not None:
            self._cancel()
        self._ring, self._cancel = _nobody, None

    def _arm(self, when: float) -> None:
        if self._cancel is not None:
            self._cancel()
        self._armed_for, self._cancel = when, self._clock.call_at(when, self._rings)

    def _rings(self) -> None:
        self._cancel = None
        if self._when > self._clock.now():
            self._arm(self._when)
        else:
            ring, self._ring = self._ring, _nobody
            ring()


def _nobody() -> None:
    """Whom a timer rings that is not set."""
