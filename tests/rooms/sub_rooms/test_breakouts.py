"""A class works in groups: a room for each, a message to all, and everybody back after a countdown."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from rooms.decision import AlreadyDone, Decision
from rooms.events import AnyEvent
from rooms.life.terms import CloseReason, Tick
from rooms.rejections import Rejection, RejectionCode
from rooms.sub_rooms.breakouts import UNHEARD_MESSAGES
from rooms.sub_rooms.opening import PER_ROOM
from rooms.sub_rooms.terms import (
    AssignBreakout,
    BreakoutAssigned,
    BreakoutRecalled,
    BreakoutTold,
    CloseSubRoom,
    NoteClosed,
    OpenSubRoom,
    RecallBreakouts,
    SubRoomClosing,
    SubRoomOpened,
    TellBreakouts,
)
from rooms.terms import ClientId
from rooms.visibility import STAFF, one, project
from tests.support.law import ADA, BO, CHEN, TESS, TOM, LawRig
from tests.support.rooms import START, person

TWO_GROUPS = AssignBreakout("cid-breakout", ["Red", "Blue"], [["ada", "chen"], ["bo"]])


def rejected(decision: Decision) -> RejectionCode:
    assert isinstance(decision, Rejection), decision
    return decision.code


def classroom() -> LawRig:
    rig = LawRig()
    rig.enter(ADA, BO, CHEN, TESS, TOM)
    return rig


def opened(events: list[AnyEvent]) -> list[SubRoomOpened]:
    return [event for event in events if isinstance(event, SubRoomOpened)]


# ---------------------------------------------------------------- assign


def test_each_group_gets_a_room_and_each_member_is_told_where_to_go() -> None:
    rig = classroom()
    events = rig.events(TWO_GROUPS, TESS)
    assert [(room.number, room.title, room.seats, room.breakout) for room in opened(events)] == [
        (1, "Red", 16, True),
        (2, "Blue", 16, True),
    ]
    assert events[-1] == BreakoutAssigned(at=START, by="tess", rooms={"ada": 1, "chen": 1, "bo": 2})
    assigned = {actor.member: rig.view(actor).sub_rooms.assigned for actor in (ADA, BO, CHEN, TESS)}
    assert assigned == {"ada": 1, "bo": 2, "chen": 1, "tess": None}
    assert rig.view().sub_rooms.assigned is None


def test_nobody_is_told_where_others_are_sent() -> None:
    event = BreakoutAssigned(at=START, by="tess", rooms={"ada": 1, "bo": 2})
    assert project(event, one("ada")) == BreakoutAssigned(at=START, by="tess", rooms={"ada": 1})
    assert project(event, STAFF) == BreakoutAssigned(at=START, by="tess", rooms={})


def test_staff_can_be_in_a_group_and_a_group_can_be_empty() -> None:
    rig = classroom()
    rig.events(AssignBreakout("cid-breakout", ["Red", "Later"], [["ada", "tom"], []]), TESS)
    assert rig.view(TOM).sub_rooms.assigned == 1
    assert [room.title for room in rig.view().sub_rooms.rooms] == ["Red", "Later"]


def test_a_large_group_has_a_seat_for_everybody_and_for_two_of_the_staff() -> None:
    rig = classroom()
    crowd = [person(f"member-{number}") for number in range(11)]
    rig.enter(*crowd)
    everybody = [actor.member for actor in (ADA, BO, CHEN, TESS, TOM, *crowd)]
    assert [
        room.seats for room in opened(rig.events(AssignBreakout("cid-all", ["All"], [everybody]), TESS))
    ] == [18]


def test_each_room_of_one_command_has_a_client_id_of_its_own_and_repeating_it_opens_nothing() -> None:
    rig = classroom()
    titles = [f"Group {number}" for number in range(PER_ROOM)]
    command = AssignBreakout("c" * 40, titles, [[] for _ in titles])
    cids = [room.cid for room in opened(rig.events(command, TESS))]
    (limits,) = get_args(ClientId)[1:]
    assert len(set(cids)) == PER_ROOM
    assert all(len(cid) <= limits.max_length and re.search(limits.pattern, cid) for cid in cids)
    assert cids[0] == "c" * 40
    assert isinstance(rig.ask(command, TESS), AlreadyDone)


@pytest.mark.parametrize(
    ("titles", "groups", "why"),
    [
        (["Red"], [["ada"], ["bo"]], "as many titles as groups"),
        (["Red", "Blue"], [["ada"]], "as many titles as groups"),
        (["Red", "Blue"], [["ada"], ["bo", "ada"]], "everybody is in one group"),
        (["Red"], [["ada", "ada"]], "everybody is in one group"),
        (["Red"], [["ada", "zoe"]], "zoe is not here"),
    ],
)
def test_groups_that_cannot_be_are_refused(titles: list[str], groups: list[list[str]], why: str) -> None:
    rig = classroom()
    before = rig.room.freeze()
    assert rig.ask(AssignBreakout("cid-00001", titles, groups), TESS) == Rejection(
        RejectionCode.BAD_CHOICE, why
    )
    assert rig.room.freeze() == before


def test_more_groups_than_a_room_holds_are_refused_as_a_whole() -> None:
    rig = classroom()
    rig.events(OpenSubRoom("cid-00001", "Limits"), ADA)
    titles = [f"Group {number}" for number in range(PER_ROOM)]
    assert (
        rejected(rig.ask(AssignBreakout("cid-00002", titles, [[] for _ in titles]), TESS))
        is RejectionCode.QUOTA
    )
    assert rejected(rig.ask(TWO_GROUPS, ADA)) is RejectionCode.NOT_PERMITTED


def test_who_was_sent_somewhere_is_not_any_more_once_that_room_has_closed() -> None:
    rig = classroom()
    rig.events(TWO_GROUPS, TESS)
    rig.events(CloseSubRoom(1), TESS)
    assert rig.view(ADA).sub_rooms.assigned == 1
    rig.events(NoteClosed(1))
    assert (rig.view(ADA).sub_rooms.assigned, rig.view(BO).sub_rooms.assigned) == (None, 2)


def test_a_new_breakout_sends_elsewhere() -> None:
    rig = classroom()
    rig.events(TWO_GROUPS, TESS)
    rig.events(AssignBreakout("cid-00002", ["Green"], [["ada"]]), TESS)
    assert (rig.view(ADA).sub_rooms.assigned, rig.view(BO).sub_rooms.assigned) == (3, 2)


# ---------------------------------------------------------------- tell


def test_a_message_goes_to_every_sub_room_that_is_open() -> None:
    rig = classroom()
    rig.events(TWO_GROUPS, TESS)
    rig.events(OpenSubRoom("cid-00001", "Limits"), ADA)
    rig.events(CloseSubRoom(2), TESS)
    assert rig.ask(TellBreakouts("cid-00002", "Five minutes left"), TESS) == [
        BreakoutTold(
            at=START,
            author="tess",
            cid="cid-00002",
            author_name="Tess",
            text="Five minutes left",
            rooms=[1, 3],
        )
    ]


def test_without_a_sub_room_there_is_nobody_to_tell() -> None:
    assert rejected(classroom().ask(TellBreakouts("cid-00002", "hello"), TESS)) is RejectionCode.WRONG_STATE


def test_messages_under_way_are_bounded_and_each_has_a_client_id_of_its_own() -> None:
    rig = classroom()
    rig.events(TWO_GROUPS, TESS)
    for number in range(UNHEARD_MESSAGES - 1):
        rig.events(TellBreakouts(f"cid-{number:05d}", "hello"), TESS)
    assert rejected(rig.ask(TellBreakouts("cid-00000", "hello"), TOM)) is RejectionCode.BAD_CHOICE
    rig.events(TellBreakouts("cid-00098", "hello"), TOM)
    assert rejected(rig.ask(TellBreakouts("cid-00099", "hello"), TESS)) is RejectionCode.TOO_MANY


# ---------------------------------------------------------------- recall


def test_a_countdown_ends_every_breakout_and_no_other_sub_room() -> None:
    rig = classroom()
    rig.events(TWO_GROUPS, TESS)
    rig.events(OpenSubRoom("cid-00001", "Limits"), ADA)
    until = START + 30
    assert rig.ask(RecallBreakouts(30), TESS) == [BreakoutRecalled(at=START, by="tess", until=until)]
    assert rig.view().sub_rooms.recalled_at == until == rig.room.next_deadline()
    rig.now = until - 0.001
    assert rig.ask(Tick()) == []
    rig.now = until
    assert rig.ask(Tick()) == [
        SubRoomClosing(at=until, number=number, by="tess", reason=CloseReason.RECALLED) for number in (1, 2)
    ]
    assert rig.view().sub_rooms.recalled_at is None
    assert rig.ask(Tick()) == []


def test_a_second_recall_changes_the_countdown() -> None:
    rig = classroom()
    rig.events(TWO_GROUPS, TESS)
    rig.events(RecallBreakouts(300), TESS)
    rig.events(RecallBreakouts(0), TOM)
    assert [type(event) for event in rig.events(Tick())] == [SubRoomClosing, SubRoomClosing]


def test_nobody_is_sent_away_while_everybody_is_called_back() -> None:
    rig = classroom()
    rig.events(TWO_GROUPS, TESS)
    rig.events(RecallBreakouts(30), TESS)
    again = AssignBreakout("cid-00002", ["Green"], [["ada"]])
    assert rejected(rig.ask(again, TESS)) is RejectionCode.WRONG_STATE
    rig.events(CloseSubRoom(1), TESS)
    assert rig.view().sub_rooms.recalled_at is not None
    rig.events(CloseSubRoom(2), TESS)
    assert rig.view().sub_rooms.recalled_at is None, "nobody is left to be called back"
    assert rig.events(again, TESS)


def test_without_a_breakout_there_is_nobody_to_recall() -> None:
    rig = classroom()
    rig.events(OpenSubRoom("cid-00001", "Limits"), ADA)
    assert rejected(rig.ask(RecallBreakouts(), TESS)) is RejectionCode.WRONG_STATE
