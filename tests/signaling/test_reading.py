"""Read marks: other devices hear of them at once, the store now and then, and nothing of it can break a room."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from typing_extensions import override

from signaling import reading as module
from signaling.bus import MemoryBus
from signaling.memory_marks import MemoryReadMarks
from signaling.outbox import Outbox
from signaling.ports import ReadMark
from signaling.reading import SECONDS_BETWEEN_WRITES, Reader, Reading
from signaling.wire import MarkRead, ReadMarks
from tests.support.clock import ManualClock
from tests.support.memory_ports import Line
from tests.support.node import Page, running
from tests.support.sockets import MemorySocket, frames_in
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio


class Store(MemoryReadMarks):
    """Counts how often it is written, and fails when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[int] = []
        self.is_down = False

    @override
    async def get(self, person: str, room: str) -> ReadMark:
        self._fail_if_down()
        return await super().get(person, room)

    @override
    async def advance(self, marks: Sequence[ReadMark]) -> None:
        self._fail_if_down()
        self.writes.append(len(marks))
        await super().advance(marks)

    def _fail_if_down(self) -> None:
        if self.is_down:
            raise OSError("the database is down")


class Rig:
    def __init__(self) -> None:
        self.store = Store()
        self.clock = ManualClock()
        self.reading = Reading(self.store, MemoryBus(), self.clock)

    async def pass_time(self) -> None:
        """Until the next write is over."""
        for _ in range(3):
            await turn()
        self.clock.advance(SECONDS_BETWEEN_WRITES)
        for _ in range(3):
            await turn()


@asynccontextmanager
async def reading() -> AsyncIterator[Rig]:
    rig = Rig()
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(rig.reading.run())
        yield rig
        task.cancel()


class Device:
    def __init__(self, rig: Rig, name: str, person: str = "ada") -> None:
        self.socket = MemorySocket()
        self.reader = Reader(rig.reading, person, name, Outbox(self.socket, rig.clock, lambda: None))

    def told(self) -> list[tuple[int, int]]:
        """The marks that it was told since it was asked last."""
        frames = [frame for message in self.socket.messages for frame in frames_in(message)]
        self.socket.messages.clear()
        return [(frame.message, frame.important) for frame in frames if isinstance(frame, ReadMarks)]


async def test_many_marks_are_written_together_and_only_the_last_of_each() -> None:
    async with reading() as rig:
        for number in range(1, 100):
            rig.reading.advance("phone", ReadMark("ada", "zone", number))
            rig.reading.advance("phone", ReadMark("bo", "zone", number))
        await rig.pass_time()
        assert rig.store.writes == [2]
        assert await rig.store.get("ada", "zone") == ReadMark("ada", "zone", 99)
        await rig.pass_time()
        assert rig.store.writes == [2]


async def test_a_mark_counts_before_it_is_written() -> None:
    async with reading() as rig:
        rig.reading.advance("phone", ReadMark("ada", "zone", 5))
        assert await rig.reading.get("ada", "zone") == ReadMark("ada", "zone", 5)
        assert rig.store.writes == []


async def test_what_cannot_be_written_is_logged_and_written_later(caplog: pytest.LogCaptureFixture) -> None:
    async with reading() as rig:
        rig.store.is_down = True
        rig.reading.advance("phone", ReadMark("ada", "zone", 5))
        with caplog.at_level(logging.ERROR):
            await rig.pass_time()
        assert "cannot be written" in caplog.text
        rig.store.is_down = False
        await rig.pass_time()
        assert await rig.store.get("ada", "zone") == ReadMark("ada", "zone", 5)


async def test_what_is_not_written_yet_is_written_at_the_end() -> None:
    rig = Rig()
    rig.reading.advance("phone", ReadMark("ada", "zone", 5))
    await rig.reading.close()
    assert rig.store.writes == [1]


