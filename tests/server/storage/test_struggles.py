"""Duties to look after somebody, as stored: one is open per member, and what is done stays as it was."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from community.struggling import Sign, Struggling
from rooms.roles import Role
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.people import People, Person
from server.storage.struggles import Struggles
from tests.support.memory_ports import STUDY

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]
SPACE = STUDY.space
ADA = Struggling("study", "ada", "Ada", {Sign.LATE: 2})


@pytest.fixture
async def struggles(database: Database) -> Struggles:
    await SqlDirectory(database).create_space(SPACE, "Academy", 1.0, [STUDY])
    for id in ("ada", "bo"):
        await People(database).add(Person(id, SPACE, id.capitalize(), Role.STUDENT), 1.0)
    made = Struggles(database)
    await made.add(SPACE, ADA, 10.0)
    return made


async def number(struggles: Struggles) -> int:
    return (await struggles.open(SPACE))[0].number


async def test_an_open_one_is_nobodys_and_not_laid_aside_at_first(struggles: Struggles) -> None:
    (found,) = await struggles.open(SPACE)
    assert (found.person, found.room, found.signs, found.opened_at) == ("ada", "study", {Sign.LATE: 2}, 10.0)
    assert (found.owner, found.snoozed_until, found.done_at) == ("", None, None)
    assert await struggles.open("other") == []


async def test_there_is_no_second_open_one_about_the_same_member(struggles: Struggles) -> None:
    with pytest.raises(IntegrityError):
        await struggles.add(SPACE, ADA, 11.0)
    await struggles.finish(await number(struggles), "ann", 12.0, "")
    await struggles.add(SPACE, ADA, 13.0)
    assert [each.opened_at for each in await struggles.open(SPACE)] == [13.0]


async def test_an_open_one_changes_hands_signs_and_time(struggles: Struggles) -> None:
    it = await number(struggles)
    assert await struggles.give(it, "ann")
    assert await struggles.snooze(it, 99.0)
    await struggles.told_again(it, Struggling("zone", "ada", "Ada", {Sign.LATE: 3, Sign.HELP: 1}))
    (found,) = await struggles.open(SPACE)
    assert (found.owner, found.snoozed_until, found.room) == ("ann", 99.0, "zone")
    assert found.signs == {Sign.LATE: 3, Sign.HELP: 1}


async def test_what_is_done_is_kept_and_changes_no_more(struggles: Struggles) -> None:
    it = await number(struggles)
    assert await struggles.finish(it, "ann", 20.0, "called her")
    assert not await struggles.give(it, "ben")
    assert not await struggles.snooze(it, 99.0)
    assert not await struggles.finish(it, "ben", 21.0, "again")
    (done,) = await struggles.done(SPACE, 5)
    assert (done.done_by, done.done_at, done.note, done.owner) == ("ann", 20.0, "called her", "")
    assert await struggles.is_of(SPACE, it)
    assert not await struggles.is_of("other", it)
    assert not await struggles.is_of(SPACE, it + 1)


async def test_when_each_was_looked_after_last_is_known(struggles: Struggles) -> None:
    for at in (20.0, 30.0):
        await struggles.finish(await number(struggles), "ann", at, "")
        await struggles.add(SPACE, ADA, at)
    assert await struggles.last_done(SPACE) == {"ada": 30.0}
    assert [each.done_at for each in await struggles.done(SPACE, 1)] == [30.0]
