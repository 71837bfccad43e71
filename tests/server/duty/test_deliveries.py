"""The outbox in the database."""

from __future__ import annotations

import pytest

from server.duty.deliveries import SENT, Deliveries
from server.duty.notices import SqlNotices
from server.storage.database import Database
from tests.server.duty.planned import settled
from tests.server.duty.test_notices import DRAFT

pytestmark = pytest.mark.anyio


@pytest.fixture
async def outbox(database: Database) -> Deliveries:
    await settled(database)
    await SqlNotices(database, lambda: 0.0).give([DRAFT])
    return Deliveries(database)


async def test_what_is_due_is_told_with_its_notice(outbox: Deliveries) -> None:
    assert await outbox.due(99.0, 10) == []
    due = await outbox.due(100.0, 10)
    assert [delivery.address for delivery in due] == list(DRAFT.addresses)
    assert {delivery.notice.excerpt for delivery in due} == {"why?"}
    assert (due[0].tries, due[0].made_at, due[0].notice.is_seen) == (0, 100.0, False)
    assert len(await outbox.due(100.0, 1)) == 1


async def test_what_is_postponed_is_due_then_and_what_is_settled_never(outbox: Deliveries) -> None:
    first, second = await outbox.due(100.0, 10)
    await outbox.postpone(first.id, 1, 160.0, "status 500")
    await outbox.settle([second.id], SENT)
    assert await outbox.next_at() == 160.0
    assert await outbox.due(159.0, 10) == []
    again = await outbox.due(160.0, 10)
    assert [(delivery.id, delivery.tries) for delivery in again] == [(first.id, 1)]
    await outbox.settle([first.id], SENT)
    assert await outbox.next_at() is None


async def test_a_notice_that_was_seen_says_so(outbox: Deliveries, database: Database) -> None:
    board = SqlNotices(database, lambda: 120.0)
    await board.mark_seen("ann", [notice.id for notice in await board.unseen("ann")])
    assert [delivery.notice.is_seen for delivery in await outbox.due(130.0, 10)] == [True, True]