async def test_a_device_hears_what_the_others_of_its_person_read_and_nothing_lower() -> None:
    rig = Rig()
    phone, laptop, other = Device(rig, "phone"), Device(rig, "laptop"), Device(rig, "phone", "bo")
    for device in (phone, laptop, other):
        await device.reader.enter("zone")
        assert device.told() == [(0, 0)]
    phone.reader.mark("zone", 5, 2)
    assert (phone.told(), laptop.told(), other.told()) == ([], [(5, 2)], [])
    phone.reader.mark("zone", 4, 1)
    assert laptop.told() == []
    laptop.reader.mark("zone", 5, 3)
    assert phone.told() == [(5, 3)]


async def test_a_device_hears_nothing_of_rooms_that_it_is_not_in() -> None:
    rig = Rig()
    phone, laptop = Device(rig, "phone"), Device(rig, "laptop")
    await laptop.reader.enter("zone")
    laptop.told()
    laptop.reader.leave("zone")
    phone.reader.mark("zone", 5, 2)
    assert laptop.told() == []


async def test_a_device_that_is_gone_hears_nothing() -> None:
    rig = Rig()
    phone, laptop = Device(rig, "phone"), Device(rig, "laptop")
    await laptop.reader.enter("zone")
    laptop.told()
    laptop.reader.close()
    phone.reader.mark("zone", 5, 2)
    assert laptop.told() == []


async def test_marks_that_cannot_be_read_are_logged_and_cost_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = Rig()
    rig.store.is_down = True
    phone = Device(rig, "phone")
    with caplog.at_level(logging.ERROR):
        await phone.reader.enter("zone")
    assert "cannot be read" in caplog.text
    assert phone.told() == []


# ---------------------------------------------------------------- through a node


async def marks(page: Page) -> list[ReadMarks]:
    await page.sync()
    return [frame for frame in page.frames() if isinstance(frame, ReadMarks)]


async def test_who_enters_is_told_how_far_they_have_read_on_any_device() -> None:
    async with running() as rig:
        phone = await rig.connect("ada", device="ada-phone")
        await phone.enter("zone")
        assert await marks(phone) == [ReadMarks("zone", 0, 0)]
        for number in range(3):
            await phone.post("zone", f"message {number}")
        phone.send_request(MarkRead("zone", 2, 1))
        await phone.sync()
        laptop = await rig.connect("ada")
        await laptop.enter("zone")
        assert await marks(laptop) == [ReadMarks("zone", 2, 1)]
        laptop.send_request(MarkRead("zone", 3, 1))
        await laptop.sync()
        assert await marks(phone) == [ReadMarks("zone", 3, 1)]


async def test_nobody_has_read_messages_that_do_not_exist_or_of_a_room_where_they_are_not() -> None:
    async with running() as rig:
        ada = await rig.seated("ada", "zone")
        await ada.post("zone", "the only one")
        ada.send_request(MarkRead("zone", 2**40, 2**40))
        ada.send_request(MarkRead("study", 1, 1))
        await ada.sync()
    assert await rig.read_marks.get("ada", "zone") == ReadMark("ada", "zone", 1, 1)
    assert await rig.read_marks.get("ada", "study") == ReadMark("ada", "study")


async def test_after_a_loss_a_node_tells_again_what_was_read_and_the_store_is_not_asked() -> None:
    shared, store, clock = MemoryBus(), Store(), ManualClock()
    here, there = Line(shared), Line(shared)
    one, two = Reading(store, here, clock), Reading(store, there, clock)
    heard: list[ReadMark] = []
    two.listen("ada", "phone-device", heard.append)
    there.is_losing = True
    one.advance("ada-device", ReadMark("ada", "study", 2, 0))
    one.advance("ada-device", ReadMark("ada", "study", 3, 0))
    await turn()
    there.is_losing = False
    store.is_down = True
    here.notice_loss()
    await turn()
    assert heard == [ReadMark("ada", "study", 3, 0)]


async def test_what_is_told_again_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 2)
    line = Line(MemoryBus())
    reading = Reading(Store(), line, ManualClock())
    for number in (1, 2, 3):
        reading.advance("ada-device", ReadMark("ada", f"room-{number}", number, 0))
    heard: list[ReadMark] = []
    reading.listen("ada", "phone-device", heard.append)
    line.notice_loss()
    await turn()
    assert [mark.room for mark in heard] == ["room-2", "room-3"]
