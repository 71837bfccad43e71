"""Which answers stood and who was sanctioned, as the log has it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from rooms.moderation.events import MemberMuted, MemberRemoved, MemberWarned
from rooms.moderation.terms import MuteScope
from rooms.obligations.steps import PEER_SECONDS
from rooms.obligations.terms import How
from server.learners.conduct import answers_that_stand, last_sanctions
from server.storage.database import Database
from tests.server.duty.rig import DutyRig, duty_rig
from tests.support.owed import answered, opened, reopened

pytestmark = pytest.mark.anyio


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    async with duty_rig(database) as made:
        yield made


async def standing(rig: DutyRig, now: float) -> list[int]:
    board = await rig.log.board(["zone", "study"], 0.0)
    return [given.id for given in answers_that_stand(board, now).get("bo", [])]


async def test_an_accepted_answer_stands_at_once_and_any_other_after_a_day(rig: DutyRig) -> None:
    accepted = replace(answered(1, 10.0), by="bo", how=How.PEER)
    replied = replace(answered(2, 20.0), by="bo", how=How.REPLY)
    await rig.tell(opened(1), opened(2), accepted, replied)
    assert await standing(rig, 30.0) == [1]
    assert await standing(rig, 20.0 + PEER_SECONDS) == [1, 2]


async def test_what_was_asked_again_did_not_stand(rig: DutyRig) -> None:
    accepted = replace(answered(1, 10.0), by="bo", how=How.PEER)
    await rig.tell(opened(1), accepted, reopened(1, 20.0))
    assert await standing(rig, 1e6) == []


async def test_what_waits_or_solved_itself_is_nobodys_answer(rig: DutyRig) -> None:
    await rig.tell(opened(1), opened(2), replace(answered(2, 10.0), by="", how=How.ASKER))
    assert answers_that_stand(await rig.log.board(["zone"], 0.0), 1e6) == {}


async def test_the_last_sanction_of_each_member_is_told_from_rooms_and_sub_rooms_of_the_space(
    rig: DutyRig,
) -> None:
    await rig.tell(
        MemberWarned(at=10.0, member="bo", by="tess", reason="rude"),
        MemberMuted(at=20.0, member="cy", scopes=[MuteScope.TEXT], by="tess"),
    )
    await rig.tell(MemberRemoved(at=30.0, member="bo", name="Bo", by="tess", reason="again"), room="study--2")
    await rig.tell(MemberWarned(at=40.0, member="dan", by="tess", reason="rude"), room="elsewhere")
    assert await last_sanctions(rig.database, ["zone", "study"], 0.0) == {"bo": 30.0, "cy": 20.0}
    assert await last_sanctions(rig.database, ["zone", "study"], 25.0) == {"bo": 30.0}
