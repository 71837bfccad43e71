"""Candidates among answered questions: of the given rooms, and rare words count more."""

from __future__ import annotations

import pytest

from server.storage.database import Database
from server.storage.event_log import open_event_log
from server.storage.question_search import CANDIDATES, like
from signaling.answer_model import words_of
from tests.support.answered import asked, written

pytestmark = pytest.mark.anyio


async def candidates(database: Database, text: str, *rooms: str) -> list[str]:
    async with database.reading() as connection:
        rows = await connection.execute(like(database.dialect, rooms, words_of(text)))
        return [row.stream for row in rows]


async def test_of_many_similar_questions_those_with_rare_words_are_candidates(database: Database) -> None:
    async with open_event_log(database) as log:
        for room, text, count in (("zone", "what is the slope", 60), ("qa", "what is the hypotenuse", 1)):
            epoch = await log.acquire(room)
            events = [event for id in range(1, count + 1) for event in (asked(id, text), written(id, id))]
            await log.append(room, epoch, 0, events)
    found = await candidates(database, "what is the hypotenuse", "zone", "qa")
    assert (len(found), found[0]) == (CANDIDATES, "qa")
    assert await candidates(database, "hypotenuse", "zone") == []
    assert await candidates(database, "slope", "elsewhere") == []
