"""Which texts of whom the rules of each kind match."""

from __future__ import annotations

import pytest

from rooms.chat.terms import DeleteMessage, EditMessage
from rooms.moderation.matching import match
from rooms.moderation.terms import ContentRule, RuleEffect, RuleKind
from rooms.rejections import RejectionCode
from rooms.state import RoomState
from tests.rooms.moderation.scenes import Classroom, code
from tests.support.law import ADA, BO
from tests.support.rooms import START


def rule(kind: RuleKind, *patterns: str, threshold: int = 5, window: int = 60) -> ContentRule:
    return ContentRule(
        "rule", kind, RuleEffect.HOLD, list(patterns), threshold=threshold, window=window, shadow=False
    )


@pytest.mark.parametrize(
    ("matched", "text", "at"),
    [
        (rule(RuleKind.LINKS, "example.org"), "see evil.com", 4),
        (rule(RuleKind.LINKS, "example.org"), "see www.example.org", None),
        (rule(RuleKind.CONTACTS), "电话 １３８ １２３４ ５６７８", 2),
        (rule(RuleKind.CONTACTS), "chapter 13, exercise 8", None),
        (rule(RuleKind.KEYWORDS, "代写", "essay mill"), "专业代-写作业", 2),
        (rule(RuleKind.KEYWORDS, "代写"), "代表写作", None),
        (rule(RuleKind.REGEX, r"win \d+", r"(?i)casino"), "Casino: win 100", 0),
        (rule(RuleKind.REGEX, "casino"), "Casino", None),
    ],
)
def test_a_rule_of_text_matches_by_the_text_alone(matched: ContentRule, text: str, at: int | None) -> None:
    assert match(RoomState(), matched, "ada", text, START) == at


@pytest.mark.parametrize("text", ["(" * 4000, "a" * 4000, "1 3 8 " * 600, "x." * 2000, "加，" * 2000])
@pytest.mark.parametrize("kind", [RuleKind.LINKS, RuleKind.CONTACTS, RuleKind.KEYWORDS, RuleKind.REGEX])
def test_no_text_of_the_longest_kind_is_hard_to_search(kind: RuleKind, text: str) -> None:
    assert match(RoomState(), rule(kind, "(a*)*b", "(x+x+)+y"), "ada", text, START) is None


def test_the_sixth_nearly_same_message_in_a_minute_is_held() -> None:
    room = Classroom()
    room.rules(rule(RuleKind.NEAR_DUPLICATE))
    for number in range(5):
        room.now += 10
        room.say(f"加群领取免费学习资料，名额有限 {number}")
        room.say("something else of the same member")
        room.say("加群领取免费学习资料，名额有限", BO)
    room.now += 9
    room.say("加 群 领取免费学习资料!!! 名额有限")
    assert [held.body for held in room.staff.held][-1:] == ["加 群 领取免费学习资料!!! 名额有限"]


def test_messages_of_longer_ago_than_the_window_are_not_like_this_one() -> None:
    room = Classroom()
    room.rules(rule(RuleKind.NEAR_DUPLICATE, threshold=1, window=60))
    room.say("the same again")
    room.now += 60
    assert isinstance(room.say("the same again"), list)
    assert room.staff.held == []
    room.now += 59
    room.say("the same again")
    assert len(room.staff.held) == 1


@pytest.mark.parametrize("unsaid", [DeleteMessage(1), EditMessage(1, "something else entirely")])
def test_deleting_or_editing_each_post_hides_no_repetition(unsaid: DeleteMessage | EditMessage) -> None:
    room = Classroom()
    room.rules(rule(RuleKind.NEAR_DUPLICATE, threshold=1, window=60))
    room.say("the same again")
    room.events(unsaid, ADA)
    room.say("the same again")
    assert [held.body for held in room.staff.held] == ["the same again"]


def test_deleting_each_post_hides_no_flood() -> None:
    room = Classroom()
    room.rules(rule(RuleKind.FLOOD, threshold=1, window=60))
    room.say("one")
    room.events(DeleteMessage(1), ADA)
    room.say("two")
    assert [held.body for held in room.staff.held] == ["two"]


def test_more_posts_than_the_threshold_within_the_window_are_a_flood() -> None:
    room = Classroom()
    room.rules(rule(RuleKind.FLOOD, threshold=3, window=10))
    for text in ("one", "two", "three"):
        room.say(text)
        room.say(text, BO)
        room.now += 1
    room.say("four")
    assert [held.body for held in room.staff.held] == ["four"]
    room.now += 7
    room.say("five")  # two and three are in the window, and four, which is held
    assert [held.body for held in room.staff.held] == ["four", "five"]
    room.now += 10
    room.say("six")
    assert len(room.staff.held) == 2


def test_a_refused_post_leaves_no_trace_in_the_count() -> None:
    room = Classroom()
    room.rules(ContentRule("flood", RuleKind.FLOOD, RuleEffect.REMOVE, threshold=1, window=10, shadow=False))
    room.say("one")
    for _ in range(3):
        room.now += 3
        assert code(room.say("two")) is RejectionCode.REFUSED_BY_RULE
    room.now += 1
    assert isinstance(room.say("three"), list)
