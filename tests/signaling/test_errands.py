"""Errands arrive once while their room is open, in order, and again when they did not arrive."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest
from msgspec.structs import replace

from rooms.events import AnyEvent
from rooms.life.terms import EndSession, RoomClosed, StartSession
from rooms.obligations.changes import is_open
from rooms.questions.events import QuestionAsked
from rooms.questions.terms import AskQuestion
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role
from rooms.sub_rooms.terms import (
    AssignBreakout,
    BreakoutHeard,
    CallForHelp,
    CancelHelp,
    CloseSubRoom,
    HelpNoted,
    NoteClosed,
    OpenSubRoom,
    SubRoomClosed,
    SubRoomOccupied,
    TellBreakouts,
)
from rooms.terms import SYSTEM
from signaling.errands import RETRY_SECONDS
from signaling.hosts import LINGER_SECONDS
from signaling.mailbox import Done
from signaling.room_host import arrangement
from signaling.wire import LeaveRoom, Ok
from tests.support.memory_ports import ZONE
from tests.support.node import NodeRig, Page, running
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio

E = TypeVar("E", bound=AnyEvent)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await turn()


async def will_try_again(rig: NodeRig, seconds: float) -> None:
    await until(lambda: rig.clock.now() + seconds in rig.clock.armed)


async def stored(rig: NodeRig, room: str, kind: type[E]) -> list[E]:
    return [entry.event for entry in await rig.log.read(room, 0, 1000) if isinstance(entry.event, kind)]


async def bodies(rig: NodeRig, room: str) -> list[str]:
    return [message.body for message in await rig.log.messages(room, None, 10)]


async def with_sub_room(rig: NodeRig) -> Page:
    """A teacher in the study room, which has a sub-room."""
    tess = await rig.seated("tess", role=Role.TEACHER)
    assert isinstance(await tess.command("study", OpenSubRoom("cid-open", "Limits")), Ok)
    return tess


def has_confirmed(rig: NodeRig) -> bool:
    return not [errand for errand in rig.room("study").host.room.errands() if errand.then is not None]


def stream_is(name: str) -> Callable[[str, Sequence[AnyEvent]], bool]:
    return lambda stream, events: stream == name


def holds(kind: type[AnyEvent]) -> Callable[[str, Sequence[AnyEvent]], bool]:
    return lambda stream, events: any(isinstance(event, kind) for event in events)


def nothing(_stream: str, _events: Sequence[AnyEvent]) -> bool:
    return False


async def test_news_of_a_sub_room_arrive_in_order_and_each_once() -> None:
    async with running() as rig:
        await with_sub_room(rig)
        ada = await rig.seated("ada", "study--1")
        for summary in ("one", "two", "three"):
            await ada.command("study--1", CallForHelp(summary))
        await ada.command("study--1", CancelHelp())
        await rig.seated("bo", "study--1")
        study = rig.room("study").host.room
        await until(
            lambda: (known := study.sub_room(1)) is not None and known.count == 2 and known.help is None
        )
        assert [event.count for event in await stored(rig, "study", SubRoomOccupied)] == [1, 2]
        calls = [event.summary for event in await stored(rig, "study", HelpNoted)]
        assert calls == [summary for summary in ("one", "two", "three", None) if summary in calls]


async def test_what_stays_as_it_was_is_not_said_again() -> None:
    async with running() as rig:
        tess = await with_sub_room(rig)
        ada = await rig.seated("ada", "study--1")
        study = rig.room("study")
        await until(lambda: (known := study.host.room.sub_room(1)) is not None and known.count == 1)
        await tess.answer(LeaveRoom(50, "study"))
        await until(lambda: study.holders == 0)
        rig.clock.advance(LINGER_SECONDS)
        assert rig.node.opened("study") is None
        for number in range(5):
            await ada.post("study--1", f"message {number}")
        await ada.sync()
        assert rig.node.opened("study") is None, "nobody woke it"
        await rig.seated("bo", "study--1")
        await until(lambda: rig.node.opened("study") is not None)


async def test_an_errand_to_a_room_that_cannot_be_opened_is_carried_again_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with running() as rig:
        tess = await with_sub_room(rig)
        rig.clock.advance(0.5)  # so that no heartbeat falls due with what is tried again
        rig.log.refuses = stream_is("study--1")
        with caplog.at_level(logging.CRITICAL):
            await tess.command("study", TellBreakouts("cid-tell", "hello"))
            await until(lambda: rig.log.refused == 1)
            await will_try_again(rig, RETRY_SECONDS)
            await tess.post("study", "life goes on, and nothing is tried again for it")
            assert rig.log.refused == 1
            rig.clock.advance(RETRY_SECONDS)
            await will_try_again(rig, 2 * RETRY_SECONDS)
            assert rig.log.refused == 2
        await tess.command("study", CloseSubRoom(1))
        await will_try_again(rig, 4 * RETRY_SECONDS)
        rig.log.refuses = nothing
        rig.clock.advance(4 * RETRY_SECONDS)
        await until(lambda: has_confirmed(rig))
        assert (
            len(await stored(rig, "study", BreakoutHeard))
            == len(await stored(rig, "study", SubRoomClosed))
            == 1
        )
        assert await bodies(rig, "study--1") == ["hello"]


async def test_one_sub_room_that_cannot_be_reached_keeps_nothing_from_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with running() as rig:
        tess = await rig.seated("tess", role=Role.TEACHER)
        rig.log.refuses = stream_is("study--1")
        await tess.command("study", AssignBreakout("cid-assign", ["Red", "Blue"], [[], []]))
        with caplog.at_level(logging.CRITICAL):
            await tess.command("study", TellBreakouts("cid-tell", "hello"))
            await until(lambda: len(rig.room("study").host.room.errands()) == 1)
        assert await bodies(rig, "study--2") == ["hello"]


async def test_what_comes_back_and_is_not_saved_is_brought_again() -> None:
    async with running() as rig:
        tess = await with_sub_room(rig)
        rig.log.refuses = holds(BreakoutHeard)
        await tess.command("study", TellBreakouts("cid-tell", "hello"))
        await will_try_again(rig, RETRY_SECONDS)
        rig.log.refuses = nothing
        rig.clock.advance(RETRY_SECONDS)
        await until(lambda: has_confirmed(rig))
        assert await bodies(rig, "study--1") == ["hello"]


async def test_a_room_that_has_closed_is_told_nothing_more_and_that_counts_as_told() -> None:
    async with running() as rig:
        tess = await with_sub_room(rig)
        rig.log.refuses = holds(SubRoomClosed)
        await tess.command("study", CloseSubRoom(1))
        await will_try_again(rig, RETRY_SECONDS)
        rig.log.refuses = nothing
        rig.clock.advance(RETRY_SECONDS)
        await until(lambda: rig.room("study").host.room.sub_room(1) is None)
        assert len(await stored(rig, "study--1", RoomClosed)) == 1


async def test_an_errand_that_is_refused_is_left_until_the_next_opening(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No rule refuses one; should it happen, it costs a line in the log and no endless attempts."""
    async with running() as rig:
        tess = await with_sub_room(rig)
        monkeypatch.setattr("rooms.life.rules.close_room", _refuse)
        with caplog.at_level(logging.WARNING):
            await tess.command("study", CloseSubRoom(1))
            await until(lambda: "refuses CloseRoom" in caplog.text)
        await tess.sync()
        assert rig.room("study").holders == 1, "only the teacher's seat"
        assert rig.room("study").host.room.sub_room(1) is not None


