"""What a sub-room takes over from its parent: which words may stand, which rules were accepted, and who is muted."""

from __future__ import annotations

from msgspec import Struct

from rooms.moderation.terms import ContentRule, LadderStep
from rooms.moderation.view import MuteView, RulesView


class Bequest(Struct, frozen=True):
    """For one member who enters. `accepted`: which version of `house` they accepted in the parent, 0 for none.

    `mutes` are theirs.
    """

    rules: list[ContentRule] = []
    ladder: list[LadderStep] = []
    house: RulesView | None = None
    accepted: int = 0
    mutes: list[MuteView] = []
