"""What a room remembers of polls."""

from __future__ import annotations

from msgspec import Struct

from rooms.polls.terms import PollsEvent, PollView
from rooms.visibility import Audience


class Polls(Struct):
    def next_deadline(self) -> float | None:
        return None

    def apply(self, event: PollsEvent) -> None:
        raise NotImplementedError

    def view(self, audience: Audience) -> list[PollView]:
        return []
