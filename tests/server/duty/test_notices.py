"""What everybody was told: once, to whom it is for, and together with what is sent of it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from sqlalchemy import Table, select

from rooms.obligations.terms import ObligationClass
from rooms.roles import Role
from server.duty.notice import Address, Channel, Draft, Reason
from server.duty.notices import SqlNotices
from server.storage.database import DATABASE_ERRORS, Database
from server.storage.people import People, Person
from server.storage.tables import deliveries, notices
from signaling.wire_duty import Notice
from tests.server.duty.planned import SPACE, settled

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

DRAFT = Draft(
    space=SPACE,
    person="ann",
    room="zone",
    room_title="Ask here",
    reason=Reason.ESCALATED,
    at=100.0,
    obligation=3,
    cycle=1,
    target="first",
    level=100,
    class_="question",
    excerpt="why?",
    addresses=(
        Address(Channel.MAIL, "ann@school.example"),
        Address(Channel.WEB_PUSH, "https://push.example/1"),
    ),
)
GAP = Draft(space=SPACE, person="ann", room="zone", room_title="Ask here", reason=Reason.GAP, at=200.0)


@pytest.fixture
async def board(database: Database) -> SqlNotices:
    await settled(database)
    return SqlNotices(database, lambda: 500.0)


async def count(database: Database, table: Table) -> int:
    async with database.reading() as connection:
        return len((await connection.execute(select(table))).all())


async def test_a_notice_is_unseen_until_its_person_has_seen_it(board: SqlNotices) -> None:
    assert await board.give([DRAFT, GAP]) == 2
    told = await board.unseen("ann")
    assert told == [
        Notice(
            told[0].id,
            100.0,
            "escalated",
            "zone",
            "Ask here",
            3,
            ObligationClass.QUESTION,
            100,
            "why?",
            False,
        ),
        Notice(told[1].id, 200.0, "gap", "zone", "Ask here", None, None, 0, "", False),
    ]
    await board.mark_seen("ben", [told[0].id])
    assert len(await board.unseen("ann")) == 2
    await board.mark_seen("ann", [told[0].id])
    assert await board.unseen("ann") == [told[1]]


@pytest.mark.row("S5")
async def test_whoever_is_no_staff_any_more_is_told_nothing_of_what_was_for_them(
    board: SqlNotices, database: Database
) -> None:
    await board.give([DRAFT])
    await People(database).update(Person("ann", SPACE, "Ann", Role.STUDENT))
    assert await board.unseen("ann") == []


async def test_there_is_one_notice_and_one_delivery_each_however_often_it_is_given(
    board: SqlNotices, database: Database
) -> None:
    assert await board.give([DRAFT, DRAFT]) == 1
    assert await board.is_given(DRAFT)
    assert await board.give([replace(DRAFT, at=900.0, excerpt="other words")]) == 0
    assert (await count(database, notices), await count(database, deliveries)) == (1, 2)


async def test_another_level_cycle_or_person_is_another_notice(board: SqlNotices) -> None:
    others = [replace(DRAFT, level=150), replace(DRAFT, cycle=2), replace(DRAFT, person="ben")]
    assert not await board.is_given(others[0])
    assert await board.give([DRAFT, *others]) == 4


async def test_in_a_storm_everybody_is_told_of_everything(board: SqlNotices, database: Database) -> None:
    """More than one statement may name: PostgreSQL takes 32767 values."""
    storm = [replace(DRAFT, obligation=id, person=f"p{n}") for id in range(100) for n in range(60)]
    assert await board.give(storm) == 6000
    assert await board.give([*storm, GAP]) == 1
    assert (await count(database, notices), await count(database, deliveries)) == (6001, 12_000)


@pytest.mark.row("D7")
async def test_a_failure_leaves_neither_notice_nor_delivery(board: SqlNotices, database: Database) -> None:
    with pytest.raises(DATABASE_ERRORS):
        await board.give([DRAFT, replace(GAP, space="nowhere")])
    assert (await count(database, notices), await count(database, deliveries)) == (0, 0)


async def test_other_devices_hear_of_what_is_new_and_of_what_was_seen(board: SqlNotices) -> None:
    heard: list[list[Notice]] = []
    end = board.listen("ann", heard.append)
    await board.give([DRAFT, replace(DRAFT, person="ben")])
    await board.mark_seen("ann", [heard[0][0].id])
    assert [[(notice.level, notice.seen) for notice in told] for told in heard] == [
        [(100, False)],
        [(100, True)],
    ]
    await board.mark_seen("ann", [heard[0][0].id])
    end()
    await board.give([GAP])
    assert len(heard) == 2


async def test_who_sends_hears_when_there_is_something_to_send(board: SqlNotices) -> None:
    rung: list[bool] = []
    board.on_given(lambda: rung.append(True))
    await board.give([GAP])
    assert rung == []
    await board.give([DRAFT])
    await board.give([DRAFT])
    assert rung == [True]
