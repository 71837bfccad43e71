"""What a granted appeal undoes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.chat.terms import (
    Attachment,
    DeleteMessage,
    HideMessage,
    MessagePosted,
    MessageRestored,
    MessageState,
    PostMessage,
    RestoreMessage,
)
from rooms.moderation.appeals import undo
from rooms.moderation.events import AppealDecided, HeldReleased, MemberMuted, MemberUnmuted, StrikeTaken
from rooms.moderation.terms import (
    Appeal,
    DecideAppeal,
    DropHeld,
    LadderStep,
    MuteMember,
    MuteScope,
    RuleEffect,
    Subject,
    SubjectKind,
    UnmuteMember,
)
from rooms.moderation.view import CaseView
from rooms.state import RoomState
from tests.rooms.moderation.scenes import SPAM, Classroom, happened
from tests.support.law import ADA, BO, TESS, TOM
from tests.support.rooms import START

MESSAGE = Subject(SubjectKind.MESSAGE, number=1)
HELD = Subject(SubjectKind.HELD, number=1)
MUTE = Subject(SubjectKind.MEMBER, member="ada")


def granted(room: Classroom, subject: Subject) -> list[object]:
    """What happens beside the decision itself, a minute after."""
    room.events(Appeal(f"appeal-{len(room.log)}", subject, "I meant no harm"), ADA)
    room.now += 60
    decided, *undone = room.events(DecideAppeal(room.staff.cases[-1].number, True), TESS)
    assert isinstance(decided, AppealDecided)
    return list(undone)


def test_a_message_that_a_rule_hid_comes_back_in_its_place_and_the_strike_is_taken() -> None:
    room = Classroom()
    room.rules(replace(SPAM, effect=RuleEffect.HIDE))
    room.say("spam is a kind of meat")
    room.say("something later", BO)
    assert granted(room, MESSAGE) == [
        MessageRestored(at=room.now, id=1, by="tess", body="spam is a kind of meat"),
        StrikeTaken(at=room.now, member="ada", by="tess", struck_at=START),
    ]
    assert [(message.id, message.body, message.state) for message in room.view(BO).chat.messages] == [
        (1, "spam is a kind of meat", MessageState.SHOWN),
        (2, "something later", MessageState.SHOWN),
    ]


def test_a_message_that_staff_hid_comes_back_and_no_strike_is_taken() -> None:
    room = Classroom()
    room.say("a joke")
    room.events(HideMessage(1, "not funny"), TOM)
    assert granted(room, MESSAGE) == [MessageRestored(at=room.now, id=1, by="tess", body="a joke")]


def test_a_strike_that_was_taken_back_counts_no_more() -> None:
    room = Classroom()
    room.rules(replace(SPAM, effect=RuleEffect.HIDE), ladder=[LadderStep(2, mute=60)])
    room.say("spam")
    granted(room, MESSAGE)
    assert not any(isinstance(event, MemberMuted) for event in happened(room.say("spam")))
    room.now += 1
    assert any(isinstance(event, MemberMuted) for event in happened(room.say("spam")))


def test_a_held_message_is_posted_and_the_strike_is_taken() -> None:
    room = Classroom()
    room.rules(replace(SPAM, effect=RuleEffect.HOLD))
    room.say("spam is a kind of meat")
    released, posted, taken = granted(room, HELD)
    assert released == HeldReleased(at=room.now, number=1, author="ada", by="tess")
    assert isinstance(posted, MessagePosted)
    assert (posted.body, posted.held) == ("spam is a kind of meat", 1)
    assert taken == StrikeTaken(at=room.now, member="ada", by="tess", struck_at=START)


def test_a_rules_mute_ends_with_the_others_and_the_strike_is_taken() -> None:
    room = Classroom()
    room.rules(replace(SPAM, effect=RuleEffect.MUTE))
    room.say("spam")
    room.events(MuteMember("ada", [MuteScope.VOICE]), TOM)
    assert granted(room, MUTE) == [
        MemberUnmuted(at=room.now, member="ada", scopes=[MuteScope.VOICE, MuteScope.TEXT], by="tess"),
        StrikeTaken(at=room.now, member="ada", by="tess", struck_at=START),
    ]


def test_a_mute_by_staff_ends_and_no_strike_is_taken() -> None:
    room = Classroom()
    room.rules(SPAM)
    room.say("spam")
    room.events(MuteMember("ada", [MuteScope.TEXT]), TOM)
    assert granted(room, MUTE) == [
        MemberUnmuted(at=room.now, member="ada", scopes=[MuteScope.TEXT], by="tess")
    ]


def test_one_strike_is_taken_once_although_it_hid_and_muted() -> None:
    room = Classroom()
    room.rules(replace(SPAM, effect=RuleEffect.HIDE), ladder=[LadderStep(1, mute=600)])
    room.say("spam")
    assert [type(event) for event in granted(room, MESSAGE)] == [MessageRestored, StrikeTaken]
    assert [type(event) for event in granted(room, MUTE)] == [MemberUnmuted]


def test_what_was_undone_by_another_way_meanwhile_is_left_as_it_is() -> None:
    room = Classroom()
    room.rules(replace(SPAM, effect=RuleEffect.HOLD))
    room.say("a joke")
    room.events(HideMessage(1), TOM)
    room.say("spam")
    room.events(MuteMember("ada", [MuteScope.VOICE]), TOM)
    for number, subject in enumerate((MESSAGE, HELD, MUTE)):
        room.events(Appeal(f"appeal-{number}", subject, "I meant no harm"), ADA)
    room.events(RestoreMessage(1), TOM)
    room.events(DropHeld(1), TOM)
    room.events(UnmuteMember("ada", [MuteScope.VOICE]), TOM)
    for number in (1, 2, 3):
        assert [type(event) for event in room.events(DecideAppeal(number, True), TESS)] == [AppealDecided]


def test_a_message_that_was_deleted_meanwhile_does_not_come_back() -> None:
    room = Classroom()
    room.say("a joke")
    room.events(HideMessage(1), TOM)
    room.events(Appeal("appeal-1", MESSAGE, "I meant no harm"), ADA)
    room.events(DeleteMessage(1), TOM)
    assert len(room.events(DecideAppeal(1, True), TESS)) == 1


def test_attachments_come_back_too() -> None:
    file = Attachment(f"{'0' * 64}.txt", "notes.txt", 1)
    room = Classroom()
    room.events(PostMessage("cid-file", "see this", attachments=[file]), ADA)
    room.events(HideMessage(1), TOM)
    (restored,) = granted(room, MESSAGE)
    assert isinstance(restored, MessageRestored)
    assert restored.attachments == [file]


@pytest.mark.parametrize("kind", SubjectKind)
def test_nothing_is_undone_of_what_the_room_does_not_know(kind: SubjectKind) -> None:
    case = CaseView(1, START, "ada", "Ada", Subject(kind, "ada", 1), "ada", "", "")
    assert undo(RoomState(), case, "tess", START) == []
