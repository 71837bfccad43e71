"""What a client is told without asking: who is on duty where it is, and its notices, on every device."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest
from typing_extensions import override

from rooms.obligations.terms import ObligationClass
from rooms.sub_rooms.terms import OpenSubRoom, Template
from signaling.memory_duty import MemoryNotices
from signaling.ports import OnDuty
from signaling.wire import LeaveRoom, MoveRoom
from signaling.wire_duty import DutyNow, Notice, Notices, SeeNotices
from tests.support.memory_ports import SPACE
from tests.support.node import Page, running

pytestmark = pytest.mark.anyio

TESS = OnDuty("tess", "Tess", "theo", "Theo", covered=True, until=1_700_003_600.0)


def notice(id: int, *, seen: bool = False) -> Notice:
    return Notice(
        id=id,
        at=5.0,
        reason="escalated",
        room="zone",
        room_title="Questions",
        obligation=1,
        class_=ObligationClass.QUESTION,
        level=100,
        excerpt="?",
        seen=seen,
    )


async def told(page: Page, kind: type[DutyNow] | type[Notices]) -> list[DutyNow | Notices]:
    await page.sync()
    return [frame for frame in page.frames() if isinstance(frame, kind)]


async def test_whoever_enters_is_told_who_is_on_duty_there() -> None:
    async with running() as rig:
        rig.duty.change(SPACE, "zone", TESS)
        page = await rig.seated("ada", "zone")
        assert await page.until(DutyNow) == DutyNow(
            "zone", "tess", "Tess", "theo", "Theo", covered=True, until=1_700_003_600.0, opens_at=None
        )
        await page.enter("study")
        assert await page.until(DutyNow) == DutyNow("study", "", "", "", "", False, None, None)


async def test_whoever_is_in_the_room_hears_of_every_change_and_of_nothing_else() -> None:
    async with running() as rig:
        page = await rig.seated("ada", "zone")
        await told(page, DutyNow)
        rig.duty.change(SPACE, "zone", TESS)
        rig.duty.change(SPACE, "study", TESS)
        rig.duty.change("other", "zone", OnDuty("eve", "Eve"))
        (frame,) = await told(page, DutyNow)
        assert isinstance(frame, DutyNow)
        assert (frame.room, frame.primary) == ("zone", "tess")
        await page.answer(LeaveRoom(90, "zone"))
        rig.duty.change(SPACE, "zone", OnDuty())
        assert await told(page, DutyNow) == []


async def test_entering_again_tells_it_again_and_moving_tells_of_the_other_room() -> None:
    async with running() as rig:
        rig.duty.change(SPACE, "zone", TESS)
        page = await rig.seated("ada", "zone")
        await told(page, DutyNow)
        await page.enter("zone")
        assert [frame.room for frame in await told(page, DutyNow) if isinstance(frame, DutyNow)] == ["zone"]
        page.send_request(MoveRoom(91, "zone", "study"))
        assert (await page.until(DutyNow)).room == "study"


async def test_a_sub_room_has_the_duty_of_its_parent() -> None:
    async with running() as rig:
        rig.duty.change(SPACE, "study", TESS)
        page = await rig.seated("ada", "study")
        await page.command("study", OpenSubRoom("cid-group-1", "Group", Template.PAIR))
        await told(page, DutyNow)
        await page.enter("study--1")
        assert (await page.until(DutyNow)).primary == "tess"


async def test_unseen_notices_come_after_the_welcome_and_new_ones_as_they_come() -> None:
    async with running() as rig:
        rig.notices.give("tess", notice(1))
        rig.notices.give("bo", notice(2))
        page = await rig.connect("tess")
        assert await page.until(Notices) == Notices([notice(1)])
        rig.notices.give("tess", notice(3))
        rig.notices.give("bo", notice(4))
        assert await told(page, Notices) == [Notices([notice(3)])]


async def test_nobody_is_told_that_there_are_no_notices() -> None:
    async with running() as rig:
        assert await told(await rig.connect("tess"), Notices) == []


async def test_what_is_seen_on_one_device_is_seen_on_the_others_and_comes_no_more() -> None:
    async with running() as rig:
        for id in (1, 2):
            rig.notices.give("tess", notice(id))
        phone, laptop = (
            await rig.connect("tess", device="tess-phone"),
            await rig.connect("tess", device="tess-laptop"),
        )
        await laptop.until(Notices)
        phone.send_request(SeeNotices([1, 9]))
        assert await laptop.until(Notices) == Notices([notice(1, seen=True)])
        assert await (await rig.connect("tess", device="tess-tablet")).until(Notices) == Notices([notice(2)])


async def test_who_has_gone_is_listened_for_no_more() -> None:
    async with running() as rig:
        page = await rig.seated("tess", "zone")
        await page.sync()
        page.hang_up(clean=True)
        other = await rig.connect("ada")
        await other.sync()
        rig.notices.give("tess", notice(1))
        rig.duty.change(SPACE, "zone", TESS)
        assert await told(other, DutyNow) == []


class BrokenNotices(MemoryNotices):
    @override
    async def unseen(self, person: str) -> list[Notice]:
        raise OSError("the database is down")

    @override
    async def mark_seen(self, person: str, ids: Sequence[int]) -> None:
        raise OSError("the database is down")


async def test_notices_that_cannot_be_read_cost_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    async with running(notices=BrokenNotices()) as rig:
        with caplog.at_level(logging.ERROR):
            page = await rig.connect("tess")
            page.send_request(SeeNotices([1]))
            assert await page.enter("zone") is not None
        assert "notices cannot be read" in caplog.text
        assert "notices cannot be marked" in caplog.text
