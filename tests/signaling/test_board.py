"""The board: everything that is owed in a space, to staff who watch, a few frames a second and never something stale."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from rooms.kinds import RoomKind
from rooms.obligations.events import ObligationsEvent
from rooms.obligations.terms import ClaimObligation
from rooms.questions.terms import AskQuestion
from rooms.roles import Role
from signaling.board import LATELY_SECONDS, SECONDS_BETWEEN_FRAMES, Board, publish
from signaling.bus import MemoryBus
from signaling.codes import ErrorCode
from signaling.finding import Finder
from signaling.hosts import Hosts
from signaling.outbox import Outbox
from signaling.ports import BEHIND, LogEntry, RoomSpec
from signaling.wire import AnyFrame, Error, Ok
from signaling.wire_duty import Board as BoardFrame
from signaling.wire_duty import BoardChanged, BoardItem, FromDesk, WatchBoard
from tests.contracts.test_event_log import posted
from tests.support.clock import ManualClock
from tests.support.memory_ports import ELSEWHERE, QA, SPACE, ZONE, FaultyLog, Line, MemoryDirectory
from tests.support.node import NodeRig, Page, cluster, pass_time, running
from tests.support.owed import answered, escalated, opened
from tests.support.sockets import MemorySocket, frames_in
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio

GROUP = RoomSpec("study--2", SPACE, "Group 2", RoomKind.STUDY, parent="study", number=2)


class Watcher:
    """A client that reads whatever is written, unless it is told not to."""

    def __init__(self) -> None:
        self.overflows = 0
        self.socket = MemorySocket()
        self.outbox = Outbox(self.socket, ManualClock(), self._overflow)

    def _overflow(self) -> None:
        self.overflows += 1

    async def read(self) -> list[AnyFrame]:
        frames = [frame for message in self.socket.messages for frame in frames_in(message)]
        self.socket.messages.clear()
        return frames

    async def items(self) -> list[tuple[str, int, int]]:
        """Room, id and level of all that it was told since it read last."""
        frames = [frame for frame in await self.read() if isinstance(frame, BoardFrame | BoardChanged)]
        return [
            (item.room, item.obligation.id, item.obligation.level) for frame in frames for item in frame.items
        ]


class BoardRig:
    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self.log = FaultyLog()
        self.bus = MemoryBus()
        self.clock = ManualClock()
        self.directory = MemoryDirectory()
        hosts = Hosts(
            self.log,
            self.bus,
            self.clock,
            tasks,
            lambda spec, room, entries: None,
            on_opened=lambda opened: None,
            on_asleep=lambda room, until: None,
        )
        self.board = Board(SPACE, self.log, Finder(self.directory, hosts, self.clock), self.bus, self.clock)

    async def happen(self, *events: ObligationsEvent, spec: RoomSpec = ZONE) -> None:
        """As a room does: into the log, and then told."""
        epoch = await self.log.acquire(spec.id)
        head = len(await self.log.read(spec.id, 0, 10_000))
        await self.log.append(spec.id, epoch, head, events)
        publish(self.bus, spec, [LogEntry(epoch, seq, event) for seq, event in enumerate(events, head + 1)])

    def watch(self) -> Watcher:
        watcher = Watcher()
        self.board.watch(watcher.outbox)
        return watcher

    async def settle(self, seconds: float = SECONDS_BETWEEN_FRAMES) -> None:
        """Time passes, and everybody has had their turn."""
        for _ in range(10):
            await turn()
        self.clock.advance(seconds)
        for _ in range(10):
            await turn()


@asynccontextmanager
async def rigged() -> AsyncIterator[BoardRig]:
    async with asyncio.TaskGroup() as tasks:
        rig = BoardRig(tasks)
        running_board = tasks.create_task(rig.board.run())
        try:
            yield rig
        finally:
            running_board.cancel()


async def test_who_begins_to_watch_is_shown_what_is_open_and_what_was_closed_lately() -> None:
    async with rigged() as rig:
        now = rig.clock.now()
        await rig.happen(opened(1, now - 9000.0), answered(1, now - LATELY_SECONDS - 1.0))
        await rig.happen(opened(2, now - 8000.0), answered(2, now - LATELY_SECONDS))
        await rig.happen(opened(1, now - 7000.0), spec=QA)
        await rig.happen(opened(1, now), spec=ELSEWHERE)
        watcher = rig.watch()
        await rig.settle(0)
        (frame,) = await watcher.read()
        assert isinstance(frame, BoardFrame)
        assert [(item.room, item.room_title, item.kind, item.obligation.id) for item in frame.items] == [
            ("zone", "Questions", RoomKind.ZONE, 2),
            ("qa", "Live Q&A", RoomKind.QA, 1),
        ]


async def test_a_change_is_told_to_all_who_watch_and_to_nobody_who_stopped() -> None:
    async with rigged() as rig:
        watchers = [rig.watch() for _ in range(3)]
        await rig.settle()
        for watcher in watchers:
            assert await watcher.items() == []
        rig.board.unwatch(watchers[2].outbox)
        await rig.happen(opened(1))
        await rig.settle(0)
        assert [await watcher.items() for watcher in watchers] == [[("zone", 1, 0)], [("zone", 1, 0)], []]


async def test_a_sub_room_is_shown_by_its_own_title() -> None:
    async with rigged() as rig:
        watcher = rig.watch()
        await rig.settle()
        await watcher.read()
        await rig.happen(opened(1), spec=GROUP)
        await rig.settle(0)
        (frame,) = await watcher.read()
        assert isinstance(frame, BoardChanged)
        assert [(item.room, item.room_title) for item in frame.items] == [("study--2", "Group 2")]


async def test_a_sub_room_that_has_closed_is_shown_by_the_title_of_its_parent() -> None:
    async with rigged() as rig:
        rig.directory.specs = [ZONE]
        closed = RoomSpec("zone--2", SPACE, "Group 2", RoomKind.STUDY)
        epoch = await rig.log.acquire(closed.id)
        await rig.log.append(closed.id, epoch, 0, [opened(1)])
        rig.directory.specs = [ZONE, RoomSpec("zone--2", "other", "Not ours", RoomKind.STUDY)]
        watcher = rig.watch()
        await rig.settle(0)
        (frame,) = await watcher.read()
        assert isinstance(frame, BoardFrame)
        assert [item.room for item in frame.items] == ["zone--2"]


async def test_many_changes_are_at_most_four_frames_a_second_and_the_latest_wins() -> None:
    async with rigged() as rig:
        watcher = rig.watch()
        await rig.settle()
        await watcher.read()
        await rig.happen(opened(1), opened(2))
        told = []
        for level in range(1, 41):  # in one second
            await rig.happen(escalated(1, level))
            await rig.settle(0.025)
            told += [frame for frame in await watcher.read() if isinstance(frame, BoardChanged)]
        assert len(told) <= 5
        await rig.settle()
        told += [frame for frame in await watcher.read() if isinstance(frame, BoardChanged)]
        levels = [
            [item.obligation.level for item in frame.items if item.obligation.id == 1] for frame in told
        ]
        assert all(len(each) == 1 for each in levels)
        assert levels == sorted(levels)
        assert levels[-1] == [40]


async def test_who_does_not_read_is_told_later_what_things_have_come_to() -> None:
    async with rigged() as rig:
        watcher = rig.watch()
        await rig.settle()
        await watcher.read()
        watcher.socket.stop_reading()
        watcher.outbox.push(bytes(BEHIND))
        watcher.socket.messages.clear()
        for level in (50, 100):
            await rig.happen(opened(1) if level == 50 else escalated(1, 100))
            await rig.settle()
        assert watcher.socket.messages == []
        watcher.socket.read_on()
        watcher.socket.messages.clear()
        await rig.settle()
        assert await watcher.items() == [("zone", 1, 100)]
        assert watcher.overflows == 0


async def test_what_cannot_be_read_is_read_again(caplog: pytest.LogCaptureFixture) -> None:
    async with rigged() as rig:
        rig.directory.is_down = True
        watcher = rig.watch()
        with caplog.at_level(logging.ERROR):
            await rig.settle()
        assert "cannot be read" in caplog.text
        await rig.happen(opened(1))
        rig.directory.is_down = False
        await rig.settle()
        assert await watcher.items() == [("zone", 1, 0)]


async def test_what_is_of_no_obligation_is_published_to_nobody() -> None:
    async with rigged() as rig:
        heard: list[bytes] = []
        rig.bus.subscribe(f"board:{SPACE}", heard.append)
        publish(rig.bus, ZONE, [LogEntry(1, 1, posted(1))])
        assert heard == []
        publish(rig.bus, ZONE, [LogEntry(1, 2, opened(1)), LogEntry(1, 3, answered(1, 9.0))])
        assert len(heard) == 1


# ---------------------------------------------------------------- over the wire


@pytest.mark.parametrize("role", [Role.ACTIVE, Role.STUDENT, Role.GUEST])
async def test_the_board_is_for_staff(role: Role) -> None:
    async with running() as rig:
        page = await rig.connect("ada", role)
        page.send_request(WatchBoard(7, on=True))
        answer = await page.until_answer(7)
        assert isinstance(answer, Error)
        assert answer.code == ErrorCode.NOT_PERMITTED


async def test_staff_watch_until_they_say_otherwise_or_go() -> None:
    async with running() as rig:
        page = await rig.connect("tess", Role.TA)
        page.send_request(WatchBoard(7, on=True))
        assert await page.until(BoardFrame) == BoardFrame([])
        page.send_request(WatchBoard(8, on=False))
        await page.until_answer(8)
        publish(rig.bus, ZONE, [LogEntry(1, 1, opened(1))])
        rig.clock.advance(1)
        await page.sync()
        assert [frame for frame in page.frames() if isinstance(frame, BoardChanged)] == []


async def test_what_is_asked_in_a_room_is_on_the_board_and_a_claim_from_the_desk_is_seen_there() -> None:
    async with running() as rig:
        page = await rig.connect("tess", Role.TA)
        page.send_request(WatchBoard(70, on=True))
        await page.until(BoardFrame)
        ada = await rig.seated("ada", "zone")
        await ada.post("zone", "What is a derivative?")
        (item,) = await changes(page, rig)
        assert (item.room_title, item.obligation.asker_name, item.obligation.excerpt) == (
            "Questions",
            "Ada",
            "What is a derivative?",
        )
        claim = FromDesk(71, "zone", ClaimObligation(item.obligation.id))
        assert isinstance(await page.answer(claim), Ok)
        (item,) = await changes(page, rig)
        assert item.obligation.owner_name == "Tess"


async def test_staff_see_no_name_of_who_asks_anonymously() -> None:
    async with running() as rig:
        ada = await rig.seated("ada", "zone")
        question = AskQuestion("cid-secret-1", "What is a derivative?", anonymous=True)
        assert isinstance(await ada.command("zone", question), Ok)
        page = await rig.connect("tess", Role.TA)
        page.send_request(WatchBoard(70, on=True))
        (item,) = (await page.until(BoardFrame)).items
        assert "ada" not in (item.obligation.asker, item.obligation.asker_name.casefold())


async def changes(page: Page, rig: NodeRig) -> list[BoardItem]:
    """Of the next frame; time passes meanwhile."""
    while True:
        for frame in page.frames():
            if isinstance(frame, BoardChanged):
                return frame.items
        rig.clock.advance(SECONDS_BETWEEN_FRAMES)
        await page.sync()


async def test_after_a_loss_everybody_is_shown_the_whole_board_again() -> None:
    async with cluster("one", "two") as (one, two):
        staff = await two.connect("tess", Role.TEACHER)
        staff.send_request(WatchBoard(staff.next_ref(), on=True))
        await pass_time(two, 1)
        two.bus.is_losing = True
        ada = await one.seated("ada", "qa")
        asked = await ada.command("qa", AskQuestion("client-id-1", "Why is it so?"))
        assert isinstance(asked, Ok)
        await pass_time(two, 1)
        two.bus.is_losing = False
        await staff.sync()
        assert not [item for each in boards(staff) for item in each.items]
        assert isinstance(two.bus, Line)
        two.bus.miss()
        await pass_time(two, 1)
        await staff.sync()
        assert [item.room for item in boards(staff)[-1].items] == ["qa"]


def boards(page: Page) -> list[BoardFrame]:
    return [frame for frame in page.frames() if isinstance(frame, BoardFrame)]
