"""What clients of a space watch together: made when the first one does, and then kept up to date by one task."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from signaling.outbox import Outbox


class Watched(Protocol):
    def watch(self, outbox: Outbox) -> None: ...

    def unwatch(self, outbox: Outbox) -> None: ...

    async def run(self) -> None:
        """Until cancelled."""
        ...


W = TypeVar("W", bound=Watched)


class PerSpace(Generic[W]):
    def __init__(self, make: Callable[[str], W], tasks: asyncio.TaskGroup) -> None:
        self._make = make
        self._tasks = tasks
        self._watched: dict[str, W] = {}
        self._running: list[asyncio.Task[None]] = []

    def of(self, space: str) -> W | None:
        """None when nobody has ever watched it here."""
        return self._watched.get(space)

    def watch(self, space: str, outbox: Outbox) -> None:
        watched = self._watched.get(space)
        if watched is None:
            watched = self._watched[space] = self._make(space)
            name = f"{type(watched).__name__} of {space}"
            self._running.append(self._tasks.create_task(watched.run(), name=name))
        watched.watch(outbox)

    def unwatch(self, space: str, outbox: Outbox) -> None:
        if space in self._watched:
            self._watched[space].unwatch(outbox)

    def close(self) -> None:
        for task in self._running:
            task.cancel()
