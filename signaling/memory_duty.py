"""A roster and a notice board in memory: what every one must behave like. Nobody is on duty until somebody says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count

from msgspec.structs import replace

from signaling.ports import OnDuty
from signaling.wire_duty import Notice


class MemoryDuty:
    """Implements `signaling.ports.Duty`."""

    def __init__(self) -> None:
        self._now: dict[tuple[str, str], OnDuty] = {}
        self._listeners: dict[int, Callable[[str], None]] = {}
        self._numbers = count()

    def now(self, space: str, room: str) -> OnDuty:
        return self._now.get((space, room), OnDuty())

    def listen(self, changed: Callable[[str], None]) -> Callable[[], None]:
        listener = next(self._numbers)
        self._listeners[listener] = changed
        return partial(self._ignore, listener)

    def change(self, space: str, room: str, now: OnDuty) -> None:
        """From here on, this is so."""
        self._now[space, room] = now
        for changed in tuple(self._listeners.values()):
            changed(space)

    def _ignore(self, listener: int) -> None:
        self._listeners.pop(listener, None)


class MemoryNotices:
    """Implements `signaling.ports.NoticeBoard`."""

    def __init__(self) -> None:
        self._of: dict[str, dict[int, Notice]] = {}
        self._listeners: dict[int, tuple[str, Callable[[list[Notice]], None]]] = {}
        self._numbers = count()

    async def unseen(self, person: str) -> list[Notice]:
        return [notice for notice in self._of.get(person, {}).values() if not notice.seen]

    async def mark_seen(self, person: str, ids: Sequence[int]) -> None:
        mine = self._of.get(person, {})
        seen = [replace(mine[id], seen=True) for id in ids if id in mine and not mine[id].seen]
        self._put(person, seen)

    def listen(self, person: str, changed: Callable[[list[Notice]], None]) -> Callable[[], None]:
        listener = next(self._numbers)
        self._listeners[listener] = (person, changed)
        return partial(self._ignore, listener)

    def give(self, person: str, notice: Notice) -> None:
        """A new one."""
        self._put(person, [notice])

    def _put(self, person: str, notices: list[Notice]) -> None:
        if not notices:
            return
        self._of.setdefault(person, {}).update((notice.id, notice) for notice in notices)
        for listening, changed in tuple(self._listeners.values()):
            if listening == person:
                changed(notices)

    def _ignore(self, listener: int) -> None:
        self._listeners.pop(listener, None)
