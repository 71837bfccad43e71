"""The command that asks what another roster would have done, over a log on disk."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from rooms.kinds import RoomKind
from server.app import open_database
from server.cli import cli
from server.duty.plans import Plans
from server.duty.whatif import Answers
from server.storage.directory import SqlDirectory
from server.storage.event_log import open_event_log
from server.whatif import UnknownSpace, UnusablePlan, compare_with
from signaling.ports import RoomSpec
from tests.server.duty.planned import SPACE, at, plan, settled, shift
from tests.support.clock import ManualClock
from tests.support.owed import answered, opened

pytestmark = pytest.mark.anyio

LATER = msgspec.json.encode(plan(shift(start=13, hours=4)))


async def remember(data: Path) -> None:
    """A question of ten o'clock, answered ten minutes later by whoever was on duty."""
    async with open_database(data) as database, open_event_log(database) as log:
        await settled(database)
        await Plans(database).save(SPACE, plan(), "olga", at(1, 0))
        done = msgspec.structs.replace(answered(1, at(2, 10, 10)), consumed=600.0)
        await log.append("zone", await log.acquire("zone"), 0, [opened(1, at(2, 10)), done])


async def test_both_are_told_of_the_days_that_were_asked_for(tmp_path: Path) -> None:
    clock = ManualClock(at(5, 0))
    await remember(tmp_path)
    compared = await compare_with(tmp_path, SPACE, LATER, date(2026, 11, 2), date(2026, 11, 3), clock)
    assert compared.real == Answers(1, 600.0, 600.0, 1.0)
    assert compared.predicted == Answers(1, 3 * 3600.0 + 600.0, 3 * 3600.0 + 600.0, 0.0)
    assert compared == await compare_with(tmp_path, SPACE, LATER, date(2026, 11, 2), date(2026, 11, 3), clock)
    nothing = await compare_with(tmp_path, SPACE, LATER, date(2026, 11, 3), date(2026, 11, 4), clock)
    assert nothing.real.count == 0


@pytest.mark.parametrize(
    ("document", "start", "end", "says"),
    [
        (b"{", 2, 3, "truncated"),
        (b"{}", 2, 3, "calendar"),
        (msgspec.json.encode(plan(shift(), shift())), 2, 3, "shifts\\[1\\].id: twice"),
        (LATER, 3, 3, "before it begins"),
    ],
)
async def test_what_cannot_be_used_says_why(
    tmp_path: Path, document: bytes, start: int, end: int, says: str
) -> None:
    with pytest.raises(UnusablePlan, match=says):
        await compare_with(
            tmp_path, SPACE, document, date(2026, 11, start), date(2026, 11, end), ManualClock()
        )


async def test_another_space_has_other_answers_and_one_that_is_not_there_none(tmp_path: Path) -> None:
    clock = ManualClock(at(5, 0))
    await remember(tmp_path)
    async with open_database(tmp_path) as database:
        yard = RoomSpec("yard", "other", "Yard", RoomKind.ZONE)
        await SqlDirectory(database).create_space("other", "Other", 1.0, [yard])
    days = (date(2026, 11, 2), date(2026, 11, 3), clock)
    assert (await compare_with(tmp_path, "other", LATER, *days)).real.count == 0
    with pytest.raises(UnknownSpace):
        await compare_with(tmp_path, "nowhere", LATER, *days)


async def test_a_year_in_which_nobody_asked_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusablePlan, match="no year"):
        await compare_with(tmp_path, SPACE, LATER, date(1, 1, 1), date(2026, 11, 3), ManualClock())


def test_the_command_prints_both_and_the_model(tmp_path: Path) -> None:
    roster = tmp_path / "roster.json"
    roster.write_bytes(LATER)
    asyncio.run(remember(tmp_path / "data"))
    asked = ["whatif", "--roster", str(roster), "--data", str(tmp_path / "data"), "--lang", "en"]
    told = CliRunner().invoke(cli, [*asked, "--from", "2026-11-02", "--to", "2026-11-09"])
    assert told.exit_code == 0, told.output
    assert "As it was:      1 first responses, p50 10.0 min" in told.output
    assert "The model" in told.output
    elsewhere = [*asked, "--space", "other", "--from", "2026-11-02", "--to", "2026-11-09"]
    refused = CliRunner().invoke(cli, elsewhere)
    assert refused.exit_code == 1
    assert "no space “other”" in refused.output + refused.stderr


@pytest.mark.parametrize(
    ("arguments", "says"), [(["--roster", "none.json"], "cannot be used"), (["--data", "nowhere"], "nowhere")]
)
def test_the_command_says_what_is_missing(tmp_path: Path, arguments: list[str], says: str) -> None:
    roster = tmp_path / "roster.json"
    roster.write_bytes(LATER)
    asked = ["whatif", "--roster", str(roster), "--data", str(tmp_path), "--lang", "en"]
    told = CliRunner().invoke(cli, [*asked, *arguments, "--from", "2026-11-02", "--to", "2026-11-09"])
    assert told.exit_code == 1
    assert says in told.output + told.stderr
