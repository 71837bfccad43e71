"""A whole node: people talk, listeners hear, and a shutdown loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from community.covered_time import Window
from rooms.chat.terms import MessagePosted, PostMessage
from rooms.kinds import Purpose
from rooms.life.terms import RoomArranged
from rooms.members.publishing import FACE, SCREEN
from rooms.members.terms import DeviceAttached, DeviceDetached, MemberJoined, MemberLeft
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import Coverage, SetCoverage
from rooms.roles import Role
from rooms.room import Room
from signaling.codes import CloseCode
from signaling.lobby import SECONDS_BETWEEN_FRAMES
from signaling.mailbox import Done
from signaling.ports import LogEntry, NotSaved, RoomSpec
from signaling.wire import Error, Lobby, Ok, RoomEvent, WatchLobby
from tests.support.memory_ports import ZONE, FaultyLog
from tests.support.node import running
from tests.support.rooms import person

pytestmark = pytest.mark.anyio

OTTO = person("otto", Role.OPERATOR)


async def test_two_people_in_a_room_see_what_each_posts() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        answer = await ada.post("study", "hello")
        assert isinstance(answer, Ok)
        for page in (ada, bo):
            event = await page.until(RoomEvent, lambda frame: isinstance(frame.event, MessagePosted))
            assert event.seq == answer.seq


async def test_what_is_said_in_one_room_stays_there() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo", room="zone")
        await ada.post("study", "hello")
        assert await bo.events() == []


async def test_a_listener_hears_every_entry_once_with_the_room_as_it_left_it() -> None:
    heard: list[tuple[str, LogEntry]] = []
    publishing: list[dict[str, frozenset[str]]] = []

    def listen(spec: RoomSpec, room: Room, entries: Sequence[LogEntry]) -> None:
        heard.extend((spec.id, entry) for entry in entries)
        publishing.append({device: each.sources for device, each in room.publishers().items()})

    async with running() as rig:
        rig.node.on_entries(listen)
        ada = await rig.seated("ada", room="qa", role=Role.TEACHER)
        await rig.seated("bo", room="qa")
        assert publishing[-1] == {"ada-device": FACE | SCREEN, "bo-device": frozenset()}
        await ada.post("qa", "hello")
        stored = await rig.log.read("qa", 0, 100)
        assert [entry for room, entry in heard if room == "qa"] == stored
        devices = [type(entry.event) for _, entry in heard if hasattr(entry.event, "device")]
        assert devices == [DeviceAttached, DeviceAttached]
    last = heard[-1][1].event
    assert isinstance(last, DeviceDetached)
    assert publishing[-1] == {}


async def test_a_listener_that_fails_costs_nobody_anything(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[int] = []

    def broken(_spec: RoomSpec, _room: Room, _entries: Sequence[LogEntry]) -> None:
        raise RuntimeError("a bug")

    async with running() as rig:
        rig.node.on_entries(broken)
        end = rig.node.on_entries(lambda spec, room, entries: heard.append(len(entries)))
        with caplog.at_level(logging.CRITICAL):
            page = await rig.seated("ada")
            count = len(heard)
            end()
            assert isinstance(await page.post("study", "hello"), Ok)
        assert len(heard) == count > 0


@pytest.mark.row("F13")
async def test_a_drain_sends_everybody_to_reconnect_and_keeps_their_places() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.connect("bo")
        await rig.node.drain()
        assert (ada.close_code, bo.close_code) == (CloseCode.SHUTTING_DOWN, CloseCode.SHUTTING_DOWN)
        late = rig.open()
        assert await late.closed() == CloseCode.SHUTTING_DOWN
        log = rig.log
    snapshot = await log.load_snapshot("study")
    assert snapshot is not None
    assert Room.thaw(snapshot.body).present() == ["Ada"]


async def test_a_drain_waits_for_what_was_asked() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        rig.log.writes.clear()
        opened = rig.room("study")
        asked = opened.host.submit(PostMessage("cid-last", "last words"), person("ada"))
        rig.log.writes.set()
        await rig.node.drain()
        assert asked.done()
        assert page.close_code == CloseCode.SHUTTING_DOWN
    assert [message.body for message in await rig.log.messages("study", None, 5)] == ["last words"]


@pytest.mark.row("D1")
async def test_every_acknowledged_post_is_in_the_log_after_a_crash_and_no_refused_one_is() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        acknowledged: list[str] = []
        refused: list[str] = []
        for number in range(30):
            rig.log.failure = OSError("a write failed") if number % 3 == 2 else None
            answer = await page.post("study", str(number), f"cid-{number:05d}")
            (refused if isinstance(answer, Error) else acknowledged).append(str(number))
        rig.log.failure = None
    stored = [message.body for message in await rig.log.messages("study", None, 100)]
    assert stored == acknowledged
    assert len(refused) == 10


async def test_whoever_listens_hears_of_every_room_that_opens() -> None:
    heard: list[str] = []

    def broken(_spec: RoomSpec, _room: Room) -> None:
        raise RuntimeError("a bug")

    async with running() as rig:
        rig.node.on_opened(broken)
        end = rig.node.on_opened(lambda spec, room: heard.append(f"{spec.id}: {room.title}"))
        await rig.seated("ada")
        assert heard == ["study: Study room"]
        assert [spec.id for spec, _ in rig.node.open_rooms()] == ["study"]
        end()
        await rig.seated("bo", "qa")
        assert heard == ["study: Study room"]


async def test_a_room_is_asked_by_its_id_whether_it_is_open_or_not() -> None:
    async with running() as rig:
        until = rig.clock.now() + 60.0
        coverage = Coverage(version=1, targets=STANDARD.targets, windows=[Window(rig.clock.now(), until)])
        assert isinstance(await rig.node.ask("zone", SetCoverage(coverage)), Done)
        assert rig.room("zone").host.room.covered_until() == {1: until}
        assert await rig.node.ask("nowhere", SetCoverage(coverage)) is None


async def test_a_room_that_is_arranged_tells_who_is_in_it_and_the_lobby() -> None:
    tea = replace(ZONE, title="Tea", purpose=Purpose.LOUNGE)
    async with running() as rig:
        page = await rig.seated("ada", "zone")
        watcher = await rig.connect("bo")
        watcher.send_request(WatchLobby(watcher.next_ref(), on=True))
        rig.directory.specs[rig.directory.specs.index(ZONE)] = tea
        await rig.node.arrange(tea, OTTO)
        event = await page.until(RoomEvent, lambda frame: isinstance(frame.event, RoomArranged))
        assert isinstance(event.event, RoomArranged)
        assert (event.event.title, event.event.by) == ("Tea", "otto")
        shown: dict[str, Purpose] = {}
        while shown.get("Tea") is not Purpose.LOUNGE:
            rig.clock.advance(SECONDS_BETWEEN_FRAMES)
            await watcher.sync()
            for frame in watcher.frames():
                if isinstance(frame, Lobby):
                    shown = {room.title: room.purpose for room in frame.rooms}


async def test_a_room_is_as_the_directory_has_it_when_it_opens() -> None:
    log = FaultyLog()
    async with running(log) as rig:
        await rig.seated("ada", "zone")
    async with running(log) as rig:
        rig.directory.specs[rig.directory.specs.index(ZONE)] = replace(ZONE, daily=True, archived=True)
        snapshot = await (await rig.connect("ada")).enter("zone")
        assert snapshot is not None
        assert (snapshot.view.daily, snapshot.view.archived) == (True, True)


async def test_a_room_that_cannot_be_told_is_arranged_when_it_opens_next() -> None:
    async with running() as rig:
        tea = replace(ZONE, title="Tea")
        rig.directory.specs[rig.directory.specs.index(ZONE)] = tea
        rig.log.failure = NotSaved()
        await rig.node.arrange(tea, OTTO)
        rig.log.failure = None
        snapshot = await (await rig.connect("ada")).enter("zone")
        assert snapshot is not None
        assert snapshot.view.title == "Tea"


async def test_a_person_is_connected_while_a_device_of_theirs_is() -> None:
    async with running() as rig:
        assert not rig.node.is_connected("ada")
        await rig.connect("ada", device="ada-phone")
        assert rig.node.is_connected("ada")
        assert not rig.node.is_connected("bo")
        await rig.node.drain()
        assert not rig.node.is_connected("ada")


@pytest.mark.row("S5")
async def test_another_role_holds_in_every_room_at_once_and_sends_the_person_to_come_again() -> None:
    async with running() as rig:
        tess, ada = await rig.seated("tess", "qa", Role.TEACHER), await rig.seated("ada", "qa")
        other_tab = await rig.connect("tess", Role.TEACHER, device="tess-phone")
        stranger = rig.open()
        rig.node.change_role("tess", Role.STUDENT)
        for page in (tess, other_tab):
            assert await page.closed() == CloseCode.ROLE_CHANGED
        event = await ada.until(RoomEvent, lambda frame: isinstance(frame.event, MemberJoined))
        assert event.event == MemberJoined(at=rig.clock.now(), member="tess", name="Tess", role=Role.STUDENT)
        assert rig.room("qa").host.room.may_publish("tess") == frozenset()
        assert (ada.close_code, stranger.close_code) == (None, None)


async def test_who_comes_again_with_another_role_sees_the_other_side_of_the_room() -> None:
    async with running() as rig:
        page = await rig.seated("ada", "qa")
        position = rig.room("qa").host.head
        rig.node.change_role("ada", Role.TA)
        await page.closed()
        page = await rig.connect("ada", Role.TA)
        snapshot = await page.enter("qa", position)
        assert snapshot is not None
        assert snapshot.view.moderation.staff is not None


@pytest.mark.row("S5")
async def test_who_is_shut_out_has_left_every_room_at_once() -> None:
    async with running() as rig:
        page, bo = await rig.seated("ada"), await rig.seated("bo")
        rig.node.shut_out("ada")
        assert await page.closed() == CloseCode.SHUT_OUT
        await bo.until(RoomEvent, lambda frame: isinstance(frame.event, MemberLeft))
        assert rig.room("study").host.room.present() == ["Bo"]
        assert not rig.node.is_connected("ada")
