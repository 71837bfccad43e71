"""One append changes every read model that its events are about."""

from __future__ import annotations

import pytest

from server.storage.database import Database
from server.storage.event_log import open_event_log
from tests.contracts.test_event_log import posted
from tests.support.answered import asked, written
from tests.support.owed import opened

pytestmark = pytest.mark.anyio


async def test_messages_questions_and_obligations_are_kept_by_the_append_that_brings_them(
    database: Database,
) -> None:
    async with open_event_log(database) as log:
        epoch = await log.acquire("zone")
        await log.append("zone", epoch, 0, [posted(1), opened(1), asked(1, "Chain rule?"), written(1, 1)])
        assert [message.id for message in await log.messages("zone", None, 5)] == [1]
        assert [found.question for found in await log.find_answers(["zone"], "chain rule", 5)] == [1]
        assert [each.obligation.id for each in await log.board(["zone"], 0.0)] == [1]
