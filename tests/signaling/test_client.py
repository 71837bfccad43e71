"""What each request of a client does, and how it is answered."""

from __future__ import annotations

import asyncio
import logging

import pytest

from rooms.chat.terms import PostMessage
from rooms.members.terms import AnnounceMedia, Leave, MediaAnnounced, MemberLeft
from rooms.roles import Role
from rooms.terms import Source
from rooms.visibility import EVERYONE
from signaling import replay
from signaling.codec import encode
from signaling.codes import CloseCode, ErrorCode
from signaling.ports import BEHIND, MediaRefused, NotSaved
from signaling.room_entries import RING_ENTRIES
from signaling.wire import (
    Cheer,
    Cheers,
    EnterRoom,
    Error,
    LeaveRoom,
    Ok,
    Position,
    ReadHistory,
    RoomCommand,
    RoomEvent,
    SearchMessages,
    Typing,
    TypingNow,
    WatchLobby,
)
from signaling.wire_media import MediaAnswer, MediaOffer, Slot, Slots, View, WatchSlots
from tests.support.memory_ports import ELSEWHERE
from tests.support.node import NodeRig, Page, running
from tests.support.rooms import person
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio


async def code(
    page: Page, request: EnterRoom | LeaveRoom | RoomCommand | ReadHistory | SearchMessages | MediaOffer
) -> int:
    page.send_request(request)
    answer = await page.until_answer(request.ref)
    assert isinstance(answer, Error), answer
    return answer.code


# ---------------------------------------------------------------- entering


async def test_entering_shows_the_room_with_oneself_in_it() -> None:
    async with running() as rig:
        page = await rig.connect("ada")
        snapshot = await page.enter("study")
        assert snapshot is not None
        assert snapshot.view.title == "Study room"
        assert [(member.id, member.name) for member in snapshot.view.members] == [("ada", "Ada")]
        assert [device.id for device in snapshot.view.members[0].devices] == ["ada-device"]


@pytest.mark.row("S4")
@pytest.mark.parametrize("room", ["nowhere", ELSEWHERE.id])
async def test_a_room_of_another_space_is_as_unknown_as_one_that_does_not_exist(room: str) -> None:
    async with running() as rig:
        page = await rig.connect("ada", Role.OPERATOR)
        assert await code(page, EnterRoom(1, room)) == ErrorCode.ROOM_UNKNOWN


async def test_nobody_enters_without_a_name_but_they_may_look_into_the_lobby() -> None:
    async with running() as rig:
        page = await rig.connect("nameless")
        assert await code(page, EnterRoom(1, "study")) == ErrorCode.BAD_REQUEST
        bo = await rig.seated("bo")
        assert [member.id for member in rig.room("study").host.room.snapshot(EVERYONE).members] == ["bo"]
        assert isinstance(await bo.post("study", "hello"), Ok)
        page.send_request(WatchLobby(2, on=True))
        assert await page.until_answer(2) == Ok(2)


async def test_a_full_room_says_so_and_the_connection_goes_on() -> None:
    async with running() as rig:
        for number in range(16):
            await rig.seated(f"member-{number}")
        page = await rig.connect("late")
        assert await code(page, EnterRoom(1, "study")) == ErrorCode.ROOM_FULL
        assert await page.enter("zone") is not None


async def test_entering_again_on_the_same_connection_shows_the_room_again() -> None:
    async with running() as rig:
        page = await rig.seated("ada", role=Role.TEACHER)
        await page.post("study", "hello")
        snapshot = await page.enter("study")
        assert snapshot is not None
        assert [message.body for message in snapshot.view.chat.messages] == ["hello"]
        await page.post("study", "again")
        assert [frame.seq for frame in await page.events()] == [snapshot.seq + 1]


async def test_one_connection_may_be_in_several_rooms() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        await page.enter("zone")
        for room in ("study", "zone"):
            assert isinstance(await page.post(room, f"hello {room}"), Ok)
        assert {frame.room for frame in await page.events()} == {"study", "zone"}


