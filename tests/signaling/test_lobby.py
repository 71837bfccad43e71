"""The lobby: the rooms of one's space and who is there, told at once and then at most once per second."""

from __future__ import annotations

import asyncio
import logging

import pytest

from rooms.kinds import RoomKind
from rooms.roles import Role
from signaling.hosts import LINGER_SECONDS
from signaling.lobby import NAMES_SHOWN, SECONDS_BETWEEN_FRAMES
from signaling.wire import LeaveRoom, Lobby, LobbyRoom, WatchLobby
from tests.support.node import NodeRig, Page, running
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio


async def watching(rig: NodeRig, person: str = "watcher") -> Page:
    page = await rig.connect(person)
    page.send_request(WatchLobby(page.next_ref(), on=True))
    return page


async def shown(page: Page, rig: NodeRig, count: int, room: str = "study") -> LobbyRoom:
    """The room in the first frame in which so many are there; time passes meanwhile."""
    while True:
        for frame in page.frames():
            if isinstance(frame, Lobby):
                found = next(each for each in frame.rooms if each.id == room)
                if found.count == count:
                    return found
        rig.clock.advance(SECONDS_BETWEEN_FRAMES)
        await page.sync()


async def test_a_watcher_sees_the_rooms_of_the_space_in_their_order_at_once() -> None:
    async with running() as rig:
        lobby = await (await watching(rig)).until(Lobby)
        assert [(room.id, room.title, room.kind) for room in lobby.rooms] == [
            ("study", "Study room", RoomKind.STUDY),
            ("qa", "Live Q&A", RoomKind.QA),
            ("zone", "Questions", RoomKind.ZONE),
        ]
        assert [(room.count, room.present) for room in lobby.rooms] == [(0, [])] * 3
        assert [(room.capacity, room.has_media) for room in lobby.rooms] == [
            (16, True),
            (1000, True),
            (10_000, False),
        ]


async def test_a_watcher_sees_who_comes_and_who_goes() -> None:
    async with running() as rig:
        page = await watching(rig)
        ada = await rig.seated("ada")
        assert (await shown(page, rig, 1)).present == ["Ada"]
        await ada.answer(LeaveRoom(50, "study"))
        assert (await shown(page, rig, 0)).present == []


async def test_a_watcher_sees_the_newest_message_of_a_room_also_when_everybody_has_left() -> None:
    async with running() as rig:
        page = await watching(rig)
        ada = await rig.seated("ada", role=Role.TEACHER)
        assert (await shown(page, rig, 1)).last_message == 0
        await ada.post("study", "hello")
        while (await shown(page, rig, 1)).last_message != 1:
            pass
        await ada.answer(LeaveRoom(50, "study"))
        assert (await shown(page, rig, 0)).last_message == 1
        rig.clock.advance(2 * LINGER_SECONDS)
        assert rig.node.opened("study") is None
        late = await watching(rig, "late")
        assert (await shown(late, rig, 0)).last_message == 1


async def test_many_changes_within_a_second_are_one_frame() -> None:
    async with running() as rig:
        page = await watching(rig)
        await shown(page, rig, 0)
        await _settled(page, rig)
        for number in range(10):
            await rig.seated(f"member-{number}")
        await page.sync()
        first = [frame for frame in page.frames() if isinstance(frame, Lobby)]
        rig.clock.advance(SECONDS_BETWEEN_FRAMES)
        last = await page.until(Lobby)
        assert len(first) <= 1
        assert last.rooms[0].count == 10
        assert len(last.rooms[0].present) == NAMES_SHOWN


async def test_who_stopped_watching_is_told_nothing() -> None:
    async with running() as rig:
        page = await watching(rig)
        await page.until(Lobby)
        await _settled(page, rig)
        page.send_request(WatchLobby(60, on=False))
        await page.until_answer(60)
        await rig.seated("ada")
        rig.clock.advance(SECONDS_BETWEEN_FRAMES)
        await page.sync()
        assert [frame for frame in page.frames() if isinstance(frame, Lobby)] == []


async def test_after_a_restart_those_who_were_there_are_shown_and_then_leave() -> None:
    async with running() as rig:
        await rig.seated("ada")
        log = rig.log
    async with running(log) as rig:
        page = await watching(rig)
        assert (await shown(page, rig, 1)).present == ["Ada"]
        assert (await shown(page, rig, 0)).present == []
        assert rig.clock.now() <= 1_700_000_000.0 + 60


async def test_a_directory_that_is_down_is_asked_again_at_the_next_change(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with running() as rig:
        rig.directory.is_down = True
        with caplog.at_level(logging.ERROR):
            page = await watching(rig)
            await page.sync()
            while "cannot be told" not in caplog.text:
                await turn()
        rig.directory.is_down = False
        rig.clock.advance(SECONDS_BETWEEN_FRAMES)
        await rig.seated("ada")
        assert (await shown(page, rig, 1)).count == 1


async def test_a_room_that_cannot_be_opened_is_shown_empty(caplog: pytest.LogCaptureFixture) -> None:
    async with running() as rig:
        rig.log.reading_fails = True
        with caplog.at_level(logging.CRITICAL):
            lobby = await (await watching(rig)).until(Lobby)
            await asyncio.wait_for(_settled(await rig.connect("bo"), rig), 5)
        assert [room.count for room in lobby.rooms] == [0, 0, 0]


async def _settled(page: Page, rig: NodeRig) -> None:
    """Nothing of the beginning is told any more."""
    for _ in range(5):
        rig.clock.advance(SECONDS_BETWEEN_FRAMES)
        await page.sync()
    page.frames()
