"""How events change what a client sees of stage."""

from __future__ import annotations

from rooms.members.terms import MembersEvent
from rooms.stage.terms import StageEvent, StageView


def reduce(view: StageView, event: StageEvent) -> StageView:
    raise NotImplementedError


def reduce_members(view: StageView, event: MembersEvent) -> StageView:
    """Who leaves takes their hand down and is off the stage; who switches their microphone on was not asked in vain."""
    return view
