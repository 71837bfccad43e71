"""A name that a content rule of the room matches does not come in; another one does."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.decision import Decision
from rooms.members.terms import AttachDevice, DetachDevice
from rooms.moderation.terms import ContentRule, RuleEffect, RuleKind
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role, is_staff
from rooms.terms import Actor
from tests.rooms.moderation.scenes import SPAM, Classroom
from tests.support.law import BO, TESS
from tests.support.rooms import person

REFUSED = Rejection(RejectionCode.NAME_REFUSED, "spam")
SPAMMER = person("zoe", name="buy spam here")


def comes(actor: Actor, *rules: ContentRule) -> Decision:
    room = Classroom(TESS)
    room.rules(*rules)
    before = len(room.log)
    decision = room.knock(actor)
    assert isinstance(decision, list) or len(room.log) == before
    return decision


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (SPAM, "ＳＰＡＭ"),
        (ContentRule("spam", RuleKind.LINKS, RuleEffect.HOLD, shadow=False), "see ads.example.org"),
        (ContentRule("spam", RuleKind.CONTACTS, RuleEffect.HIDE, shadow=False), "加微信 vx12345678"),
        (ContentRule("spam", RuleKind.REGEX, RuleEffect.MUTE, ["^x+$"], shadow=False), "xxx"),
    ],
    ids=["keywords", "links", "contacts", "regex"],
)
def test_a_name_is_held_to_what_a_text_is_held_to(rule: ContentRule, name: str) -> None:
    assert comes(person("zoe", name=name), rule) == REFUSED
    assert isinstance(comes(person("zoe", name="Zoe"), rule), list)


def test_rules_about_how_often_somebody_posts_say_nothing_of_a_name() -> None:
    flood = ContentRule("flood", RuleKind.FLOOD, RuleEffect.REMOVE, threshold=1, shadow=False)
    assert isinstance(comes(SPAMMER, flood, replace(flood, id="again", kind=RuleKind.NEAR_DUPLICATE)), list)


@pytest.mark.parametrize("role", Role)
def test_staff_and_who_is_exempt_are_called_as_they_like(role: Role) -> None:
    rule = replace(SPAM, exempt=[Role.ACTIVE])
    decision = comes(replace(SPAMMER, role=role), rule)
    assert isinstance(decision, list) if is_staff(role) or role is Role.ACTIVE else decision == REFUSED


def test_a_rule_on_trial_keeps_nobody_out() -> None:
    assert isinstance(comes(SPAMMER, replace(SPAM, shadow=True)), list)


def test_another_name_is_held_to_it_also_of_who_is_here_and_the_same_one_is_not() -> None:
    room = Classroom(TESS, BO, SPAMMER)
    room.rules(SPAM)
    room.events(DetachDevice(SPAMMER.device, clean=False), SPAMMER)
    room.enter(SPAMMER)
    renamed = replace(BO, name="spam")
    assert room.ask(AttachDevice(BO.device), renamed) == REFUSED
    assert [member.name for member in room.view().members] == ["Tess", "Bo", SPAMMER.name]
    room.enter(replace(BO, name="Bob"))
