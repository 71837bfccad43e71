"""What a room remembers of moderation: sanctions, the door, content rules and cases, each in a part of its own.

A view holds the very structs that the parts keep, so that what is seen cannot differ from what holds.
"""

from __future__ import annotations

from msgspec import Struct, field

from rooms.members.terms import MemberJoined, MemberLeft
from rooms.moderation.acquaintance import Acquaintances
from rooms.moderation.case_state import Cases
from rooms.moderation.content_state import Content
from rooms.moderation.door_state import Door
from rooms.moderation.events import (
    BanLifted,
    ContentEvent,
    EntranceEvent,
    MemberRemoved,
    ModerationEvent,
    SanctionEvent,
)
from rooms.moderation.sanction_state import Sanctions
from rooms.moderation.terms import MuteScope
from rooms.moderation.view import DoorView, ModerationView, OwnView, StaffView
from rooms.visibility import Audience


class Moderation(Struct, gc=False):
    sanctions: Sanctions = field(default_factory=Sanctions)
    door: Door = field(default_factory=Door)
    content: Content = field(default_factory=Content)
    cases: Cases = field(default_factory=Cases)
    known: Acquaintances = field(default_factory=Acquaintances)

    def scopes_of(self, member: str) -> frozenset[MuteScope]:
        """What is muted of this member now, present or not."""
        return self.sanctions.scopes_of(member)

    def is_waiting(self, member: str) -> bool:
        return member in self.door.waiting

    @property
    def next_held(self) -> int:
        """The number of the next message that is held for review."""
        return self.content.last_held + 1

    def next_deadline(self) -> float | None:
        deadlines = (self.sanctions.next_deadline(), self.content.next_deadline())
        return min((at for at in deadlines if at is not None), default=None)

    def apply(self, event: ModerationEvent) -> None:
        if isinstance(event, SanctionEvent):
            self._apply_sanction(event)
        elif isinstance(event, EntranceEvent):
            self.door.apply(event)
        elif isinstance(event, ContentEvent):
            self.content.apply(event)
        else:
            self.cases.apply(event)

    def _apply_sanction(self, event: SanctionEvent) -> None:
        self.sanctions.apply(event)
        if isinstance(event, MemberRemoved):
            self.door.removed(event.member)
        elif isinstance(event, BanLifted):
            self.door.forgiven(event.member)
            self.known.stayed_out(event.member)

    def members_changed(self, event: MemberJoined | MemberLeft) -> None:
        if isinstance(event, MemberJoined):
            self.known.joined(event)
        else:
            self.known.left(event)

    # ------------------------------------------------------------ show

    def view(self, audience: Audience) -> ModerationView:
        return ModerationView(
            door=self._door(audience.member),
            own=OwnView() if audience.member is None else self._own(audience.member),
            staff=self._staff() if audience.is_staff else None,
        )

    def _door(self, viewer: str | None) -> DoorView:
        door = self.door
        return DoorView(
            slow_seconds=door.slow_seconds,
            locked=door.is_locked,
            waiting_room=door.has_waiting_room,
            rules=door.rules,
            accepted=0 if viewer is None else door.accepted.get(viewer, 0),
            muted=self.sanctions.muted(),
        )

    def _own(self, viewer: str) -> OwnView:
        return OwnView(
            member=viewer,
            mutes=self.sanctions.mutes_of(viewer),
            warning=self.sanctions.warnings.get(viewer),
            held=[held for held in self.content.held.values() if held.author == viewer],
            cases=list(self.cases.own.get(viewer, ())),
        )

    def _staff(self) -> StaffView:
        return StaffView(
            waiting=list(self.door.waiting.values()),
            held=list(self.content.held.values()),
            cases=list(self.cases.open.values()),
            mutes=list(self.sanctions.mutes.values()),
            bans=list(self.sanctions.bans.values()),
            exclusions=list(self.sanctions.exclusions.values()),
            matches=self.content.matches,
            rules=self.content.rules,
            ladder=self.content.ladder,
        )
