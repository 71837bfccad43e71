"""Who has hardly spoken here yet: among somebody's first three messages, within seven days of the first."""

from __future__ import annotations

from msgspec import Struct, field

FIRST_MESSAGES = 3
FIRST_SECONDS = 7 * 24 * 3600.0
REMEMBERED_SPEAKERS = 10_000
"""Beyond it those are forgotten, and new again, who spoke first longest ago."""


class Newcomers(Struct, gc=False):
    """`spoken`: when each person spoke first, and how many of their first messages there were."""

    spoken: dict[str, tuple[float, int]] = field(default_factory=dict)

    def has(self, member: str, now: float) -> bool:
        """Whether what they say now is among their first messages."""
        first_at, messages = self.spoken.get(member, (now, 0))
        return messages < FIRST_MESSAGES and now - first_at <= FIRST_SECONDS

    def said(self, member: str, at: float) -> None:
        first_at, messages = self.spoken.get(member, (at, 0))
        self.spoken[member] = (first_at, min(messages + 1, FIRST_MESSAGES))
        if len(self.spoken) > REMEMBERED_SPEAKERS:
            del self.spoken[next(iter(self.spoken))]
