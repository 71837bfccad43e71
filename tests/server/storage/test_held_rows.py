"""What is held for too long is to be told, until somebody has looked at it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from rooms.chat.terms import AuthorKind
from rooms.events import AnyEvent
from rooms.moderation.events import HeldDropped, HeldOverdue, HeldReleased
from rooms.questions.events import (
    AnswerWritten,
    QuestionApproved,
    QuestionDismissed,
    QuestionOverdue,
    QuestionWithdrawn,
)
from rooms.questions.terms import DismissReason, QuestionState
from rooms.questions.view import QuestionView
from rooms.roles import Role
from server.storage.database import Database
from server.storage.escalation_rows import HELD_MESSAGE, HELD_QUESTION
from server.storage.event_log import open_event_log
from server.storage.held_rows import keep_held
from server.storage.tables import escalations

pytestmark = pytest.mark.anyio

MESSAGE = HeldOverdue(at=9.0, number=1, author="ada")
QUESTION = QuestionOverdue(at=9.0, id=1, asker="ada")
APPROVED = QuestionView(1, 1.0, "ada", "Ada", "Why?", QuestionState.QUEUED)


def written(*, resolves: bool) -> AnswerWritten:
    return AnswerWritten(
        at=10.0,
        author="tess",
        cid="cid-1",
        question=1,
        id=1,
        author_name="Tess",
        author_kind=AuthorKind.PERSON,
        role=Role.TEACHER,
        text="Because.",
        asker="ada",
        private=False,
        resolves=resolves,
        public=False,
    )


async def told_of(database: Database, *events: AnyEvent) -> list[str]:
    async with open_event_log(database) as log:
        await log.acquire("zone")
    async with database.writing() as connection:
        await connection.run_sync(keep_held, [("zone", event) for event in events])
    columns = escalations.c
    query = select(columns.target).where(columns.handled.is_(False)).order_by(columns.target)
    async with database.reading() as connection:
        return list(await connection.scalars(query))


async def test_messages_and_questions_are_counted_apart(database: Database) -> None:
    assert await told_of(database, MESSAGE, QUESTION, MESSAGE) == [HELD_MESSAGE, HELD_QUESTION]


@pytest.mark.parametrize(
    "looked",
    [
        HeldReleased(at=10.0, number=1, author="ada", by="tom"),
        HeldDropped(at=10.0, number=1, author="ada", by="tom", reason=""),
    ],
)
async def test_who_decides_on_a_message_settles_it(database: Database, looked: AnyEvent) -> None:
    assert await told_of(database, MESSAGE, QUESTION, looked) == [HELD_QUESTION]


@pytest.mark.parametrize(
    "looked",
    [
        QuestionApproved(at=10.0, id=1, by="tom", question=APPROVED),
        QuestionDismissed(
            at=10.0, id=1, asker="ada", by="tom", reason=DismissReason.UNCLEAR, note="", public=False
        ),
        QuestionWithdrawn(at=10.0, id=1, asker="ada", state=QuestionState.HELD),
        written(resolves=True),
    ],
)
async def test_who_decides_on_a_question_or_answers_it_settles_it(
    database: Database, looked: AnyEvent
) -> None:
    assert await told_of(database, MESSAGE, QUESTION, looked) == [HELD_MESSAGE]


async def test_other_answers_settle_nothing(database: Database) -> None:
    assert await told_of(database, QUESTION, written(resolves=False)) == [HELD_QUESTION]
