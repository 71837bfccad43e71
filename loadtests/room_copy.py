"""What a client holds of one room: its position in the log, and proof that no entry came twice or was missed.

It keeps the last snapshot and the events after it as they came; it does not know what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Frame = dict[str, Any]
"""A decoded MessagePack map of the wire: the codec here is the `msgpack` package, on purpose not the server's."""


@dataclass
class RoomCopy:
    """`gaps` counts entries that never came, `duplicates` those that came again: both must stay 0."""

    room: str
    position: tuple[int, int] | None = None
    snapshot: Frame | None = None
    events: list[Frame] = field(default_factory=list)
    gaps: int = 0
    duplicates: int = 0
    snapshots: int = 0

    def take_snapshot(self, frame: Frame) -> None:
        """Everything up to `seq`, at once: what came before is replaced."""
        self.position = (frame["epoch"], frame["seq"])
        self.snapshot = frame["view"]
        self.events = []
        self.snapshots += 1

    def take_event(self, frame: Frame) -> None:
        """One log entry. Its event is None when nothing of it is for this audience: the position moves all the same."""
        seen = self.position[1] if self.position else 0
        seq = frame["seq"]
        if seq <= seen:
            self.duplicates += 1
            return
        self.gaps += seq - seen - 1
        self.position = (frame["epoch"], seq)
        if frame["event"] is not None:
            self.events.append(frame["event"])

    def messages(self) -> list[Frame]:
        """The messages of the snapshot and those posted since, oldest first."""
        held: list[Frame] = list(self.snapshot["chat"]["messages"]) if self.snapshot else []
        return held + [event for event in self.events if event["t"] == "message_posted"]

    def head(self) -> Frame | None:
        """The position as the wire writes it."""
        return {"epoch": self.position[0], "seq": self.position[1]} if self.position else None
