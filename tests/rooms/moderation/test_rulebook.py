"""The rules that people accept, and those that are matched with what they write."""

from __future__ import annotations

import pytest

from rooms.moderation.events import ContentRulesSet, RulesAccepted, RulesPublished
from rooms.moderation.terms import (
    AcceptRules,
    ContentRule,
    LadderStep,
    PublishRules,
    RuleEffect,
    RuleKind,
    SetContentRules,
)
from rooms.moderation.view import RulesView
from rooms.rejections import Rejection, RejectionCode
from tests.rooms.moderation.scenes import SPAM, Classroom, code
from tests.support.law import ADA, BO, TESS, TOM
from tests.support.rooms import START


def test_rules_are_numbered_and_everybody_sees_them_in_both_languages() -> None:
    room = Classroom()
    assert room.ask(PublishRules("Be kind.", "友善。"), TESS) == [
        RulesPublished(at=START, version=1, en="Be kind.", zh="友善。", by="tess")
    ]
    room.events(PublishRules("Be very kind.", "非常友善。"), TESS)
    assert room.moderation(BO).door.rules == RulesView(2, "Be very kind.", "非常友善。")


def test_a_member_accepts_the_rules_of_now_and_sees_that_they_did() -> None:
    room = Classroom()
    assert code(room.ask(AcceptRules(1), ADA)) is RejectionCode.WRONG_STATE
    room.events(PublishRules("Be kind.", "友善。"), TESS)
    assert room.ask(AcceptRules(1), ADA) == [RulesAccepted(at=START, member="ada", version=1)]
    assert room.ask(AcceptRules(1), ADA) == []
    assert room.moderation(ADA).door.accepted == 1
    assert room.moderation(BO).door.accepted == 0
    room.events(PublishRules("Be very kind.", "非常友善。"), TESS)
    assert code(room.ask(AcceptRules(1), ADA)) is RejectionCode.WRONG_STATE
    room.events(AcceptRules(2), ADA)
    assert room.moderation(ADA).door.accepted == 2


def test_content_rules_and_the_ladder_are_for_staff_to_see_and_for_teachers_to_set() -> None:
    room = Classroom()
    ladder = [LadderStep(1), LadderStep(3, mute=600)]
    assert room.ask(SetContentRules([SPAM], ladder), TESS) == [
        ContentRulesSet(at=START, rules=[SPAM], ladder=ladder, by="tess")
    ]
    assert (room.staff.rules, room.staff.ladder) == ([SPAM], ladder)
    assert room.moderation(ADA).staff is None
    assert code(room.ask(SetContentRules([], []), TOM)) is RejectionCode.NOT_PERMITTED


@pytest.mark.parametrize(
    ("kind", "patterns", "why"),
    [
        (RuleKind.REGEX, ["fine", "(?=never linear)"], "invalid perl operator"),
        (RuleKind.REGEX, ["a)|(b"], "unexpected )"),
        (RuleKind.REGEX, ["((((x{30}){30}){30}){30})"], "bad repetition"),
        (RuleKind.REGEX, [], "no patterns"),
        (RuleKind.KEYWORDS, [], "no patterns"),
        (RuleKind.KEYWORDS, ["fine", " \u200b"], "a word without signs"),
    ],
)
def test_a_rule_that_could_not_be_matched_is_refused_with_its_id(
    kind: RuleKind, patterns: list[str], why: str
) -> None:
    room = Classroom(TESS)
    bad = ContentRule("bad-one", kind, RuleEffect.HIDE, patterns)
    refused = room.ask(SetContentRules([SPAM, bad], []), TESS)
    assert isinstance(refused, Rejection)
    assert refused.code is RejectionCode.BAD_PATTERN
    assert refused.detail.startswith("bad-one: ")
    assert room.staff.rules == []
    assert why.split()[0] in refused.detail


def test_two_rules_of_one_id_are_refused() -> None:
    room = Classroom(TESS)
    assert code(room.ask(SetContentRules([SPAM, SPAM], []), TESS)) is RejectionCode.WRONG_STATE
