"""The clock of every question, as staff in the room are told of it: opened once, then answered in time or overdue once.

It judges a history of events and knows nothing of how a server keeps time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from loadtests.room_copy import Frame

OVERDUE = 100
"""The level of the ladder at which a target is missed; others come before and after it."""


@dataclass
class Clock:
    """Of one question. `first`: its target in seconds. Times are the server's."""

    question: int
    opened: int = 0
    first: float = 0.0
    due_at: float | None = None
    answered_at: float | None = None
    overdue_at: list[float] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        return self.answered_at is not None or bool(self.overdue_at)

    @property
    def is_right(self) -> bool:
        """Opened once; answered by then and never overdue, or overdue once and at or after its time."""
        if self.opened != 1 or self.due_at is None:
            return False
        if not self.overdue_at:
            return self.answered_at is not None and self.answered_at <= self.due_at
        return len(self.overdue_at) == 1 and self.overdue_at[0] >= self.due_at


class QuestionClocks:
    def __init__(self) -> None:
        self.of: dict[int, Clock] = {}
        """By the number of the question."""
        self._obligations: dict[int, Clock] = {}

    def take(self, event: Frame) -> Clock | None:
        """One event of the room, in order; the clock that ran out by it."""
        tag = event["t"]
        if tag == "question_asked":
            self.of.setdefault(event["id"], Clock(event["id"]))
        elif tag == "obligation_opened" and event["anchor"] and event["anchor"]["kind"] == "question":
            clock = self.of.setdefault(event["anchor"]["number"], Clock(event["anchor"]["number"]))
            clock.opened += 1
            clock.first, clock.due_at = event["first"], event["due_at"]
            self._obligations[event["id"]] = clock
        elif tag in ("obligation_acked", "obligation_answered") and event["id"] in self._obligations:
            owed = self._obligations[event["id"]]
            owed.answered_at = owed.answered_at or event["at"]
        elif tag == "obligation_escalated" and event["id"] in self._obligations and event["level"] == OVERDUE:
            owed = self._obligations[event["id"]]
            owed.overdue_at.append(event["at"])
            return owed
        return None

    def figures(self) -> dict[str, float]:
        """`clocks_wrong` are those that were lost, doubled, early, or neither answered nor overdue."""
        clocks = self.of.values()
        return {
            "clocks": float(len(clocks)),
            "clocks_wrong": float(sum(not clock.is_right for clock in clocks)),
            "answered_in_time": float(sum(clock.is_right and not clock.overdue_at for clock in clocks)),
            "overdue": float(sum(bool(clock.overdue_at) for clock in clocks)),
        }
