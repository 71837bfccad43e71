"""The outbox in the database."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.obligations.events import ObligationReopened
from server.duty.deliveries import DEAD, NEEDLESS, SENT, Deliveries, Outcome
from server.duty.notice import SPACE_ITSELF, Address, Channel, Draft, Lane
from server.duty.notices import SqlNotices
from server.storage.database import Database
from server.storage.event_log import open_event_log
from tests.server.duty.planned import SPACE, settled
from tests.server.duty.test_notices import DRAFT
from tests.support.owed import answered, opened, reopened

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

MAIL, PUSH = (Lane(SPACE, "ann", address) for address in DRAFT.addresses)


@pytest.fixture
async def outbox(database: Database) -> Deliveries:
    await settled(database)
    await SqlNotices(database, lambda: 0.0).give([DRAFT])
    return Deliveries(database)


async def give(database: Database, *drafts: Draft) -> None:
    await SqlNotices(database, lambda: 0.0).give(drafts)


async def test_every_address_of_a_person_is_a_lane(outbox: Deliveries, database: Database) -> None:
    later = replace(DRAFT, level=150, at=300.0, addresses=DRAFT.addresses[:1])
    shared = replace(DRAFT, person="ben", at=50.0, addresses=DRAFT.addresses[:1])
    await give(database, later, shared)
    assert await outbox.lanes() == [(Lane(SPACE, "ben", MAIL.address), 50.0), (MAIL, 100.0), (PUSH, 100.0)]


async def test_what_is_due_is_told_with_its_notice(outbox: Deliveries, database: Database) -> None:
    await give(database, replace(DRAFT, level=150), replace(DRAFT, person="ben"))
    assert await outbox.due(MAIL, 99.0, 10) == []
    due = await outbox.due(MAIL, 100.0, 10)
    assert [(delivery.notice.person, delivery.notice.level) for delivery in due] == [
        ("ann", 100),
        ("ann", 150),
    ]
    assert (due[0].tries, due[0].made_at, due[0].notice.is_seen, due[0].notice.is_over) == (
        0,
        100.0,
        False,
        False,
    )
    assert len(await outbox.due(MAIL, 100.0, 1)) == 1


async def test_what_is_postponed_is_due_then_and_what_is_settled_never(outbox: Deliveries) -> None:
    (mail,), (push,) = await outbox.due(MAIL, 100.0, 10), await outbox.due(PUSH, 100.0, 10)
    await outbox.postpone([mail.id], 160.0, "refused status 500")
    await outbox.settle([push.id], SENT)
    assert await outbox.lanes() == [(MAIL, 160.0)]
    assert await outbox.due(MAIL, 159.0, 10) == []
    assert [(each.id, each.tries) for each in await outbox.due(MAIL, 160.0, 10)] == [(mail.id, 1)]
    await outbox.settle([mail.id], NEEDLESS)
    assert await outbox.lanes() == []


async def test_what_somebody_claimed_is_nobody_elses_until_the_claim_is_over(outbox: Deliveries) -> None:
    (mail,), (push,) = await outbox.due(MAIL, 100.0, 10), await outbox.due(PUSH, 100.0, 10)
    await outbox.settle([push.id], SENT)
    assert await outbox.claim([mail.id], 99.0, 160.0) == set(), "it is not due"
    assert await outbox.claim([mail.id, push.id], 100.0, 160.0) == {mail.id}
    assert await outbox.claim([mail.id], 159.0, 220.0) == set()
    assert await outbox.lanes() == [(MAIL, 160.0)]
    assert await outbox.claim([mail.id], 160.0, 220.0) == {mail.id}


async def test_a_notice_that_was_seen_says_so(outbox: Deliveries, database: Database) -> None:
    board = SqlNotices(database, lambda: 120.0)
    await board.mark_seen("ann", [notice.id for notice in await board.unseen("ann")])
    assert [delivery.notice.is_seen for delivery in await outbox.due(MAIL, 130.0, 10)] == [True]


async def test_a_notice_says_when_nobody_waits_any_more_or_for_something_else(
    outbox: Deliveries, database: Database
) -> None:
    async with open_event_log(database) as log:
        epoch = await log.acquire("zone")
        await log.append("zone", epoch, 0, [opened(3, 10.0)])
        assert [each.notice.is_over for each in await outbox.due(MAIL, 100.0, 1)] == [False]
        await log.append("zone", epoch, 1, [answered(3, 20.0)])
        assert [each.notice.is_over for each in await outbox.due(MAIL, 100.0, 1)] == [True]
        again: ObligationReopened = reopened(3, 30.0)
        again = replace(again, obligation=replace(again.obligation, cycle=2))
        await log.append("zone", epoch, 2, [again])
        assert [each.notice.is_over for each in await outbox.due(MAIL, 100.0, 1)] == [True]


async def test_the_last_outcome_of_each_webhook_is_known(outbox: Deliveries, database: Database) -> None:
    addresses = (Address(Channel.WEBHOOK, "ops"), Address(Channel.CHAT, "chat"))
    for number in range(3):
        told = replace(DRAFT, person=SPACE_ITSELF, level=number, at=100.0 + number, addresses=addresses)
        await give(database, told)
    ops, chat = (Lane(SPACE, SPACE_ITSELF, address) for address in addresses)
    assert await outbox.outcomes(SPACE) == {}
    first, second, third = await outbox.due(ops, 200.0, 10)
    await outbox.settle([first.id], DEAD, "gone")
    await outbox.postpone([second.id], 300.0, "refused status 500")
    await outbox.settle([(await outbox.due(chat, 200.0, 1))[0].id], SENT)
    assert await outbox.outcomes(SPACE) == {
        "ops": Outcome(101.0, "waiting", 1, "refused status 500"),
        "chat": Outcome(100.0, SENT, 0, ""),
    }
    await outbox.settle([third.id], SENT)
    assert (await outbox.outcomes(SPACE))["ops"] == Outcome(102.0, SENT, 0, "")
    assert await outbox.outcomes("other") == {}
