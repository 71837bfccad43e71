"""The rows of questions: searchable exactly while they have an answer for others."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from rooms.questions.events import QuestionsEvent
from server.storage.database import Database
from server.storage.event_log import open_event_log
from server.storage.question_rows import decode_question
from server.storage.tables import questions
from tests.support.answered import asked, reopened, written

pytestmark = pytest.mark.anyio


async def tell(database: Database, *events: QuestionsEvent) -> None:
    async with open_event_log(database) as log:
        epoch = await log.acquire("zone")
        await log.append("zone", epoch, len(await log.read("zone", 0, 1000)), events)


async def row(database: Database) -> tuple[str, int]:
    """Its words, and how many answers are kept."""
    async with database.reading() as connection:
        (found,) = (await connection.execute(select(questions))).all()
    return found.words, len(decode_question(found.body).seen.answers)


async def test_a_question_has_words_from_its_answer_until_it_is_reopened(database: Database) -> None:
    question, answer = asked(1, "Chain rule?"), written(1, 1)
    await tell(database, question)
    assert await row(database) == ("", 0)
    await tell(database, answer)
    assert await row(database) == ("chain rule", 1)
    await tell(database, reopened(question, answer))
    assert await row(database) == ("", 1)


async def test_asking_and_answering_in_one_append_is_one_row(database: Database) -> None:
    await tell(database, asked(1, "Chain rule?"), written(1, 1), written(1, 2))
    assert await row(database) == ("chain rule", 2)
