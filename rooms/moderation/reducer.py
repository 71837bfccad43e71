"""How events change what a client sees of moderation."""

from __future__ import annotations

from rooms.moderation.events import ModerationEvent
from rooms.moderation.view import ModerationView


def reduce(view: ModerationView, event: ModerationEvent) -> ModerationView:
    raise NotImplementedError
