"""What some are owed is what the board says of them, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from server.storage import owed_rows
from server.storage.database import Database
from server.storage.owed_rows import owed_to
from tests.server.duty.rig import DutyRig, duty_rig
from tests.support.owed import answered, opened

pytestmark = pytest.mark.anyio

ROOMS = ["zone", "study"]


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    async with duty_rig(database) as made:
        yield made


async def owed(rig: DutyRig, *people: str, since: float = 0.0) -> list[tuple[str, int]]:
    found = await owed_to(rig.database, ROOMS, people, since)
    return [(each.room, each.obligation.id) for each in found]


async def test_only_what_these_people_are_owed_is_told_in_rooms_and_sub_rooms(rig: DutyRig) -> None:
    await rig.tell(opened(1), replace(opened(2), asker="bo", asker_name="Bo"))
    await rig.tell(opened(1, at=5.0), room="study--2")
    await rig.tell(opened(1), room="elsewhere")
    assert await owed(rig, "ada") == [("zone", 1), ("study--2", 1)]
    assert await owed(rig, "bo", "cy") == [("zone", 2)]
    assert await owed(rig) == []


async def test_what_was_over_before_is_left_out_and_what_waits_is_not(rig: DutyRig) -> None:
    await rig.tell(opened(1), opened(2), answered(2, 10.0), opened(3), answered(3, 20.0))
    assert await owed(rig, "ada", since=15.0) == [("zone", 1), ("zone", 3)]


async def test_who_asked_anonymously_is_not_given_out(rig: DutyRig) -> None:
    await rig.tell(opened(1, anonymous=True))
    (found,) = await owed_to(rig.database, ROOMS, ["ada"], 0.0)
    assert (found.obligation.asker, found.obligation.asker_name) == ("", "")


async def test_more_people_than_one_statement_may_name_are_asked_about_in_parts(
    rig: DutyRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owed_rows, "ASKED_AT_ONCE", 1)
    await rig.tell(opened(1), replace(opened(2), asker="bo", asker_name="Bo"))
    assert await owed(rig, "ada", "bo") == [("zone", 1), ("zone", 2)]
