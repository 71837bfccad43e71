"""What every event log promises of answered questions: whoever asks something similar is offered their answers."""

from __future__ import annotations

import pytest

from rooms.events import AnyEvent
from rooms.questions.events import QuestionDismissed, QuestionVoted
from rooms.questions.terms import DismissReason
from rooms.roles import Role
from signaling.ports import EventLog
from signaling.wire_duty import FoundAnswer
from tests.support.answered import asked, endorsed, reopened, written

pytestmark = pytest.mark.anyio

DERIVATIVE = "导数是什么意思?"


async def tell(log: EventLog, *events: AnyEvent, room: str = "zone") -> None:
    epoch = await log.acquire(room)
    await log.append(room, epoch, len(await log.read(room, 0, 1000)), events)


async def numbers(log: EventLog, text: str, *rooms: str) -> list[int]:
    return [found.question for found in await log.find_answers(rooms or ("zone",), text, 5)]


async def test_an_answer_is_found_by_part_of_its_question(log: EventLog) -> None:
    await tell(log, asked(1, DERIVATIVE), written(1, 1, "The slope."))
    assert await log.find_answers(["zone"], "请问导数是什么", 5) == [
        FoundAnswer("zone", 1, DERIVATIVE, "The slope.", "Tess", 101.0)
    ]


async def test_what_fits_best_comes_first_and_what_does_not_fit_is_left_out(log: EventLog) -> None:
    texts = ("什么时候下课?", "积分是什么意思?", DERIVATIVE, "Is 0! = 1?")
    for number, text in enumerate(texts, 1):
        await tell(log, asked(number, text), written(number, number))
    assert await numbers(log, "导数是什么意思") == [3, 2]
    assert await numbers(log, "!?") == []


async def test_no_more_are_given_than_were_asked_for(log: EventLog) -> None:
    for number in range(1, 8):
        await tell(log, asked(number, DERIVATIVE), written(number, number))
    assert await numbers(log, DERIVATIVE) == [7, 6, 5, 4, 3]


async def test_only_the_given_rooms_are_looked_at(log: EventLog) -> None:
    await tell(log, asked(1, DERIVATIVE), written(1, 1))
    await tell(log, asked(2, DERIVATIVE), written(2, 1), room="elsewhere")
    await tell(log, asked(3, DERIVATIVE), written(3, 1), room="zone--1")
    assert await numbers(log, DERIVATIVE) == [1]
    assert sorted(await numbers(log, DERIVATIVE, "zone", "elsewhere")) == [1, 2]


async def test_a_question_is_found_as_soon_as_an_answer_counts(log: EventLog) -> None:
    await tell(log, asked(1, DERIVATIVE), written(1, 1, role=Role.STUDENT))
    assert await numbers(log, DERIVATIVE) == []
    await tell(log, QuestionVoted(at=150.0, id=1, member="bo", on=True, shown=1, votes=1), endorsed(1, 1))
    assert await numbers(log, DERIVATIVE) == [1]


async def test_a_private_answer_is_not_found(log: EventLog) -> None:
    await tell(log, asked(1, DERIVATIVE), written(1, 1, private=True))
    assert await numbers(log, DERIVATIVE) == []


async def test_a_reopened_question_leaves_and_comes_back_with_its_next_answer(log: EventLog) -> None:
    question, answer = asked(1, DERIVATIVE), written(1, 1)
    await tell(log, question, answer, reopened(question, answer))
    assert await numbers(log, DERIVATIVE) == []
    await tell(log, written(1, 2, "At last."))
    assert [found.answer for found in await log.find_answers(["zone"], DERIVATIVE, 5)] == ["At last."]


async def test_an_inappropriate_question_is_not_found(log: EventLog) -> None:
    reason = DismissReason.INAPPROPRIATE
    gone = QuestionDismissed(at=9.0, id=1, asker="ada", by="tess", reason=reason, note="", public=True)
    await tell(log, asked(1, DERIVATIVE), written(1, 1))
    await tell(log, gone)
    assert await numbers(log, DERIVATIVE) == []


async def test_a_long_text_with_signs_of_a_query_language_is_only_words(log: EventLog) -> None:
    await tell(log, asked(1, 'near("chain" AND rule) * -x:y'), written(1, 1))
    assert await numbers(log, '"chain" NEAR(rule) -* OR AND NOT x:y') == [1]
    assert await numbers(log, " ".join(f"word{number}" for number in range(300))) == []