async def test_a_room_whose_log_is_down_is_refused_with_a_time_to_retry(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with running() as rig:
        page = await rig.connect("ada")
        rig.log.failure = NotSaved()
        with caplog.at_level(logging.ERROR):
            assert await code(page, EnterRoom(1, "study")) == ErrorCode.NOT_SAVED
        rig.log.failure = None
        assert await page.enter("study") is not None


async def test_an_arrival_that_is_not_saved_is_refused_and_can_be_repeated() -> None:
    async with running() as rig:
        await rig.seated("bo")
        page = await rig.connect("ada")
        rig.log.failure = NotSaved()
        assert await code(page, EnterRoom(1, "study")) == ErrorCode.NOT_SAVED
        rig.log.failure = None
        snapshot = await page.enter("study")
        assert snapshot is not None
        assert [member.id for member in snapshot.view.members] == ["bo", "ada"]


async def test_a_directory_that_cannot_be_read_costs_the_request(caplog: pytest.LogCaptureFixture) -> None:
    async with running() as rig:
        page = await rig.connect("ada")
        rig.directory.is_down = True
        with caplog.at_level(logging.ERROR):
            assert await code(page, EnterRoom(1, "study")) == ErrorCode.INTERNAL
        rig.directory.is_down = False
        assert await page.enter("study") is not None


async def test_a_position_that_cannot_be_looked_up_costs_the_request(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as rig:
        page, bo = await rig.connect("ada"), await rig.seated("bo")
        await _fill_the_ring(rig)
        monkeypatch.setattr(replay, "MAX_REPLAY", 10_000)
        rig.log.reading_fails = True
        with caplog.at_level(logging.ERROR):
            assert await code(page, EnterRoom(1, "study", Position(1, 2))) == ErrorCode.INTERNAL
        rig.log.reading_fails = False
        assert await page.enter("study") is not None
        assert isinstance(await bo.post("study", "not disturbed"), Ok)


async def test_a_log_that_fails_after_the_answer_sends_the_client_to_come_again(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as rig:
        phone = await rig.connect("ada", device="ada-phone")
        snapshot = await phone.enter("study")
        assert snapshot is not None
        page, _ = await rig.connect("ada"), await rig.seated("bo")
        await _fill_the_ring(rig)
        monkeypatch.setattr(replay, "MAX_REPLAY", 10_000)
        rig.log.pages_left = 1  # to find out as what she saw her position
        page.send_request(EnterRoom(1, "study", Position(snapshot.epoch, snapshot.seq)))
        with caplog.at_level(logging.ERROR):
            assert await page.closed() == CloseCode.INTERNAL


async def _fill_the_ring(rig: NodeRig) -> None:
    """So that the first entries are in the log alone."""
    host = rig.room("study").host
    author = person("bo")
    await asyncio.gather(
        *(host.submit(PostMessage(f"cid-{number:05d}", "hello"), author) for number in range(RING_ENTRIES))
    )


# ---------------------------------------------------------------- leaving


async def test_leaving_a_room_frees_the_seat_at_once() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        assert isinstance(await ada.answer(LeaveRoom(9, "study")), Ok)
        left = await bo.until(RoomEvent, lambda frame: isinstance(frame.event, MemberLeft))
        assert left.room == "study"
        assert (
            await code(ada, RoomCommand(10, "study", PostMessage("cid-late", "late")))
            == ErrorCode.NOT_IN_ROOM
        )
        assert await code(ada, LeaveRoom(11, "study")) == ErrorCode.NOT_IN_ROOM


async def test_leaving_for_good_takes_every_device_of_the_person_out() -> None:
    async with running() as rig:
        laptop = await rig.seated("ada")
        phone = await rig.connect("ada", device="ada-phone")
        await phone.enter("study")
        assert isinstance(await laptop.command("study", Leave()), Ok)
        await phone.until(RoomEvent, lambda frame: isinstance(frame.event, MemberLeft))
        assert await code(phone, RoomCommand(50, "study", Leave())) == ErrorCode.NOT_IN_ROOM
        assert rig.media.listeners == {}


# ---------------------------------------------------------------- commands


async def test_a_command_is_answered_with_its_place_and_seen_by_everybody() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        answer = await ada.command("study", AnnounceMedia(mic=False, camera=True, screen=False))
        event = await bo.until(RoomEvent, lambda frame: isinstance(frame.event, MediaAnnounced))
        assert answer == Ok(answer.ref, event.seq)
        assert isinstance(event.event, MediaAnnounced)
        assert (event.event.device, event.event.camera) == ("ada-device", True)


async def test_a_refused_command_has_the_rooms_reason() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        assert (
            await code(page, RoomCommand(5, "study", PostMessage("cid-empty", "  ")))
            == ErrorCode.EMPTY_MESSAGE
        )
        camera = AnnounceMedia(mic=False, camera=True, screen=False)
        await page.enter("qa")
        assert await code(page, RoomCommand(6, "qa", camera)) == ErrorCode.NOT_PERMITTED


async def test_commands_are_done_in_the_order_in_which_they_came() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        for number in range(20):
            page.send_request(
                RoomCommand(100 + number, "study", PostMessage(f"cid-{number:05d}", str(number)))
            )
        await page.until_answer(119)
        bodies = [getattr(frame.event, "body", None) for frame in await page.events()]
        assert [body for body in bodies if body] == [str(number) for number in range(20)]


@pytest.mark.row("F5")
async def test_a_post_that_is_not_saved_is_refused_and_its_repetition_posts_once() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        rig.log.failure = NotSaved()
        refused = await page.post("study", "hello", "cid-hello")
        assert isinstance(refused, Error)
        assert (refused.code, refused.retry_ms) == (ErrorCode.NOT_SAVED, 1000)
        rig.log.failure = None
        assert isinstance(await page.post("study", "hello", "cid-hello"), Ok)
        assert len(await rig.log.messages("study", None, 10)) == 1


# ---------------------------------------------------------------- media


async def test_an_offer_is_passed_on_and_its_answer_comes_back() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        page.send_request(MediaOffer(8, "study", "publish", "v=0", {"0": Source.MIC, "1": Source.CAMERA}))
        assert await page.until_answer(8) == MediaAnswer(8, "answer to v=0")
        assert rig.media.offers == [("study", "ada-device", "publish", "v=0", {"0": "mic", "1": "camera"})]


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (MediaRefused("bad_sdp"), ErrorCode.BAD_SDP),
        (MediaRefused("unavailable"), ErrorCode.MEDIA_UNAVAILABLE),
        (RuntimeError("a bug"), ErrorCode.MEDIA_UNAVAILABLE),
    ],
)
async def test_a_refused_offer_has_the_medias_reason(
    failure: Exception, expected: ErrorCode, caplog: pytest.LogCaptureFixture
) -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        rig.media.refusal = failure
        with caplog.at_level(logging.CRITICAL):
            assert await code(page, MediaOffer(8, "study", "receive", "v=0")) == expected
        assert isinstance(await page.post("study", "goes on"), Ok)


async def test_there_is_no_media_outside_a_room_or_in_a_room_of_text() -> None:
    async with running() as rig:
        page = await rig.connect("ada")
        assert await code(page, MediaOffer(1, "study", "receive", "v=0")) == ErrorCode.NOT_IN_ROOM
        await page.enter("zone")
        assert await code(page, MediaOffer(2, "zone", "receive", "v=0")) == ErrorCode.NO_MEDIA_HERE
        assert rig.media.offers == []


async def test_of_slots_only_the_latest_waits_for_a_page() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        await _fall_behind(page, rig)
        page.frames()
        listener = rig.media.listeners["study", "ada-device"]
        for number in range(1, 4):
            slots = [Slot("0", "bo", "bo-device", Source.MIC)] * number
            listener.media_news("slots", encode(Slots("study", slots, number, 0)))
        page.read_on()
        assert [frame.want_audio for frame in page.frames() if isinstance(frame, Slots)] == [3]


async def _fall_behind(page: Page, rig: NodeRig) -> None:
    page.stop_reading()
    writer = await rig.seated("bo", role=Role.TEACHER)
    while page.waiting <= BEHIND:
        await writer.post("study", "x" * 4000)


async def test_how_a_page_sees_its_slots_is_told_to_media_for_rooms_it_is_in() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        for room in ("study", "zone"):
            page.send_request(WatchSlots(room, {"0": View(height=360, priority=1)}))
        await page.sync()
        assert rig.media.watched == [("study", "ada-device", {"0": View(360, 1)})]


# ---------------------------------------------------------------- signals


async def test_typing_is_passed_on_at_most_once_a_second() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        for _ in range(3):
            ada.send_request(Typing("study"))
        ada.send_request(Typing("zone"))  # where she is not
        await ada.sync()
        rig.clock.advance(1.0)
        ada.send_request(Typing("study"))
        await ada.sync()
        await bo.sync()
        typed = [frame for frame in bo.frames() if isinstance(frame, TypingNow)]
        assert typed == [TypingNow("study", "ada")] * 2


async def test_a_cheer_floats_before_everybody_who_is_in_the_room() -> None:
    async with running() as rig:
        ada, bo, outside = await rig.seated("ada"), await rig.seated("bo"), await rig.connect("chen")
        for page in (ada, outside):
            page.send_request(Cheer("study", "🎉"))
            await page.sync()
        rig.clock.advance(1.0)
        for page in (ada, bo):
            await page.sync()
            cheers = [frame for frame in page.frames() if isinstance(frame, Cheers)]
            assert cheers == [Cheers("study", {"🎉": 1})]


async def test_watching_the_lobby_is_answered_before_and_after() -> None:
    async with running() as rig:
        page = await rig.connect("ada")
        for ref, on in ((1, True), (2, False)):
            page.send_request(WatchLobby(ref, on))
            assert await page.until_answer(ref) == Ok(ref)
        await turn()
