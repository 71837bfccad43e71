"""Waiting at the door, and being shown out, as a page sees it: by frames."""

from __future__ import annotations

import pytest

from rooms.chat.terms import PostMessage
from rooms.commands import AnyClientCommand
from rooms.events import AnyEvent
from rooms.members.terms import DeviceDetached, MemberLeft
from rooms.moderation.events import MemberRemoved, WaitingBegan, WaitingEnded
from rooms.moderation.terms import AdmitMember, LockRoom, RemoveMember, SetWaitingRoom, TurnAway
from rooms.roles import Role
from signaling.codes import ErrorCode
from signaling.wire import Admitted, EnterRoom, Error, LeaveRoom, Ok, Position, RoomCommand, RoomEvent
from tests.support.node import NodeRig, Page, running
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio


async def teacher(rig: NodeRig, *commands: AnyClientCommand) -> Page:
    """Tess in the study room, who did this."""
    tess = await rig.seated("tess", role=Role.TEACHER)
    for command in commands:
        assert isinstance(await tess.command("study", command), Ok)
    return tess


async def refused(page: Page, room: str = "study", position: Position | None = None) -> Error:
    answer = await page.answer(EnterRoom(page.next_ref(), room, position))
    assert isinstance(answer, Error)
    return answer


def waiting(rig: NodeRig) -> bool:
    return rig.room("study").host.room.is_waiting("ada")


async def until(page: Page, kind: type[AnyEvent]) -> None:
    await page.until(RoomEvent, lambda frame: isinstance(frame.event, kind))


# ---------------------------------------------------------------- waiting


async def test_who_must_wait_is_told_so_and_sees_nothing_of_the_room() -> None:
    async with running() as rig:
        tess = await teacher(rig, SetWaitingRoom(on=True))
        ada = await rig.connect("ada")
        error = await refused(ada)
        assert (error.code, error.retry_ms) == (ErrorCode.WAITING, None)
        await until(tess, WaitingBegan)
        await tess.post("study", "not for the door")
        assert await ada.events() == []
        said = await ada.answer(RoomCommand(ada.next_ref(), "study", PostMessage("cid-00001", "hello")))
        assert isinstance(said, Error)
        assert said.code == ErrorCode.NOT_IN_ROOM


@pytest.mark.parametrize("who", ["ada", None], ids=["one", "everybody"])
async def test_who_is_admitted_is_told_and_enters_by_asking_again(who: str | None) -> None:
    async with running() as rig:
        tess = await teacher(rig, SetWaitingRoom(on=True))
        ada = await rig.connect("ada")
        await refused(ada)
        await tess.command("study", AdmitMember(who))
        assert await ada.until(Admitted) == Admitted("study")
        snapshot = await ada.enter("study")
        assert snapshot is not None
        assert "ada" in [member.id for member in snapshot.view.members]
        assert isinstance(await ada.post("study", "thank you"), Ok)


async def test_who_is_turned_away_learns_it_by_asking_again() -> None:
    async with running() as rig:
        tess = await teacher(rig, SetWaitingRoom(on=True))
        ada = await rig.connect("ada")
        await refused(ada)
        await tess.command("study", TurnAway("ada"))
        await ada.until(Admitted)
        assert (await refused(ada)).code == ErrorCode.BANNED
        assert not waiting(rig)


async def test_asking_again_while_waiting_changes_nothing() -> None:
    async with running() as rig:
        tess = await teacher(rig, SetWaitingRoom(on=True))
        ada = await rig.connect("ada")
        for _ in range(3):
            assert (await refused(ada)).code == ErrorCode.WAITING
        kinds = [type(frame.event) for frame in await tess.events()]
        assert (kinds.count(WaitingBegan), kinds.count(WaitingEnded)) == (1, 0)


async def test_leaving_the_door_ends_the_waiting() -> None:
    async with running() as rig:
        tess = await teacher(rig, SetWaitingRoom(on=True))
        ada = await rig.connect("ada")
        await refused(ada)
        assert isinstance(await ada.answer(LeaveRoom(ada.next_ref(), "study")), Ok)
        await until(tess, WaitingEnded)
        answer = await ada.answer(LeaveRoom(ada.next_ref(), "study"))
        assert isinstance(answer, Error)
        assert answer.code == ErrorCode.NOT_IN_ROOM


