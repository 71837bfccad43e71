"""What is asked of everybody who puts words before others."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.chat.terms import EditMessage
from rooms.moderation.terms import AcceptRules, MuteMember, MuteScope, PublishRules, RuleEffect, SetSlowMode
from rooms.rejections import Rejection, RejectionCode
from tests.rooms.moderation.scenes import SPAM, Classroom, code
from tests.support.law import ADA, BO, TESS, TOM
from tests.support.rooms import START


def test_a_muted_member_is_told_how_long() -> None:
    room = Classroom()
    room.events(MuteMember("ada", [MuteScope.TEXT], 60), TOM)
    room.events(MuteMember("bo", [MuteScope.TEXT]), TOM)
    room.now += 20
    assert room.say("hello") == Rejection(RejectionCode.MUTED, retry_after=40)
    assert room.say("hello", BO) == Rejection(RejectionCode.MUTED)
    room.now += 40
    assert isinstance(room.say("hello"), list)  # also when the tick is late


def test_a_mute_of_text_counts_for_staff_and_one_of_voice_lets_them_write() -> None:
    room = Classroom()
    room.events(MuteMember("tom", [MuteScope.TEXT]), TESS)
    room.events(MuteMember("ada", [MuteScope.VOICE]), TESS)
    assert code(room.say("hello", TOM)) is RejectionCode.MUTED
    assert isinstance(room.say("hello"), list)


def test_who_did_not_accept_the_rules_of_now_does_not_speak() -> None:
    room = Classroom()
    assert isinstance(room.say("before there were rules"), list)
    room.events(PublishRules("Be kind.", "友善。"), TESS)
    assert code(room.say("hello")) is RejectionCode.RULES_NOT_ACCEPTED
    assert isinstance(room.say("hello", TOM), list)
    room.events(AcceptRules(1), ADA)
    assert isinstance(room.say("hello"), list)
    room.events(PublishRules("Be very kind.", "非常友善。"), TESS)
    assert code(room.say("hello")) is RejectionCode.RULES_NOT_ACCEPTED


def test_slow_mode_asks_students_to_pause_between_two_posts() -> None:
    room = Classroom()
    room.events(SetSlowMode(30), TOM)
    room.say("one")
    room.say("of somebody else", BO)
    room.now += 10
    assert room.say("two") == Rejection(RejectionCode.SLOW_MODE, retry_after=20)
    assert isinstance(room.ask(EditMessage(1, "one, corrected"), ADA), list)
    room.now = START + 30
    assert isinstance(room.say("two"), list)


def test_staff_need_not_pause() -> None:
    room = Classroom()
    room.events(SetSlowMode(30), TOM)
    assert isinstance(room.say("one", TOM), list)
    assert isinstance(room.say("two", TOM), list)


def test_a_held_message_counts_for_slow_mode() -> None:
    room = Classroom()
    room.rules(replace(SPAM, effect=RuleEffect.HOLD))
    room.events(SetSlowMode(30), TOM)
    room.say("spam")
    assert code(room.say("hello")) is RejectionCode.SLOW_MODE
