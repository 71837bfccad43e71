"""A rig that holds every event to the snapshot law: what an audience saw, changed by what it is told, is what it would see."""

from __future__ import annotations

from typing_extensions import override

from rooms.commands import AnyCommand
from rooms.decision import Decision
from rooms.kinds import RoomKind
from rooms.roles import Role
from rooms.room import Room
from rooms.terms import SYSTEM, Actor
from rooms.view import RoomView
from rooms.view_reducer import reduce_view
from rooms.visibility import EVERYONE, STAFF, Audience, audience_of, project, singled_out
from tests.support.rooms import Rig, person

ADA = person("ada")
BO = person("bo")
CHEN = person("chen", Role.ACTIVE)
GIL = person("gil", Role.GUEST)
TESS = person("tess", Role.TEACHER)
TOM = person("tom", Role.TA)
OTTO = person("otto", Role.OPERATOR)
EVERYBODY = (ADA, BO, CHEN, GIL, TESS, TOM, OTTO)
AUDIENCES = (EVERYONE, STAFF, *(audience_of(actor.member, actor.role) for actor in EVERYBODY))


class LawRig(Rig):
    """Checks the law for `audiences` after every single event, and that replaying gives the same room."""

    def __init__(
        self, kind: RoomKind | None = RoomKind.STUDY, audiences: tuple[Audience, ...] = AUDIENCES
    ) -> None:
        self._audiences = audiences
        super().__init__(None)
        if kind is not None:
            self.open(kind)

    def view(self, actor: Actor | None = None) -> RoomView:
        """What this member sees; without one, what everybody does."""
        return self.room.snapshot(audience_of(actor.member, actor.role) if actor else EVERYONE)

    @override
    def ask(self, command: AnyCommand, actor: Actor = SYSTEM) -> Decision:
        copy = Room.thaw(self.room.freeze())
        views = {audience: copy.snapshot(audience) for audience in self._audiences}
        before = len(self.log)
        decision = super().ask(command, actor)
        for event in self.log[before:]:
            copy.apply(event)
            for audience in self._audiences:
                told = project(event, audience)
                views[audience] = reduce_view(views[audience], told)
                assert views[audience] == copy.snapshot(audience), (event, audience)
                if audience.member not in singled_out(event):
                    assert told == project(event, Audience(audience.is_staff)), (event, audience)
        assert copy.freeze() == self.room.freeze(), "replay differs from live"
        return decision