@pytest.mark.parametrize("clean", [True, False])
async def test_a_page_that_goes_while_waiting_waits_no_more(clean: bool) -> None:
    async with running() as rig:
        tess = await teacher(rig, SetWaitingRoom(on=True))
        ada = await rig.connect("ada")
        await refused(ada)
        ada.hang_up(clean=clean)
        await until(tess, WaitingEnded)
        assert not waiting(rig)


async def test_a_person_at_the_door_with_two_devices_waits_until_both_are_gone() -> None:
    async with running() as rig:
        await teacher(rig, SetWaitingRoom(on=True))
        phone, laptop = await rig.connect("ada", device="ada-phone"), await rig.connect("ada")
        for page in (phone, laptop):
            await refused(page)
        assert isinstance(await laptop.answer(LeaveRoom(laptop.next_ref(), "study")), Ok)
        assert waiting(rig)
        assert isinstance(await phone.answer(LeaveRoom(phone.next_ref(), "study")), Ok)
        assert not waiting(rig)


async def test_both_devices_of_who_waits_hear_of_the_answer() -> None:
    async with running() as rig:
        tess = await teacher(rig, SetWaitingRoom(on=True))
        phone, laptop = await rig.connect("ada", device="ada-phone"), await rig.connect("ada")
        for page in (phone, laptop):
            await refused(page)
        await tess.command("study", AdmitMember("ada"))
        for page in (phone, laptop):
            await page.until(Admitted)
            assert await page.enter("study") is not None


async def test_nobody_hears_of_answers_to_others() -> None:
    async with running() as rig:
        tess = await teacher(rig, SetWaitingRoom(on=True))
        ada, bo = await rig.connect("ada"), await rig.connect("bo")
        for page in (ada, bo):
            await refused(page)
        await tess.command("study", AdmitMember("ada"))
        await ada.until(Admitted)
        await bo.sync()
        assert [frame for frame in bo.frames() if isinstance(frame, Admitted)] == []


async def test_a_locked_room_says_so() -> None:
    async with running() as rig:
        await teacher(rig, LockRoom(on=True))
        assert (await refused(await rig.connect("ada"))).code == ErrorCode.LOCKED


# ---------------------------------------------------------------- being shown out


@pytest.mark.row("S5")
async def test_who_is_removed_sees_why_and_then_their_seat_ends() -> None:
    async with running() as rig:
        tess, ada, bo = await teacher(rig), await rig.seated("ada"), await rig.seated("bo")
        await ada.events()
        await bo.events()
        assert isinstance(await tess.command("study", RemoveMember("ada", "shouting")), Ok)
        mine = [frame.event for frame in await ada.events()]
        assert isinstance(mine[0], MemberRemoved)
        assert mine[0].reason == "shouting"
        assert [type(event) for event in mine[1:]] == [DeviceDetached, MemberLeft]
        theirs = [frame.event for frame in await bo.events()]
        assert [type(event) for event in theirs] == [type(None), DeviceDetached, MemberLeft]


@pytest.mark.row("S5")
async def test_who_was_removed_hears_nothing_more_and_is_heard_no_more() -> None:
    async with running() as rig:
        tess, ada = await teacher(rig), await rig.seated("ada")
        position = Position(1, rig.room("study").host.room.seq)
        await tess.command("study", RemoveMember("ada", "shouting"))
        await ada.events()
        await tess.post("study", "now we are among ourselves")
        assert await ada.events() == []
        answer = await ada.post("study", "let me in")
        assert isinstance(answer, Error)
        assert answer.code == ErrorCode.NOT_IN_ROOM
        assert (await refused(ada)).code == ErrorCode.BANNED
        again = await rig.connect("ada", device="another-device")
        assert (await refused(again, position=position)).code == ErrorCode.BANNED
        assert ("study", "ada-device") not in rig.media.listeners


async def test_every_device_of_who_is_removed_is_shown_out() -> None:
    async with running() as rig:
        tess = await teacher(rig)
        phone, laptop = await rig.connect("ada", device="ada-phone"), await rig.seated("ada")
        await phone.enter("study")
        await tess.command("study", RemoveMember("ada"))
        for page in (phone, laptop):
            await until(page, MemberRemoved)
            answer = await page.post("study", "still here?")
            assert isinstance(answer, Error)
            assert answer.code == ErrorCode.NOT_IN_ROOM
        while rig.room("study").holders > 1:
            await turn()
