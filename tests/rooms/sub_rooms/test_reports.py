"""What a room makes of a report of another, and that hearing it again changes nothing."""

from __future__ import annotations

import pytest

from rooms.chat.terms import AuthorKind, MessagePosted, PostMessage
from rooms.commands import AnySystemCommand
from rooms.kinds import RoomKind
from rooms.life.terms import OpenRoom
from rooms.members.terms import LeaveReason, MemberLeft
from rooms.moderation.events import MemberRemoved
from rooms.sub_rooms.opening import EMPTY_SECONDS
from rooms.sub_rooms.terms import (
    AnswerHelp,
    AssignBreakout,
    BreakoutHeard,
    BreakoutRecalled,
    CallForHelp,
    CloseSubRoom,
    HelpEnded,
    HelpIsComing,
    HelpNoted,
    HelpView,
    NoteClosed,
    NoteHelp,
    NoteOccupancy,
    NoteRecall,
    NoteTold,
    OpenSubRoom,
    RecallBreakouts,
    ShowOut,
    SubRoomClosed,
    SubRoomOccupied,
    Tell,
    TellBreakouts,
)
from tests.support.law import ADA, BO, TESS, LawRig
from tests.support.rooms import START


def parent() -> LawRig:
    """With two sub-rooms."""
    rig = LawRig()
    rig.enter(ADA, TESS)
    for number in (1, 2):
        rig.events(OpenSubRoom(f"cid-0000{number}", "Limits"), ADA)
    return rig


def sub_room() -> LawRig:
    rig = LawRig(None)
    rig.events(OpenRoom("Team 1", RoomKind.STUDY, id="algebra--1", seats=6, parent="algebra", number=1))
    rig.enter(ADA, BO)
    return rig


def test_who_was_banned_from_the_parent_is_shown_out_of_the_sub_room() -> None:
    rig = sub_room()
    removed, *gone = rig.events(ShowOut("ada", "Ada", "tess", "abuse"))
    assert removed == MemberRemoved(at=START, member="ada", name="Ada", by="tess", reason="abuse")
    assert gone[-1] == MemberLeft(at=START, member="ada", reason=LeaveReason.REMOVED)
    assert rig.ask(ShowOut("ada", "Ada", "tess", "abuse")) == []
    assert rig.room.present() == ["Bo"]


# ---------------------------------------------------------------- in the parent


def test_everybody_sees_how_many_are_in_a_sub_room_and_an_empty_one_counts_down() -> None:
    rig = parent()
    rig.now += 60
    assert rig.ask(NoteOccupancy(1, 2)) == [SubRoomOccupied(at=rig.now, number=1, count=2, closes_at=None)]
    assert (rig.view().sub_rooms.rooms[0].count, rig.view().sub_rooms.rooms[0].closes_at) == (2, None)
    rig.now += 60
    closes_at = rig.now + EMPTY_SECONDS
    assert rig.ask(NoteOccupancy(1, 0)) == [
        SubRoomOccupied(at=rig.now, number=1, count=0, closes_at=closes_at)
    ]
    assert rig.view().sub_rooms.rooms[0].closes_at == closes_at


def test_a_call_that_was_answered_stays_so_until_the_sub_room_says_that_it_has_ended() -> None:
    rig = parent()
    rig.events(NoteHelp(1, "bo", "Bo", "stuck", START))
    rig.events(AnswerHelp(1), TESS)
    rig.events(NoteHelp(1, "bo", "Bo", "really stuck", START))
    assert rig.view(TESS).sub_rooms.rooms[0].help == HelpView("bo", "Bo", "really stuck", START, "Tess")
    assert rig.ask(NoteHelp(1, "", "", None, 0.0)) == [
        HelpNoted(at=START, number=1, member="", name="", summary=None, since=0.0)
    ]
    assert rig.view(TESS).sub_rooms.rooms[0].help is None


def test_a_later_call_is_another_one_and_not_answered() -> None:
    rig = parent()
    rig.events(NoteHelp(1, "bo", "Bo", "stuck", START))
    rig.events(AnswerHelp(1), TESS)
    rig.events(NoteHelp(1, "bo", "Bo", "stuck", START + 5))
    assert rig.view(TESS).sub_rooms.rooms[0].help == HelpView("bo", "Bo", "stuck", START + 5)


