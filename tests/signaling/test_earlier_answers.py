"""Whoever types a question in a room is offered what others of the space were answered, and nothing private."""

from __future__ import annotations

import logging

import pytest

from rooms.questions.terms import AskQuestion, WriteAnswer
from rooms.roles import Role
from signaling.codes import ErrorCode
from signaling.wire import Error, Ok
from signaling.wire_duty import FindAnswers, FoundAnswers
from tests.support.answered import asked, written
from tests.support.memory_ports import ELSEWHERE
from tests.support.node import NodeRig, Page, running

pytestmark = pytest.mark.anyio

DERIVATIVE = "导数是什么意思?"


async def answered(rig: NodeRig, *, private: bool = False) -> None:
    """In the question zone, by people."""
    ada = await rig.seated("ada", "zone")
    tess = await rig.seated("tess", "zone", Role.TA)
    assert isinstance(await ada.command("zone", AskQuestion("cid-question", DERIVATIVE)), Ok)
    answer = WriteAnswer("cid-answer-1", 1, "The slope.", private=private)
    assert isinstance(await tess.command("zone", answer), Ok)


async def found(page: Page, text: str = DERIVATIVE, room: str = "study") -> FoundAnswers:
    page.send_request(FindAnswers(80, room, text))
    answer = await page.until_answer(80)
    assert isinstance(answer, FoundAnswers), answer
    return answer


async def test_an_answer_of_another_room_of_the_space_is_offered() -> None:
    async with running() as rig:
        await answered(rig)
        (answer,) = (await found(await rig.seated("bo"), "导数是什么")).answers
        assert (answer.room, answer.question, answer.answer, answer.answerer_name) == (
            "zone",
            1,
            "The slope.",
            "Tess",
        )


async def test_a_private_answer_is_offered_to_nobody() -> None:
    async with running() as rig:
        await answered(rig, private=True)
        assert (await found(await rig.seated("bo"))).answers == []


async def test_nothing_is_offered_from_other_spaces_or_sub_rooms() -> None:
    async with running() as rig:
        for room in (ELSEWHERE.id, "zone--1"):
            epoch = await rig.log.acquire(room)
            await rig.log.append(room, epoch, 0, [asked(1, DERIVATIVE), written(1, 1)])
        assert (await found(await rig.seated("bo"))).answers == []


async def test_one_must_be_in_the_room_for_which_one_asks() -> None:
    async with running() as rig:
        page = await rig.seated("bo")
        page.send_request(FindAnswers(80, "zone", DERIVATIVE))
        answer = await page.until_answer(80)
        assert isinstance(answer, Error)
        assert answer.code == ErrorCode.NOT_IN_ROOM


async def test_a_directory_that_is_down_costs_only_this_request(caplog: pytest.LogCaptureFixture) -> None:
    async with running() as rig:
        page = await rig.seated("bo")
        rig.directory.is_down = True
        with caplog.at_level(logging.CRITICAL):
            page.send_request(FindAnswers(80, "study", DERIVATIVE))
            answer = await page.until_answer(80)
        assert isinstance(answer, Error)
        assert answer.code == ErrorCode.INTERNAL
        rig.directory.is_down = False
        assert (await found(page)).answers == []