def _refuse(*_: object) -> Rejection:
    return Rejection(RejectionCode.WRONG_STATE)


async def test_deferred_questions_wait_until_the_space_has_a_question_zone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """They are owed an answer where they were asked, so the absence itself needs one line in the log."""
    async with running() as rig:
        rig.directory.specs.remove(ZONE)
        tess = await rig.seated("tess", "qa", Role.TEACHER)
        await tess.command("qa", StartSession())
        ada = await rig.seated("ada", "qa")
        await ada.command("qa", AskQuestion("cid-question", "Why?"))
        await tess.command("qa", EndSession())
        for patience in (1, 2, 4):
            await will_try_again(rig, patience * RETRY_SECONDS)
            assert len(rig.room("qa").host.room.errands()) == 1
            assert len([each for each in await rig.log.board(["qa"], 0.0) if is_open(each.obligation)]) == 1
            rig.clock.advance(patience * RETRY_SECONDS)
        assert caplog.text.count("there is no") == 1
        rig.directory.specs.append(ZONE)
        rig.clock.advance(8 * RETRY_SECONDS)
        await until(lambda: rig.room("qa").host.room.errands() == [])
        assert [question.text for question in await stored(rig, "zone", QuestionAsked)] == ["Why?"]


async def test_deferred_questions_go_to_another_zone_when_theirs_is_archived_at_this_moment() -> None:
    async with running() as rig:
        other = replace(ZONE, id="other-zone")
        rig.directory.specs.append(other)
        assert isinstance(await rig.node.ask("zone", arrangement(replace(ZONE, archived=True))), Done)
        tess = await rig.seated("tess", "qa", Role.TEACHER)
        await tess.command("qa", StartSession())
        ada = await rig.seated("ada", "qa")
        await ada.command("qa", AskQuestion("cid-question", "Why?"))
        await tess.command("qa", EndSession())
        await will_try_again(rig, RETRY_SECONDS)
        rig.directory.specs.remove(ZONE)
        rig.clock.advance(RETRY_SECONDS)
        await until(lambda: rig.room("qa").host.room.errands() == [])
        assert [question.text for question in await stored(rig, "other-zone", QuestionAsked)] == ["Why?"]


