"""What strikes lead to, by the room's own ladder, and the same for everybody."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.members.terms import LeaveReason, MemberLeft
from rooms.moderation.events import MemberMuted, MemberRemoved, MemberWarned, RuleMatched
from rooms.moderation.terms import MONTH, LadderStep, MuteScope, RuleEffect
from rooms.moderation.view import WarningView
from rooms.rejections import RejectionCode
from rooms.terms import Actor
from tests.rooms.moderation.scenes import SPAM, Classroom, code, happened
from tests.support.law import ADA, BO, CHEN, GIL
from tests.support.rooms import START

LADDER = [LadderStep(4, ban=3600), LadderStep(1), LadderStep(2, mute=60)]


def sanctions(room: Classroom, actor: Actor = ADA) -> list[object]:
    return [event for event in happened(room.say("spam", actor)) if not isinstance(event, RuleMatched)]


def test_the_steps_are_a_warning_a_mute_and_a_ban_each_from_its_strike_on() -> None:
    room = Classroom()
    room.rules(SPAM, ladder=LADDER)
    assert sanctions(room) == [MemberWarned(at=START, member="ada", by="", reason="", rule="spam")]
    assert room.moderation(ADA).own.warning == WarningView(START, "", "", "spam")
    for strike in (2, 3):
        room.now = START + strike * 100
        assert sanctions(room) == [
            MemberMuted(
                at=room.now,
                member="ada",
                scopes=[MuteScope.TEXT],
                by="",
                until=room.now + 60,
                rule="spam",
            )
        ]
    room.now = START + 400
    removed, *gone = sanctions(room)
    assert removed == MemberRemoved(
        at=room.now, member="ada", name="Ada", by="", reason="", until=room.now + 3600, rule="spam"
    )
    assert gone[-1] == MemberLeft(at=room.now, member="ada", reason=LeaveReason.REMOVED)
    assert code(room.knock(ADA)) is RejectionCode.BANNED


def test_a_room_without_a_ladder_only_notes_the_strike() -> None:
    room = Classroom()
    room.rules(SPAM)
    assert sanctions(room) == []


def test_no_step_is_taken_before_its_strike() -> None:
    room = Classroom()
    room.rules(SPAM, ladder=[LadderStep(2)])
    assert sanctions(room) == []
    room.now += 1
    assert [type(event) for event in sanctions(room)] == [MemberWarned]


def test_strikes_of_more_than_thirty_days_ago_do_not_count() -> None:
    room = Classroom()
    room.rules(SPAM, ladder=LADDER)
    sanctions(room)
    room.now = START + MONTH
    assert [type(event) for event in sanctions(room)] == [MemberWarned]


def test_all_rules_that_match_one_post_are_one_strike() -> None:
    room = Classroom()
    room.rules(SPAM, replace(SPAM, id="more"), ladder=LADDER)
    sanctions(room)
    room.now += 1
    assert [type(event) for event in sanctions(room)] == [MemberMuted]


@pytest.mark.parametrize(("step", "until"), [(60, 120), (600, 600)])
def test_of_the_rules_own_mute_and_the_ladders_the_longer_one_is_laid(step: int, until: int) -> None:
    room = Classroom()
    room.rules(replace(SPAM, effect=RuleEffect.MUTE, seconds=120), ladder=[LadderStep(1, mute=step)])
    (mute,) = sanctions(room)
    assert isinstance(mute, MemberMuted)
    assert mute.until == START + until


def test_a_ban_may_come_with_the_rules_own_mute() -> None:
    room = Classroom()
    room.rules(replace(SPAM, effect=RuleEffect.MUTE), ladder=[LadderStep(1, ban=3600)])
    assert [type(event) for event in sanctions(room)][:2] == [MemberMuted, MemberRemoved]


@pytest.mark.parametrize("strikes", [1, 2, 4])
def test_the_same_event_gives_the_same_sanction_whoever_did_it(strikes: int) -> None:
    sanctioned = set()
    for actor in (ADA, BO, CHEN, GIL):
        room = Classroom()
        room.rules(SPAM, ladder=LADDER)
        for _ in range(strikes - 1):
            room.now += 100
            sanctions(room, actor)
        room.now += 100
        first, *_ = sanctions(room, actor)
        sanctioned.add((type(first), getattr(first, "until", None)))
    assert len(sanctioned) == 1


def test_a_message_that_is_held_or_hidden_is_a_strike_too() -> None:
    for effect in (RuleEffect.HOLD, RuleEffect.HIDE):
        room = Classroom()
        room.rules(replace(SPAM, effect=effect), ladder=[LadderStep(1, mute=60)])
        room.say("spam")
        assert code(room.say("hello")) is RejectionCode.MUTED


def test_who_is_banned_by_the_ladder_is_gone_also_where_the_message_is_held() -> None:
    room = Classroom()
    room.rules(replace(SPAM, effect=RuleEffect.HOLD), ladder=[LadderStep(1, ban=3600)])
    room.say("spam")
    assert "Ada" not in room.room.present()
    assert [held.author for held in room.staff.held] == ["ada"]
