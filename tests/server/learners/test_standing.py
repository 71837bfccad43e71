"""How somebody stands with what they are owed is what the board says of them, and not more than it says."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from rooms.obligations.changes import new_obligation
from rooms.obligations.events import ObligationAnswered
from rooms.obligations.terms import How
from server.learners.standing import Standings
from server.storage.database import Database
from tests.server.duty.rig import DutyRig, duty_rig
from tests.support.owed import answered, escalated, opened, reopened

pytestmark = pytest.mark.anyio


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    async with duty_rig(database) as made:
        yield made


async def test_what_waits_and_who_answered_last_are_told(rig: DutyRig) -> None:
    again = replace(new_obligation(opened(3)), cycle=2, reopened_at=30.0)
    await rig.tell(
        opened(1),
        escalated(1, 100, at=901.0),
        opened(2),
        answered(2, 20.0),
        opened(3),
        answered(3, 10.0),
        replace(reopened(3, 30.0), obligation=again),
    )
    await rig.tell(opened(1, at=5.0), room="study--2")
    standing = await Standings(rig.database).of("ada", await rig.directory.rooms("main"))
    assert [(turn.room, turn.room_title, turn.id, turn.late) for turn in standing.open] == [
        ("zone", "Ask here", 1, True),
        ("zone", "Ask here", 3, False),
        ("study--2", "Study room", 1, False),
    ]
    assert (standing.answered_at, standing.answered_by, standing.reopened) == (20.0, "tess", 1)


async def test_what_was_asked_anonymously_is_nobodys(rig: DutyRig) -> None:
    await rig.tell(opened(1, anonymous=True), opened(2, anonymous=True), answered(2, 20.0))
    standing = await Standings(rig.database).of("ada", await rig.directory.rooms("main"))
    assert (standing.open, standing.answered_at, standing.reopened) == ([], None, 0)


async def test_what_solved_itself_was_answered_by_nobody(rig: DutyRig) -> None:
    solved = ObligationAnswered(at=9.0, id=1, asker="ada", by="", how=How.ASKER, consumed=1.0, first=False)
    await rig.tell(opened(1), solved)
    standing = await Standings(rig.database).of("ada", await rig.directory.rooms("main"))
    assert (standing.open, standing.answered_at, standing.answered_by) == ([], None, "")
