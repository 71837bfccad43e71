"""A classroom to moderate in: every event of it is held to the snapshot law for every audience."""

from __future__ import annotations

from rooms.chat.terms import PostMessage
from rooms.decision import Decision, Refused
from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.members.terms import AttachDevice, Leave
from rooms.moderation.terms import ContentRule, LadderStep, RuleEffect, RuleKind, SetContentRules
from rooms.moderation.view import ModerationView, StaffView
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role
from rooms.terms import Actor
from rooms.visibility import Audience
from tests.support.law import ADA, AUDIENCES, EVERYBODY, TESS, LawRig
from tests.support.rooms import person

TINA = person("tina", Role.TEACHER)
SPAM = ContentRule(
    id="spam", kind=RuleKind.KEYWORDS, effect=RuleEffect.REMOVE, patterns=["spam"], shadow=False
)


class Classroom(LawRig):
    """Ada and Bo are students, Chen an active one, Gil a guest; Tess teaches, Tom assists, Otto operates."""

    def __init__(self, *actors: Actor, audiences: tuple[Audience, ...] = AUDIENCES) -> None:
        super().__init__(RoomKind.STUDY, audiences)
        self._posts = 0
        self.enter(*(actors or EVERYBODY))

    def say(self, text: str, actor: Actor = ADA) -> Decision:
        self._posts += 1
        return self.ask(PostMessage(f"cid-{self._posts:04}", text), actor)

    def rules(self, *rules: ContentRule, ladder: list[LadderStep] | None = None) -> None:
        self.events(SetContentRules(list(rules), ladder or []), TESS)

    def leave(self, actor: Actor) -> None:
        self.events(Leave(), actor)

    def knock(self, actor: Actor) -> Decision:
        return self.ask(AttachDevice(actor.device), actor)

    def moderation(self, actor: Actor) -> ModerationView:
        return self.view(actor).moderation

    @property
    def staff(self) -> StaffView:
        seen = self.moderation(TESS).staff
        assert seen is not None
        return seen


def code(decision: Decision) -> RejectionCode:
    """Why it was refused."""
    if isinstance(decision, Refused):
        return decision.rejection.code
    assert isinstance(decision, Rejection), decision
    return decision.code


def happened(decision: Decision) -> list[AnyEvent]:
    """What a refusal left in the log, or what was allowed."""
    if isinstance(decision, Refused):
        return decision.events
    assert isinstance(decision, list), decision
    return decision