async def test_what_a_closed_sub_room_was_asked_reaches_the_question_zone_also_after_a_kill() -> None:
    async with running() as rig:
        tess = await with_sub_room(rig)
        rig.directory.specs.remove(ZONE)
        await tess.enter("study--1")
        await tess.command("study--1", AskQuestion("cid-question", "Why?"))
        await tess.command("study", CloseSubRoom(1))
        await until(lambda: rig.room("study").host.room.sub_room(1) is None)
        killed = rig.log.after_a_kill()
    async with running(killed) as rig:
        async with asyncio.timeout(20):
            while [question.text for question in await stored(rig, "zone", QuestionAsked)] != ["Why?"]:
                await turn()


async def test_a_directory_that_is_down_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    async with running() as rig:
        await with_sub_room(rig)
        ada = await rig.seated("ada", "study--1")
        study = rig.room("study").host.room
        await until(lambda: (known := study.sub_room(1)) is not None and known.count == 1)
        rig.directory.is_down = True
        with caplog.at_level(logging.ERROR):
            await ada.command("study--1", CallForHelp())
            await until(lambda: "cannot find" in caplog.text)
            await will_try_again(rig, RETRY_SECONDS)
        rig.directory.is_down = False
        rig.clock.advance(RETRY_SECONDS)
        await until(lambda: (known := study.sub_room(1)) is not None and known.help is not None)


async def test_a_room_with_errands_under_way_stays_open_and_one_without_closes() -> None:
    async with running() as rig:
        tess = await with_sub_room(rig)
        rig.log.refuses = stream_is("study--1")
        await tess.command("study", CloseSubRoom(1))
        await until(lambda: rig.log.refused > 0)
        tess.hang_up(clean=True)
        study = rig.room("study")
        await until(lambda: study.host.room.is_empty)
        rig.clock.advance(60)
        assert rig.node.opened("study") is study
        rig.log.refuses = nothing
        rig.clock.advance(600)
        await until(lambda: study.host.room.sub_room(1) is None and study.holders == 0)
        rig.clock.advance(60)
        assert rig.node.opened("study") is None


async def test_what_another_room_confirmed_by_itself_is_not_carried() -> None:
    async with running() as rig:
        tess = await with_sub_room(rig)
        rig.log.refuses = stream_is("study--1")
        await tess.command("study", CloseSubRoom(1))
        await will_try_again(rig, RETRY_SECONDS)
        assert isinstance(await rig.room("study").host.submit(NoteClosed(1), SYSTEM), Done)
        rig.clock.advance(RETRY_SECONDS)
        await until(lambda: rig.room("study").holders == 1)
        assert rig.log.refused == 1
