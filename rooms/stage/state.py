"""What a room remembers of stage."""

from __future__ import annotations

from msgspec import Struct

from rooms.members.terms import MediaAnnounced
from rooms.stage.terms import StageEvent, StageView
from rooms.terms import Source
from rooms.visibility import Audience


class Stage(Struct):
    def next_deadline(self) -> float | None:
        return None

    def apply(self, event: StageEvent) -> None:
        raise NotImplementedError

    def view(self, audience: Audience) -> StageView:
        return StageView()

    def sources_of(self, member: str) -> frozenset[Source]:
        return frozenset()

    def member_left(self, member: str) -> None:
        pass

    def media_announced(self, event: MediaAnnounced) -> None:
        pass
