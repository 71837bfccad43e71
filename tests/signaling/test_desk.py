"""From the desk: staff act in rooms of their space without being in them, held to the same rules."""

from __future__ import annotations

import pytest

from rooms.chat.terms import MessagePosted, PostMessage
from rooms.commands import AnyClientCommand
from rooms.moderation.terms import HandleReport, Report, ReportReason, Subject, SubjectKind, Verdict
from rooms.obligations.terms import ClaimObligation
from rooms.roles import Role
from rooms.stage.terms import Promote, Promoted, RaiseHand
from rooms.sub_rooms.terms import CloseSubRoom, OpenSubRoom, Template
from signaling.codes import ErrorCode
from signaling.hosts import LINGER_SECONDS
from signaling.ports import NotSaved
from signaling.wire import Error, Ok
from signaling.wire_duty import FromDesk
from tests.support.memory_ports import ELSEWHERE
from tests.support.node import Page, running
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio

HELLO = PostMessage("cid-000001", "from my desk")


async def ask(page: Page, command: AnyClientCommand = HELLO, room: str = "zone") -> Ok | Error:
    return await page.answer(FromDesk(page.next_ref(), room, command))


async def code(page: Page, command: AnyClientCommand = HELLO, room: str = "zone") -> int:
    answer = await ask(page, command, room)
    assert isinstance(answer, Error), answer
    return answer.code


async def test_staff_write_into_a_room_that_they_are_not_in() -> None:
    async with running() as rig:
        ada = await rig.seated("ada", "zone")
        tess = await rig.connect("tess", Role.TA)
        answer = await ask(tess)
        assert isinstance(answer, Ok)
        posted = [event.event for event in await ada.events() if isinstance(event.event, MessagePosted)]
        assert [(event.author, event.author_name, event.body) for event in posted] == [
            ("tess", "Tess", "from my desk")
        ]
        assert rig.room("zone").host.room.present() == ["Ada"]


async def test_staff_call_a_hand_onto_the_stage_of_a_room_in_which_others_teach() -> None:
    async with running() as rig:
        ada = await rig.seated("ada", "qa")
        await ada.command("qa", RaiseHand("limits"))
        olga = await rig.connect("olga", Role.OPERATOR)
        assert await code(olga, Promote("ada"), "qa") == ErrorCode.WRONG_STATE
        await rig.seated("tess", "qa", Role.TEACHER)
        assert isinstance(await ask(olga, Promote("ada"), "qa"), Ok)
        called = [event.event for event in await ada.events() if isinstance(event.event, Promoted)]
        assert [(event.member, event.by) for event in called] == [("ada", "olga")]


async def test_a_room_that_nobody_is_in_is_open_only_for_what_is_asked() -> None:
    async with running() as rig:
        tess = await rig.connect("tess", Role.TA)
        assert isinstance(await ask(tess), Ok)
        assert rig.room("zone").holders == 0
        rig.clock.advance(LINGER_SECONDS)
        await tess.sync()
        for _ in range(5):
            await turn()
        assert rig.node.opened("zone") is None


async def test_what_the_room_refuses_is_refused_at_the_desk() -> None:
    async with running() as rig:
        tess = await rig.connect("tess", Role.TA)
        assert await code(tess, PostMessage("cid-000002", "  ")) == ErrorCode.EMPTY_MESSAGE
        assert await code(tess, ClaimObligation(99)) == ErrorCode.NOT_FOUND


async def test_what_needs_somebody_in_the_room_is_not_done_from_the_desk() -> None:
    async with running() as rig:
        tess = await rig.seated("tess", "zone", Role.TEACHER)
        assert await code(tess, RaiseHand()) == ErrorCode.NOT_PERMITTED


@pytest.mark.parametrize("role", [Role.ACTIVE, Role.STUDENT, Role.GUEST])
async def test_the_desk_is_for_staff(role: Role) -> None:
    async with running() as rig:
        assert await code(await rig.seated("ada", "zone", role)) == ErrorCode.NOT_PERMITTED


async def test_a_report_in_a_sub_room_that_has_closed_gets_its_verdict() -> None:
    async with running() as rig:
        ada = await rig.seated("ada", "study")
        await ada.command("study", OpenSubRoom("cid-000003", "Team", Template.PAIR))
        await rig.seated("bo", "study--1")
        cy = await rig.seated("cy", "study--1")
        about = Subject(SubjectKind.MEMBER, member="bo")
        await cy.command("study--1", Report("cid-000004", about, ReportReason.ABUSE))
        await ada.command("study", CloseSubRoom(1))
        await cy.sync()
        for _ in range(20):
            await turn()
        tess = await rig.connect("tess", Role.TA)
        assert isinstance(await ask(tess, HandleReport(1, Verdict.ACTED), "study--1"), Ok)
        assert await code(tess, room="study--1") == ErrorCode.ROOM_CLOSED


@pytest.mark.row("S4")
@pytest.mark.parametrize("room", ["nowhere", "zone--7", ELSEWHERE.id])
async def test_a_room_of_another_space_is_as_unknown_as_one_that_does_not_exist(room: str) -> None:
    async with running() as rig:
        tess = await rig.connect("tess", Role.OPERATOR)
        assert await code(tess, room=room) == ErrorCode.ROOM_UNKNOWN


async def test_a_room_that_cannot_be_opened_is_not_saved() -> None:
    async with running() as rig:
        tess = await rig.connect("tess", Role.TA)
        rig.log.failure = NotSaved("full")
        assert await code(tess) == ErrorCode.NOT_SAVED


async def test_who_goes_before_the_answer_leaves_the_room_as_it_was() -> None:
    async with running() as rig:
        ada = await rig.seated("ada", "zone")
        tess = await rig.connect("tess", Role.TA)
        rig.log.writes.clear()
        tess.send_request(FromDesk(5, "zone", HELLO))
        while rig.room("zone").holders < 2:
            await turn()
        tess.hang_up(clean=True)
        rig.log.writes.set()
        while not any(isinstance(event.event, MessagePosted) for event in await ada.events()):
            await turn()
        assert rig.room("zone").holders == 1


async def test_who_has_no_name_yet_does_nothing_in_anybodys_name() -> None:
    async with running() as rig:
        nameless = await rig.connect("nameless", Role.TA)
        assert await code(nameless) == ErrorCode.BAD_REQUEST
