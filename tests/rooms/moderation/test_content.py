"""What becomes of words that content rules match, and of who wrote them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.chat.terms import MessageHidden, MessagePosted, MessageState
from rooms.moderation.content import HELD_PER_MEMBER, MAX_HELD
from rooms.moderation.content_state import RECENT_MATCHES
from rooms.moderation.events import MemberMuted, MemberRemoved, MessageHeld, RuleMatched
from rooms.moderation.terms import ContentRule, LadderStep, MuteScope, RuleEffect
from rooms.questions.terms import AskQuestion
from rooms.rejections import RejectionCode
from rooms.roles import Role, is_staff
from rooms.terms import Actor
from rooms.visibility import STAFF, audience_of
from tests.rooms.moderation.scenes import SPAM, Classroom, code, happened
from tests.support.law import ADA, BO, CHEN, EVERYBODY, GIL, TESS
from tests.support.rooms import START, person

STUDENTS = (ADA, CHEN, GIL)


def with_effect(effect: RuleEffect, id: str = "spam") -> ContentRule:
    return replace(SPAM, id=id, effect=effect)


def test_what_no_rule_matches_stands() -> None:
    room = Classroom()
    room.rules(SPAM)
    (posted,) = happened(room.say("hello"))
    assert isinstance(posted, MessagePosted)


def test_a_rule_in_shadow_only_notes_what_it_would_have_matched() -> None:
    room = Classroom()
    room.rules(replace(SPAM, shadow=True))
    posted, matched = happened(room.say("buy spam"))
    assert isinstance(posted, MessagePosted)
    assert matched == RuleMatched(at=START, rule="spam", member="ada", excerpt="buy spam", shadow=True)
    assert [match.shadow for match in room.staff.matches] == [True]
    assert room.moderation(ADA).door.muted == {}


def test_a_rule_that_removes_refuses_the_post_and_leaves_a_trace_for_staff() -> None:
    room = Classroom()
    room.rules(SPAM)
    refused = room.say("buy spam")
    assert code(refused) is RejectionCode.REFUSED_BY_RULE
    assert happened(refused) == [
        RuleMatched(at=START, rule="spam", member="ada", excerpt="buy spam", shadow=False)
    ]
    assert room.view(BO).chat.messages == []


def test_a_rule_that_holds_shows_the_message_to_its_author_and_staff_alone() -> None:
    room = Classroom()
    room.rules(with_effect(RuleEffect.HOLD))
    held, _ = happened(room.say("buy spam"))
    assert isinstance(held, MessageHeld)
    assert [message.body for message in room.staff.held] == ["buy spam"]
    assert room.moderation(ADA).own.held == room.staff.held
    assert room.moderation(BO).own.held == []
    assert room.room.last_message == 0


def test_a_rule_that_hides_leaves_a_tombstone_for_others() -> None:
    room = Classroom()
    room.rules(with_effect(RuleEffect.HIDE))
    _, hidden, _ = happened(room.say("buy spam"))
    assert hidden == MessageHidden(at=START, id=1, author="ada", by="", rule="spam")
    (seen,) = room.view(BO).chat.messages
    assert (seen.state, seen.body) == (MessageState.HIDDEN, "")


def test_a_rule_that_mutes_refuses_the_post_and_mutes_for_its_time() -> None:
    room = Classroom()
    room.rules(replace(with_effect(RuleEffect.MUTE), seconds=120))
    refused = room.say("buy spam")
    assert code(refused) is RejectionCode.REFUSED_BY_RULE
    assert happened(refused)[1:] == [
        MemberMuted(at=START, member="ada", scopes=[MuteScope.TEXT], by="", until=START + 120, rule="spam")
    ]
    assert code(room.say("hello")) is RejectionCode.MUTED
    assert [mute.rule for mute in room.moderation(ADA).own.mutes] == ["spam"]
    assert room.moderation(BO).door.muted == {"ada": [MuteScope.TEXT]}


@pytest.mark.parametrize(
    ("effects", "strongest"),
    [
        ([RuleEffect.HIDE, RuleEffect.HOLD], RuleEffect.HOLD),
        ([RuleEffect.REMOVE, RuleEffect.HOLD], RuleEffect.REMOVE),
        ([RuleEffect.MUTE, RuleEffect.REMOVE], RuleEffect.MUTE),
    ],
)
def test_of_several_rules_the_strongest_effect_counts_and_all_are_noted(
    effects: list[RuleEffect], strongest: RuleEffect
) -> None:
    together, alone = Classroom(), Classroom()
    together.rules(*(with_effect(effect, effect.value) for effect in effects))
    alone.rules(with_effect(strongest, strongest.value))
    decided = happened(together.say("buy spam"))
    assert [event.rule for event in decided if isinstance(event, RuleMatched)] == [*effects]
    without_matches = [event for event in decided if not isinstance(event, RuleMatched)]
    alone_decided = happened(alone.say("buy spam"))
    assert without_matches == [event for event in alone_decided if not isinstance(event, RuleMatched)]


@pytest.mark.parametrize("actor", EVERYBODY)
def test_staff_are_never_matched(actor: Actor) -> None:
    room = Classroom()
    room.rules(SPAM)
    decision = room.say("buy spam", actor)
    assert (len(happened(decision)) == 1 and isinstance(decision, list)) is is_staff(actor.role)


def test_an_exempt_role_is_spared_and_the_match_is_noted_all_the_same() -> None:
    room = Classroom()
    room.rules(replace(SPAM, exempt=[Role.ACTIVE]))
    posted, matched = happened(room.say("buy spam", CHEN))
    assert isinstance(posted, MessagePosted)
    assert matched == RuleMatched(at=START, rule="spam", member="chen", excerpt="buy spam", shadow=True)
    assert code(room.say("buy spam", ADA)) is RejectionCode.REFUSED_BY_RULE


def test_the_same_post_has_the_same_effect_for_every_role_that_is_not_exempt() -> None:
    decided = []
    for actor in STUDENTS:
        room = Classroom()
        room.rules(replace(SPAM, effect=RuleEffect.MUTE))
        decided.append([type(event) for event in happened(room.say("buy spam", actor))])
    assert decided == [[RuleMatched, MemberMuted]] * len(STUDENTS)


def test_only_the_newest_matches_are_kept_for_staff_to_see() -> None:
    room = Classroom()
    room.rules(SPAM)
    for number in range(RECENT_MATCHES + 3):
        room.say(f"spam {number}")
    assert [match.excerpt for match in room.staff.matches] == [
        f"spam {number}" for number in range(3, RECENT_MATCHES + 3)
    ]


def test_who_has_too_much_held_already_is_refused_and_others_are_not() -> None:
    room = Classroom(ADA, BO, TESS, audiences=(audience_of("ada", ADA.role), STAFF))
    room.rules(with_effect(RuleEffect.HOLD))
    for number in range(HELD_PER_MEMBER):
        assert isinstance(room.say(f"spam {number}"), list)
    assert code(room.say("one more spam")) is RejectionCode.REFUSED_BY_RULE
    assert isinstance(room.say("spam", BO), list)


def test_when_too_much_is_held_already_one_more_is_refused() -> None:
    floods = [person(f"student-{number}") for number in range(MAX_HELD // HELD_PER_MEMBER)]
    room = Classroom(ADA, TESS, audiences=(audience_of("ada", ADA.role), STAFF))
    room.rules(with_effect(RuleEffect.HOLD))
    for actor in floods:
        room.enter(actor)
        for number in range(HELD_PER_MEMBER):
            assert isinstance(room.say(f"spam {number}", actor), list)
    assert code(room.say("one more spam")) is RejectionCode.REFUSED_BY_RULE
    assert len(room.staff.held) == MAX_HELD


def test_staff_are_not_told_whose_anonymous_question_matched() -> None:
    room = Classroom()
    room.rules(replace(SPAM, shadow=True))
    room.events(AskQuestion("question-1", "Is spam meat?", anonymous=True), ADA)
    assert [(match.member, match.excerpt) for match in room.staff.matches] == [("", "Is spam meat?")]


def test_a_sanction_does_not_tell_whose_anonymous_question_matched_and_comes_under_ones_name() -> None:
    room = Classroom()
    room.rules(with_effect(RuleEffect.MUTE), ladder=[LadderStep(2, ban=600)])
    refused = room.ask(AskQuestion("question-1", "Is spam meat?", anonymous=True), ADA)
    assert code(refused) is RejectionCode.REFUSED_BY_RULE
    assert [type(event) for event in happened(refused)] == [RuleMatched]
    room.now += 1
    assert any(isinstance(event, MemberRemoved) for event in happened(room.say("spam")))