def test_a_sub_room_that_has_closed_is_gone_and_needs_no_message_any_more() -> None:
    rig = parent()
    rig.events(TellBreakouts("cid-00009", "hello"), TESS)
    rig.events(NoteTold("cid-00009", 1))
    rig.events(CloseSubRoom(2), ADA)
    assert rig.ask(NoteClosed(2)) == [SubRoomClosed(at=START, number=2)]
    assert [room.number for room in rig.view().sub_rooms.rooms] == [1]
    assert rig.room.sub_room(2) is None
    assert [errand.command for errand in rig.room.errands()] == []


def test_a_message_is_owed_until_every_sub_room_has_it() -> None:
    rig = parent()
    rig.events(TellBreakouts("cid-00009", "hello"), TESS)
    rig.events(TellBreakouts("cid-00010", "again"), TESS)
    assert rig.ask(NoteTold("cid-00009", 1)) == [BreakoutHeard(at=START, cid="cid-00009", number=1)]
    rig.events(NoteTold("cid-00010", 1))
    rig.events(NoteTold("cid-00010", 2))
    assert [errand.command for errand in rig.room.errands()] == [Tell("cid-00009", "tess", "Tess", "hello")]
    rig.events(NoteTold("cid-00009", 2))
    assert rig.room.errands() == []


@pytest.mark.parametrize(
    "report",
    [
        NoteOccupancy(1, 2),
        NoteHelp(1, "bo", "Bo", "stuck", START),
        NoteHelp(1, "", "", None, 0.0),
        NoteTold("cid-00009", 1),
        NoteClosed(1),
    ],
)
def test_a_report_that_comes_again_or_of_a_room_that_is_gone_changes_nothing(
    report: AnySystemCommand,
) -> None:
    rig = parent()
    rig.events(TellBreakouts("cid-00009", "hello"), TESS)
    rig.events(report)
    assert rig.ask(report) == []
    rig.events(NoteClosed(1))
    assert rig.ask(report) == []


# ---------------------------------------------------------------- in a sub-room


def test_what_staff_of_the_parent_say_is_an_important_message_of_the_house_once() -> None:
    rig = sub_room()
    message = Tell("cid-00009", "tess", "Tess", "Five minutes left")
    (posted,) = rig.events(message)
    assert isinstance(posted, MessagePosted)
    assert (posted.body, posted.author_name, posted.author_kind) == (
        "Five minutes left",
        "Tess",
        AuthorKind.SYSTEM,
    )
    assert rig.ask(message) == []
    assert [shown.body for shown in rig.view().chat.messages] == ["Five minutes left"]


def test_a_client_id_that_somebody_used_in_the_sub_room_keeps_no_message_away() -> None:
    rig = sub_room()
    rig.enter(TESS)
    rig.events(PostMessage("cid-00009", "hello"), TESS)
    assert rig.events(Tell("cid-00009", "tess", "Tess", "Five minutes left"))


def test_help_that_is_coming_ends_the_call_that_it_answers_and_no_later_one() -> None:
    rig = sub_room()
    assert rig.ask(HelpIsComing("tom", "Tom", START)) == []
    rig.events(CallForHelp(), ADA)
    assert rig.ask(HelpIsComing("tom", "Tom", START - 5)) == []
    assert rig.ask(HelpIsComing("tom", "Tom", START)) == [HelpEnded(at=START, by="tom", by_name="Tom")]
    assert rig.view().sub_rooms.help is None


def test_a_breakout_that_is_called_back_counts_down_and_hears_of_it_once() -> None:
    rig = sub_room()
    until = START + 30
    assert rig.events(NoteRecall("tess", until)) == [BreakoutRecalled(at=START, by="tess", until=until)]
    assert rig.view().sub_rooms.recalled_at == until
    assert rig.events(NoteRecall("tess", until)) == []
    assert rig.room.next_deadline() is None, "its parent closes it"


def test_breakouts_hear_of_the_end_that_is_coming_and_other_rooms_do_not() -> None:
    rig = parent()
    rig.events(AssignBreakout("cid-00002", ["Red"], [["ada"]]), TESS)
    (breakout,) = [room.number for room in rig.view(TESS).sub_rooms.rooms if room.breakout]
    rig.events(RecallBreakouts(30), TESS)
    recalls = [errand for errand in rig.room.errands() if isinstance(errand.command, NoteRecall)]
    assert [errand.target.number for errand in recalls] == [breakout]
