"""What a room remembers of moderation."""

from __future__ import annotations

from msgspec import Struct

from rooms.moderation.events import ModerationEvent
from rooms.moderation.terms import MuteScope
from rooms.moderation.view import ModerationView
from rooms.visibility import Audience


class Moderation(Struct):
    def next_deadline(self) -> float | None:
        return None

    def apply(self, event: ModerationEvent) -> None:
        raise NotImplementedError

    def view(self, audience: Audience) -> ModerationView:
        return ModerationView()

    def scopes_of(self, member: str) -> frozenset[MuteScope]:
        return frozenset()

    def is_waiting(self, member: str) -> bool:
        return False
