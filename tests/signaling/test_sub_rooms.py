"""Sub-rooms over a whole node: opened, entered, told, called back, closed; and all of it after a kill."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest

from rooms.chat.terms import MessagePosted, PostMessage
from rooms.events import AnyEvent
from rooms.life.rules import SECONDS_TO_MOVE
from rooms.life.terms import RoomClosed
from rooms.members.terms import LeaveReason, MemberLeft
from rooms.moderation.events import MemberRemoved
from rooms.moderation.terms import LockRoom, RemoveMember
from rooms.roles import Role
from rooms.sub_rooms.opening import EMPTY_SECONDS
from rooms.sub_rooms.state import SubRoom
from rooms.sub_rooms.terms import (
    AnswerHelp,
    AssignBreakout,
    CallForHelp,
    CloseSubRoom,
    HelpEnded,
    HelpNoted,
    OpenSubRoom,
    RecallBreakouts,
    SubRoomClosed,
    SubRoomClosing,
    SubRoomOccupied,
    TellBreakouts,
    Template,
)
from signaling.codes import ErrorCode
from signaling.hosts import LINGER_SECONDS
from signaling.wire import EnterRoom, Error, LeaveRoom, MoveRoom, Ok, RoomEvent, Snapshot
from tests.support.node import NodeRig, Page, running
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio

E = TypeVar("E", bound=AnyEvent)

WITHIN = 20.0
"""Seconds of real time after which a test that waits for something gives up."""


async def seen(page: Page, kind: type[E], room: str, where: Callable[[E], bool] = lambda _: True) -> E:
    """The next event of this kind in the room that fits."""
    frame = await page.until(
        RoomEvent,
        lambda frame: frame.room == room and isinstance(frame.event, kind) and where(frame.event),
    )
    assert isinstance(frame.event, kind)
    return frame.event


async def until(rig: NodeRig, condition: Callable[[], bool]) -> None:
    """What is due is done meanwhile, and no time passes."""
    async with asyncio.timeout(WITHIN):
        while not condition():
            await turn()
            rig.clock.advance(0)


def parent_knows(rig: NodeRig, number: int, room: str = "study") -> SubRoom | None:
    opened = rig.node.opened(room)
    return None if opened is None else opened.host.room.sub_room(number)


async def refused(page: Page, request: EnterRoom | MoveRoom) -> ErrorCode:
    page.send_request(request)
    answer = await page.until_answer(request.ref)
    assert isinstance(answer, Error), answer
    return ErrorCode(answer.code)


async def move(page: Page, source: str, room: str) -> Snapshot:
    page.send_request(MoveRoom(page.next_ref(), source, room))
    return await page.until(Snapshot, lambda frame: frame.room == room)


async def open_one(page: Page, number: int, template: Template = Template.TOPIC) -> None:
    answer = await page.command("study", OpenSubRoom(f"cid-open-{number}", "Limits", template))
    assert isinstance(answer, Ok), answer


async def breakout(rig: NodeRig) -> tuple[Page, Page, Page]:
    """A teacher in the study room, and two students who are sent to two rooms and went."""
    tess = await rig.seated("tess", role=Role.TEACHER)
    ada, bo = await rig.seated("ada"), await rig.seated("bo")
    assign = AssignBreakout("cid-assign", ["Red", "Blue"], [["ada"], ["bo"]])
    assert isinstance(await tess.command("study", assign), Ok)
    await move(ada, "study", "study--1")
    await move(bo, "study", "study--2")
    assert {(await seen(tess, SubRoomOccupied, "study")).number for _ in range(2)} == {1, 2}
    return tess, ada, bo


# ---------------------------------------------------------------- opening and entering


async def test_two_clicks_lead_to_a_room_of_six_and_a_third_open_room_is_refused() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        await open_one(ada, 1)
        snapshot = await ada.enter("study--1")
        assert snapshot is not None
        assert (snapshot.view.title, snapshot.view.parent, snapshot.view.capacity) == ("Limits", "study", 6)
        assert snapshot.view.everyone_publishes
        occupied = await seen(bo, SubRoomOccupied, "study")
        assert (occupied.number, occupied.count) == (1, 1)
        await open_one(ada, 2)
        third = await ada.command("study", OpenSubRoom("cid-open-3", "Series"))
        assert isinstance(third, Error)
        assert (third.code, third.detail) == (ErrorCode.QUOTA, "2 of yours are open")


async def test_a_sub_room_has_the_seats_of_its_template() -> None:
    async with running() as rig:
        await open_one(await rig.seated("ada"), 1, Template.PAIR)
        await rig.seated("bo", "study--1")
        await rig.seated("chen", "study--1")
        late = await rig.connect("dora")
        assert await refused(late, EnterRoom(1, "study--1")) == ErrorCode.ROOM_FULL


async def test_a_silent_room_is_quiet() -> None:
    async with running() as rig:
        ada = await rig.seated("ada", "qa")
        assert isinstance(await ada.command("qa", OpenSubRoom("cid-open", "Focus", Template.SILENT)), Ok)
        snapshot = await ada.enter("qa--1")
        assert snapshot is not None
        assert snapshot.view.quiet


async def test_messages_stay_in_the_sub_room() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        await open_one(ada, 1)
        await ada.enter("study--1")
        assert isinstance(await ada.post("study--1", "among us"), Ok)
        assert not [frame for frame in await bo.events() if isinstance(frame.event, MessagePosted)]


@pytest.mark.parametrize(
    "room", ["study--2", "study--0", "study--01", "nowhere--1", "study--1--1", "elsewhere--1"]
)
async def test_a_sub_room_that_its_parent_does_not_know_is_unknown(room: str) -> None:
    async with running() as rig:
        ada = await rig.seated("ada")
        await open_one(ada, 1)
        assert await refused(ada, EnterRoom(50, room)) == ErrorCode.ROOM_UNKNOWN


# ---------------------------------------------------------------- closing


async def test_a_room_that_was_empty_for_ten_minutes_closes_though_nobody_is_in_its_parent() -> None:
    async with running() as rig:
        ada = await rig.seated("ada")
        await open_one(ada, 1)
        await ada.enter("study--1")
        await until(rig, lambda: (sub := parent_knows(rig, 1)) is not None and sub.count == 1)
        for ref, room in ((50, "study--1"), (51, "study")):
            assert isinstance(await ada.answer(LeaveRoom(ref, room)), Ok)
        await until(rig, lambda: (sub := parent_knows(rig, 1)) is not None and sub.count == 0)
        rig.clock.advance(EMPTY_SECONDS - 1)
        assert parent_knows(rig, 1) is not None
        rig.clock.advance(1)
        await until(rig, lambda: parent_knows(rig, 1) is None)
        late = await rig.connect("bo")
        assert await refused(late, EnterRoom(1, "study--1")) == ErrorCode.ROOM_UNKNOWN
        stored = [entry.event for entry in await rig.log.read("study", 0, 100)]
        assert [type(event) for event in stored][-2:] == [SubRoomClosing, SubRoomClosed]


async def test_whoever_is_in_a_room_that_is_closed_has_a_moment_to_move_and_is_then_sent_away() -> None:
    async with running() as rig:
        tess, ada, bo = await breakout(rig)
        assert isinstance(await tess.command("study", CloseSubRoom(1)), Ok)
        await seen(ada, RoomClosed, "study--1")
        await seen(tess, SubRoomClosed, "study")
        refusal = await ada.command("study--1", PostMessage("cid-late", "too late"))
        assert isinstance(refusal, Error)
        assert refusal.code == ErrorCode.ROOM_CLOSED
        rig.clock.advance(SECONDS_TO_MOVE)
        left = await seen(ada, MemberLeft, "study--1")
        assert left.reason is LeaveReason.CLOSED
        assert isinstance(await bo.post("study--2", "not concerned"), Ok)


async def test_a_closed_room_does_not_stay_in_memory() -> None:
    async with running() as rig:
        tess, ada, _ = await breakout(rig)
        await tess.command("study", CloseSubRoom(1))
        await seen(ada, RoomClosed, "study--1")
        await move(ada, "study--1", "study")
        rig.clock.advance(LINGER_SECONDS)
        assert rig.node.opened("study--1") is None


# ---------------------------------------------------------------- breakouts


async def test_a_class_is_sent_out_told_something_and_called_back() -> None:
    async with running() as rig:
        tess, ada, bo = await breakout(rig)
        assert isinstance(await tess.command("study", TellBreakouts("cid-tell", "Five minutes left")), Ok)
        for page, room in ((ada, "study--1"), (bo, "study--2")):
            message = await seen(page, MessagePosted, room)
            assert (message.body, message.author_name, message.important) == (
                "Five minutes left",
                "Tess",
                True,
            )
        assert isinstance(await tess.command("study", RecallBreakouts(20)), Ok)
        rig.clock.advance(20)
        for page, room in ((ada, "study--1"), (bo, "study--2")):
            await seen(page, RoomClosed, room)
            await move(page, room, "study")
        await until(rig, lambda: parent_knows(rig, 1) is None and parent_knows(rig, 2) is None)
        assert rig.room("study").host.room.present() == ["Tess", "Ada", "Bo"]
        assert rig.room("study").host.room.errands() == []


async def test_who_comes_late_is_shown_where_they_are_sent() -> None:
    async with running() as rig:
        tess, ada = await rig.seated("tess", role=Role.TEACHER), await rig.seated("ada")
        await tess.command("study", AssignBreakout("cid-assign", ["Red"], [["ada"]]))
        again = await ada.enter("study")
        assert again is not None
        assert again.view.sub_rooms.assigned == 1
        teachers = await tess.enter("study")
        assert teachers is not None
        assert teachers.view.sub_rooms.assigned is None


# ---------------------------------------------------------------- help


async def test_a_call_for_help_reaches_staff_of_the_parent_and_their_answer_the_sub_room() -> None:
    async with running() as rig:
        tess, ada, _ = await breakout(rig)
        eve = await rig.seated("eve")
        assert isinstance(await ada.command("study--1", CallForHelp("exercise 3")), Ok)
        noted = await seen(tess, HelpNoted, "study")
        assert (noted.number, noted.name, noted.summary) == (1, "Ada", "exercise 3")
        assert noted.since == rig.clock.now()
        assert isinstance(await tess.command("study", AnswerHelp(1)), Ok)
        ended = await seen(ada, HelpEnded, "study--1")
        assert ended.by_name == "Tess"
        over = await seen(tess, HelpNoted, "study")
        assert over.summary is None
        assert all(frame.event is None for frame in await eve.events())


# ---------------------------------------------------------------- moving


async def test_moving_leaves_one_room_and_enters_the_other_in_one_step() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        await open_one(ada, 1)
        snapshot = await move(ada, "study", "study--1")
        assert [member.id for member in snapshot.view.members] == ["ada"]
        left = await seen(bo, MemberLeft, "study")
        assert left.reason is LeaveReason.MOVED
        assert rig.media.moved == [("ada-device", "study", "study--1")]
        assert rig.media.listeners.keys() == {("study--1", "ada-device"), ("study", "bo-device")}
        back = await move(ada, "study--1", "study")
        assert [member.id for member in back.view.members] == ["bo", "ada"]


@pytest.mark.parametrize(
    ("room", "code"),
    [
        ("study--9", ErrorCode.ROOM_UNKNOWN),
        ("elsewhere", ErrorCode.ROOM_UNKNOWN),
        ("study--1", ErrorCode.ROOM_FULL),
    ],
)
async def test_who_is_refused_there_stays_here(room: str, code: ErrorCode) -> None:
    async with running() as rig:
        ada = await rig.seated("ada")
        await open_one(ada, 1, Template.PAIR)
        await rig.seated("bo", "study--1")
        await rig.seated("chen", "study--1")
        assert await refused(ada, MoveRoom(50, "study", room)) == code
        assert isinstance(await ada.post("study", "still here"), Ok)
        assert rig.media.moved == []


async def test_who_moves_to_a_room_of_the_directory_is_new_when_they_come_back() -> None:
    async with running() as rig:
        ada, tess = await rig.seated("ada"), await rig.seated("tess", role=Role.TEACHER)
        await move(ada, "study", "zone")
        assert (await seen(tess, MemberLeft, "study")).reason is LeaveReason.LEFT
        assert isinstance(await tess.command("study", LockRoom(True)), Ok)
        assert await refused(ada, MoveRoom(50, "zone", "study")) == ErrorCode.LOCKED


async def test_who_is_banned_while_in_a_sub_room_leaves_it_too() -> None:
    async with running() as rig:
        ada, tess = await rig.seated("ada"), await rig.seated("tess", role=Role.TEACHER)
        await open_one(ada, 1)
        await move(ada, "study", "study--1")
        assert (await seen(tess, SubRoomOccupied, "study")).count == 1
        assert isinstance(await tess.command("study", RemoveMember("ada", "abuse")), Ok)
        assert (await seen(ada, MemberRemoved, "study--1")).reason == "abuse"
        assert await refused(ada, EnterRoom(50, "study--1")) == ErrorCode.BANNED


async def test_who_is_not_here_cannot_move_from_here() -> None:
    async with running() as rig:
        await open_one(await rig.seated("ada"), 1)
        bo = await rig.connect("bo")
        assert await refused(bo, MoveRoom(50, "study", "study--1")) == ErrorCode.NOT_IN_ROOM
        assert rig.node.opened("study--1") is None


async def test_moving_to_where_one_is_shows_the_room_again() -> None:
    async with running() as rig:
        ada = await rig.seated("ada")
        assert [member.id for member in (await move(ada, "study", "study")).view.members] == ["ada"]
        assert isinstance(await ada.post("study", "still here"), Ok)


async def test_who_is_in_both_rooms_leaves_the_one_they_move_from() -> None:
    async with running() as rig:
        ada = await rig.seated("ada")
        await open_one(ada, 1)
        await ada.enter("study--1")
        await move(ada, "study", "study--1")
        assert rig.room("study").host.room.is_empty
        assert isinstance(await ada.post("study--1", "here"), Ok)


# ---------------------------------------------------------------- after a kill


async def test_after_a_kill_the_rooms_open_by_themselves_and_tell_how_many_are_left() -> None:
    async with running() as rig:
        await breakout(rig)
        log = rig.log.after_a_kill()
    async with running(log) as rig:
        await until(rig, lambda: rig.node.opened("study--2") is not None)
        assert parent_knows(rig, 1) is not None
        rig.clock.advance(30)  # the grace of a study room
        await until(
            rig,
            lambda: all(
                sub is not None and sub.count == 0 for sub in (parent_knows(rig, 1), parent_knows(rig, 2))
            ),
        )
        rig.clock.advance(EMPTY_SECONDS)
        await until(rig, lambda: parent_knows(rig, 1) is None and parent_knows(rig, 2) is None)


async def test_a_message_and_a_closing_that_a_kill_cut_off_arrive_once_after_it() -> None:
    async with running() as rig:
        tess, _, _ = await breakout(rig)
        await tess.command("study", TellBreakouts("cid-tell", "Five minutes left"))
        await tess.command("study", CloseSubRoom(2))
        log = rig.log.after_a_kill()
    async with running(log) as rig:
        await until(rig, lambda: rig.node.opened("study") is not None and parent_knows(rig, 2) is None)
        await until(rig, lambda: rig.room("study").host.room.sub_room(1) is not None)
        ada = await rig.connect("ada")
        snapshot = await ada.enter("study--1")
        assert snapshot is not None
        assert [message.body for message in snapshot.view.chat.messages] == ["Five minutes left"]


async def test_a_recall_that_a_kill_cut_off_still_ends() -> None:
    async with running() as rig:
        tess, _, _ = await breakout(rig)
        await tess.command("study", RecallBreakouts(60))
        log = rig.log.after_a_kill()
    async with running(log) as rig:
        await until(rig, lambda: rig.node.opened("study") is not None)
        rig.clock.advance(60)
        await until(rig, lambda: parent_knows(rig, 1) is None and parent_knows(rig, 2) is None)


async def test_who_was_in_a_sub_room_comes_back_to_it_after_a_kill() -> None:
    async with running() as rig:
        _, ada, _ = await breakout(rig)
        await ada.post("study--1", "hello")
        log = rig.log.after_a_kill()
    async with running(log) as rig:
        ada = await rig.connect("ada")
        snapshot = await ada.enter("study--1")
        assert snapshot is not None
        assert [member.id for member in snapshot.view.members] == ["ada"]
        assert [message.body for message in snapshot.view.chat.messages] == ["hello"]
