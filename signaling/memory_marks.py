"""Read marks in memory: what every store of them must behave like, and nothing survives the process."""

from __future__ import annotations

from collections.abc import Sequence

from signaling.ports import ReadMark


class MemoryReadMarks:
    """Implements `signaling.ports.ReadMarks`."""

    def __init__(self) -> None:
        self._marks: dict[tuple[str, str], ReadMark] = {}

    async def get(self, person: str, room: str) -> ReadMark:
        return self._marks.get((person, room), ReadMark(person, room))

    async def advance(self, marks: Sequence[ReadMark]) -> None:
        for mark in marks:
            kept = self._marks.get(mark.key, mark)
            self._marks[mark.key] = kept.up_to(mark)
