"""What a client reads of older messages: pages, threads and search, as its audience may read them."""

from __future__ import annotations

import logging

import pytest

from rooms.chat.terms import HideMessage, MessageState, PostMessage
from rooms.roles import Role
from signaling.codes import ErrorCode
from signaling.wire import Error, History, Ok, ReadHistory, SearchMessages
from tests.support.node import Page, running

pytestmark = pytest.mark.anyio


async def code(page: Page, request: ReadHistory | SearchMessages) -> int:
    page.send_request(request)
    answer = await page.until_answer(request.ref)
    assert isinstance(answer, Error), answer
    return answer.code


async def test_history_is_read_page_by_page_newest_last() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        for number in range(1, 8):
            await page.post("study", f"message {number}")
        page.send_request(ReadHistory(40, "study", before=None, limit=3))
        newest = await page.until(History)
        assert ([message.id for message in newest.messages], newest.more) == ([5, 6, 7], True)
        page.send_request(ReadHistory(41, "study", before=5, limit=4))
        oldest = await page.until(History)
        assert ([message.id for message in oldest.messages], oldest.more) == ([1, 2, 3, 4], False)


async def test_history_has_threads_and_the_important_ones() -> None:
    async with running() as rig:
        page = await rig.seated("tess", role=Role.TEACHER)
        for number, (reply_to, important) in enumerate([(None, False), (None, True), (1, False)]):
            post = PostMessage(f"cid-{number:05d}", "hello", reply_to=reply_to, important=important)
            await page.command("study", post)
        page.send_request(ReadHistory(40, "study", thread=1))
        assert [message.id for message in (await page.until(History)).messages] == [1, 3]
        page.send_request(ReadHistory(41, "study", important=True))
        assert [message.id for message in (await page.until(History)).messages] == [2]


async def test_search_finds_words_of_any_language_page_by_page() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        for body in ("函数的极限", "Limits of functions", "导数和函数", "函数图像"):
            await page.post("study", body)
        page.send_request(SearchMessages(40, "study", "函数", limit=2))
        newest = await page.until(History)
        assert ([message.id for message in newest.messages], newest.more) == ([3, 4], True)
        page.send_request(SearchMessages(41, "study", "函数", before=3, limit=2))
        oldest = await page.until(History)
        assert ([message.id for message in oldest.messages], oldest.more) == ([1], False)
        page.send_request(SearchMessages(42, "study", "limit"))
        assert [message.id for message in (await page.until(History)).messages] == [2]
        page.send_request(SearchMessages(43, "study", "?!"))
        assert (await page.until(History)).messages == []


async def test_a_hidden_message_is_read_in_history_by_its_author_and_staff_alone() -> None:
    async with running() as rig:
        tess, ada, bo = (
            await rig.seated("tess", role=Role.TEACHER),
            await rig.seated("ada"),
            await rig.seated("bo"),
        )
        await ada.post("study", "secret words")
        await tess.command("study", HideMessage(1, "not here"))
        for page, body in ((tess, "secret words"), (ada, "secret words"), (bo, "")):
            page.send_request(ReadHistory(90, "study"))
            (message,) = (await page.until(History)).messages
            assert (message.state, message.body) == (MessageState.HIDDEN, body)
            page.send_request(SearchMessages(91, "study", "secret"))
            assert (await page.until(History)).messages == []


async def test_history_is_for_who_is_in_the_room() -> None:
    async with running() as rig:
        page = await rig.connect("ada")
        assert await code(page, ReadHistory(1, "study")) == ErrorCode.NOT_IN_ROOM
        assert await code(page, SearchMessages(2, "study", "hello")) == ErrorCode.NOT_IN_ROOM


async def test_a_history_that_cannot_be_read_costs_the_request(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with running() as rig:
        page = await rig.seated("ada")

        async def broken(*_: object, **__: object) -> None:
            raise OSError("the log is down")

        monkeypatch.setattr(rig.log, "messages", broken)
        with caplog.at_level(logging.ERROR):
            assert await code(page, ReadHistory(1, "study")) == ErrorCode.INTERNAL
        assert isinstance(await page.post("study", "goes on"), Ok)
