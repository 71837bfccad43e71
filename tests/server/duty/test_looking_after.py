"""Who struggles becomes a duty of somebody on the roster who may know of it: once, until somebody says it is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from community.struggling import WEEK, Sign
from rooms.obligations.terms import ObligationClass
from rooms.roles import Role
from server.duty.looking_after import signs
from server.storage.database import Database
from server.storage.people import Person
from server.storage.struggles import StruggleDuty
from tests.server.duty.planned import SPACE, plan, shift
from tests.server.duty.rig import DutyRig, Told, duty_rig
from tests.support.owed import escalated, opened

pytestmark = pytest.mark.anyio


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    async with duty_rig(database) as made:
        await made.people.add(Person("ada", SPACE, "Ada", Role.STUDENT), 1.0)
        yield made


async def late(rig: DutyRig, *ids: int, room: str = "zone") -> None:
    """Questions of Ada that nobody answered in time."""
    now = rig.clock.now()
    for id in ids:
        await rig.tell(opened(id, at=now - 900.0), escalated(id, 100, at=now), room=room)


async def on_duty(rig: DutyRig, *rotation: str, secondary: tuple[str, ...] = ()) -> None:
    await rig.save(plan(shift(rotation=rotation, secondary=secondary)))
    await rig.look()


async def duty(rig: DutyRig) -> StruggleDuty:
    (found,) = await rig.struggles.open(SPACE)
    return found


async def test_one_late_question_is_nothing_and_two_are_a_duty_of_whoever_is_on_duty(rig: DutyRig) -> None:
    await on_duty(rig, "ann")
    await late(rig, 1)
    await rig.care.look(SPACE)
    assert await rig.struggles.open(SPACE) == []
    await late(rig, 2)
    await rig.care.look(SPACE)
    found = await duty(rig)
    assert (found.person, found.room, found.signs, found.owner) == ("ada", "zone", {Sign.LATE: 2}, "ann")


async def test_looking_again_opens_no_second_and_tells_of_new_signs(rig: DutyRig) -> None:
    await on_duty(rig, "ann")
    await late(rig, 1, 2)
    await rig.care.look(SPACE)
    rig.clock.advance(60.0)
    await late(rig, 1, room="study--2")
    await rig.care.look(SPACE)
    await rig.care.look(SPACE)
    found = await duty(rig)
    assert (found.room, found.signs) == ("study--2", {Sign.LATE: 3})


async def test_a_teacher_on_duty_is_passed_over_for_the_next_who_may_know(rig: DutyRig) -> None:
    await on_duty(rig, "tess", secondary=("ben",))
    await late(rig, 1, 2)
    await rig.care.look(SPACE)
    assert (await duty(rig)).owner == "ben"


async def test_with_nobody_on_duty_who_may_know_it_waits_for_the_next(rig: DutyRig) -> None:
    await late(rig, 1, 2)
    await rig.care.look(SPACE)
    assert (await duty(rig)).owner == ""
    await on_duty(rig, "tess")
    await rig.care.look(SPACE)
    assert (await duty(rig)).owner == ""
    await on_duty(rig, "ben")
    await rig.care.look(SPACE)
    assert (await duty(rig)).owner == "ben"


async def test_its_owner_is_told_once_without_being_told_whom_it_is_about(rig: DutyRig) -> None:
    await on_duty(rig, "ann")
    await late(rig, 1, 2)
    await rig.care.look(SPACE)
    await rig.care.look(SPACE)
    assert await rig.told() == [Told("ann", "look_after", 0, "zone", 0)]
    (notice,) = await rig.notices.unseen("ann")
    assert (notice.room_title, notice.excerpt) == ("Ask here", "")


async def test_it_stays_with_its_owner_until_they_may_not_know_any_more(rig: DutyRig) -> None:
    await on_duty(rig, "ann")
    await late(rig, 1, 2)
    await rig.care.look(SPACE)
    await on_duty(rig, "ben")
    await rig.care.look(SPACE)
    assert (await duty(rig)).owner == "ann"
    await rig.people.update(Person("ann", SPACE, "Ann", Role.TEACHER))
    await rig.care.look(SPACE)
    assert (await duty(rig)).owner == "ben"


async def test_what_was_dealt_with_is_opened_again_by_new_signs_only(rig: DutyRig) -> None:
    await late(rig, 1, 2)
    await rig.care.look(SPACE)
    await rig.struggles.finish((await duty(rig)).number, "ann", rig.clock.now(), "called them")
    await rig.care.look(SPACE)
    assert await rig.struggles.open(SPACE) == []
    rig.clock.advance(60.0)
    await late(rig, 3, 4)
    await rig.care.look(SPACE)
    assert (await duty(rig)).signs == {Sign.LATE: 2}


async def test_what_was_more_than_a_week_ago_or_whoever_was_shut_out_opens_nothing(rig: DutyRig) -> None:
    await late(rig, 1, 2)
    rig.clock.advance(WEEK + 1.0)
    await rig.care.look(SPACE)
    assert await rig.struggles.open(SPACE) == []
    await late(rig, 3, 4)
    await rig.people.shut_out("ada", 1.0)
    await rig.care.look(SPACE)
    assert await rig.struggles.open(SPACE) == []


async def test_calls_for_help_are_signs_and_late_statements_and_anonymous_questions_are_none(
    rig: DutyRig,
) -> None:
    now = rig.clock.now()
    await rig.tell(
        *(opened(id, at=now, class_=ObligationClass.HELP) for id in (1, 2, 3)),
        opened(4, at=now, class_=ObligationClass.STATEMENT),
        escalated(4, 100, at=now),
        opened(5, at=now, anonymous=True),
        escalated(5, 100, at=now),
    )
    found = list(signs(await rig.log.board(["zone"], 0.0)))
    assert [(each.sign, each.member) for each in found] == [
        *[(Sign.HELP, "ada")] * 3,
        (Sign.LATE, ""),
    ]


@pytest.mark.parametrize(
    ("person", "knows"), [("ann", True), ("olga", True), ("tess", False), ("ada", False)]
)
async def test_the_brief_of_tas_and_operators_alone_tells_who_struggles(
    rig: DutyRig, person: str, knows: bool
) -> None:
    await late(rig, 1, 2)
    told = await rig.care.for_brief(SPACE, person, await rig.log.board(["zone"], 0.0))
    assert [each.member for each in told] == ["ada"] * knows


async def test_a_running_room_in_which_time_runs_out_twice_opens_the_duty_by_itself(rig: DutyRig) -> None:
    ada = [replace(opened(id, at=rig.clock.now()), due_at=rig.clock.now() + 900.0) for id in (1, 2)]
    await rig.tell(*ada)
    async with rig.node, asyncio.TaskGroup() as tasks:
        running = tasks.create_task(rig.office.run(rig.node))
        await rig.open()
        rig.clock.advance(900.0)
        async with asyncio.timeout(10.0):
            while not await rig.struggles.open(SPACE):
                pass
        running.cancel()
    assert (await duty(rig)).signs == {Sign.LATE: 2}
