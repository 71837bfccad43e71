"""One client's connection: its hello, its heartbeat, its limits, and how it ends."""

from __future__ import annotations

import logging

import pytest

from rooms.chat.terms import MessagePosted
from rooms.roles import Role
from signaling.codes import CloseCode, ErrorCode
from signaling.connection import BRAKE_SECONDS
from signaling.outbox import STALLED_SECONDS
from signaling.ports import BEHIND
from signaling.rate_limit import Limits, Rate
from signaling.room_entries import RING_ENTRIES
from signaling.session import HELLO_SECONDS, SILENCE_SECONDS
from signaling.wire import (
    HEARTBEAT_SECONDS,
    MAX_FRAME_BYTES,
    PROTOCOL_VERSION,
    Error,
    Hello,
    LeaveRoom,
    Ok,
    Ping,
    Pong,
    RoomEvent,
    Snapshot,
    Typing,
    WatchLobby,
    Welcome,
)
from signaling.wire_media import MediaOffer
from tests.support.node import NodeRig, Page, running, settled
from tests.support.sockets import frames_in
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio

GENEROUS = Limits(requests=Rate(10_000, 1.0), commands=Rate(10_000, 1.0))


async def test_a_hello_is_welcomed_with_who_the_ticket_says_and_how_to_behave() -> None:
    async with running() as rig:
        page = rig.open()
        page.send_request(Hello(PROTOCOL_VERSION, "ada/teacher/1", "ada-device"))
        welcome = await page.until(Welcome)
        assert (welcome.member, welcome.name, welcome.role) == ("ada", "Ada", "teacher")
        assert (welcome.space_title, welcome.now) == ("Academy", rig.clock.now())
        assert (welcome.heartbeat, welcome.max_frame) == (HEARTBEAT_SECONDS, MAX_FRAME_BYTES)


async def test_each_session_has_its_own_name() -> None:
    async with running() as rig:
        sessions = set()
        for person in ("ada", "bo"):
            page = rig.open()
            page.send_request(Hello(PROTOCOL_VERSION, rig.ticket(person), f"{person}-device"))
            sessions.add((await page.until(Welcome)).session)
        assert len(sessions) == 2


@pytest.mark.row("S2")
@pytest.mark.parametrize("ticket", ["", "nonsense", "used/student/1"])
async def test_a_ticket_that_is_not_good_is_refused(ticket: str) -> None:
    async with running() as rig:
        first = rig.open()
        first.send_request(Hello(PROTOCOL_VERSION, "used/student/1", "first-device"))
        await first.until(Welcome)
        page = rig.open()
        page.send_request(Hello(PROTOCOL_VERSION, ticket, "other-device"))
        assert await page.closed() == CloseCode.TICKET_REFUSED


@pytest.mark.row("S5")
async def test_whose_role_changes_while_their_ticket_is_read_comes_again() -> None:
    async with running() as rig:
        rig.tickets.redeems_now.clear()
        tess, bo = rig.open(), rig.open()
        tess.send_request(Hello(PROTOCOL_VERSION, rig.ticket("tess", Role.TEACHER), "tess-device"))
        bo.send_request(Hello(PROTOCOL_VERSION, rig.ticket("bo"), "bo-device"))
        await settled()
        rig.node.change_role("tess", Role.STUDENT)
        rig.tickets.redeems_now.set()
        assert await tess.closed() == CloseCode.ROLE_CHANGED
        assert tess.messages == []
        await bo.until(Welcome)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", CloseCode.BAD_FRAME),
        (b"\xc1", CloseCode.BAD_FRAME),
        (b"\x81\xa1t\xa4ping", CloseCode.BAD_FRAME),
        (b"\xc0" * (MAX_FRAME_BYTES + 1), CloseCode.TOO_LARGE),
    ],
    ids=["a text message", "no MessagePack", "not a hello", "too large"],
)
async def test_a_first_frame_that_is_no_hello_closes_with_a_coded_reason(
    data: bytes, code: CloseCode
) -> None:
    async with running() as rig:
        page = rig.open()
        page.to_server.put_nowait(data)
        assert await page.closed() == code
        assert len(page.close_reason.encode()) <= 123
        assert page.messages == []


async def test_another_version_is_told_so() -> None:
    async with running() as rig:
        page = rig.open()
        page.send_request(Hello(PROTOCOL_VERSION + 1, rig.ticket("ada"), "ada-device"))
        assert await page.closed() == CloseCode.VERSION_UNKNOWN


@pytest.mark.row("S7")
@pytest.mark.parametrize(
    "frame",
    [b"\xc1", b"\x91" * 10_000, b"\xdd\xff\xff\xff\xff", b"\x81\xa1t\xa4ping\xc0"],
    ids=["no MessagePack", "10,000 deep", "2^32 values", "bytes behind it"],
)
async def test_a_bad_frame_ends_one_connection_and_no_other(frame: bytes) -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        ada.to_server.put_nowait(frame)
        assert await ada.closed() == CloseCode.BAD_FRAME
        assert isinstance(await bo.post("study", "still here"), Ok)


@pytest.mark.row("S9")
async def test_who_never_says_hello_is_gone_after_ten_seconds() -> None:
    async with running() as rig:
        page = rig.open()
        await _armed(rig)
        rig.clock.advance(HELLO_SECONDS)
        assert await page.closed() == CloseCode.HEARTBEAT_MISSED


@pytest.mark.row("S9")
async def test_who_falls_silent_is_gone_and_who_pings_is_not() -> None:
    async with running() as rig:
        silent, alive = await rig.connect("ada"), await rig.connect("bo")
        for _ in range(3):
            rig.clock.advance(SILENCE_SECONDS / 3)
            alive.send_request(Ping())
            await alive.until(Pong)
        assert await silent.closed() == CloseCode.HEARTBEAT_MISSED
        assert alive.close_code is None


@pytest.mark.row("S10")
async def test_a_flood_is_refused_and_read_no_faster_than_the_brake_allows() -> None:
    async with running(limits=Limits(requests=Rate(burst=21, per_second=1.0))) as rig:
        flooding, other = await rig.connect("ada"), await rig.seated("bo")
        for _ in range(1000):
            flooding.send_request(LeaveRoom(flooding.next_ref(), "study"))
        assert isinstance(await other.post("study", "not disturbed"), Ok)
        answers = []
        for _ in range(10):
            answers += [frame for frame in flooding.frames() if isinstance(frame, Error)]
            rig.clock.advance(BRAKE_SECONDS)
            await other.sync()
        codes = [answer.code for answer in answers]
        assert codes.count(ErrorCode.NOT_IN_ROOM) == 20
        assert 1 <= codes.count(ErrorCode.RATE_LIMITED) <= 10
        assert answers[-1].retry_ms is not None
        assert flooding.to_server.qsize() > 900


async def test_what_needs_no_answer_is_dropped_silently_when_it_comes_too_often() -> None:
    async with running(limits=Limits(requests=Rate(burst=2, per_second=1.0))) as rig:
        page = await rig.connect("ada")
        page.send_request(WatchLobby(1, on=False))
        await page.until(Ok)
        page.send_request(Typing("study"))
        page.send_request(WatchLobby(2, on=False))
        while page.to_server.qsize() > 1:
            await turn()
        rig.clock.advance(2.0)
        assert await page.until_answer(2) == Ok(2)


@pytest.mark.row("F14")
async def test_for_a_slow_reader_little_waits_and_its_neighbours_notice_nothing() -> None:
    async with running(limits=GENEROUS) as rig:
        slow, quick = await rig.seated("ada"), await rig.seated("bo")
        writer = await rig.seated("tess", role=Role.TEACHER)
        slow.stop_reading()
        for _ in range(500):
            await writer.post("study", "x" * 3000)
            assert slow.waiting < 2 * BEHIND
        assert await _bodies(quick) == 500
        rig.clock.advance(STALLED_SECONDS)
        assert await slow.closed() == CloseCode.SLOW_READER


@pytest.mark.row("F14")
@pytest.mark.parametrize("posts", [RING_ENTRIES // 2, 2 * RING_ENTRIES], ids=["in the ring", "in the log"])
async def test_a_slow_reader_that_reads_on_in_time_gets_everything_once(posts: int) -> None:
    async with running(limits=GENEROUS) as rig:
        slow, writer = await rig.seated("ada"), await rig.seated("tess", role=Role.TEACHER)
        before = (await slow.events())[-1].seq
        slow.stop_reading()
        for _ in range(posts):
            await writer.post("study", "x" * 1000)
        slow.read_on()
        await settled()
        seqs = [event.seq for event in await slow.events()]
        assert seqs == list(range(before + 1, rig.room("study").host.head.seq + 1))
        assert slow.close_code is None


async def _bodies(page: Page) -> int:
    return sum(1 for event in await page.events() if getattr(event.event, "body", None))


async def test_a_slow_readers_place_is_kept_for_its_return() -> None:
    async with running(limits=GENEROUS) as rig:
        slow, writer = await rig.seated("ada"), await rig.seated("chen")
        slow.stop_reading()
        for _ in range(30):
            await writer.post("study", "x" * 3000)
        rig.clock.advance(STALLED_SECONDS)
        assert await slow.closed() == CloseCode.SLOW_READER
        again = await rig.connect("ada")
        snapshot = await again.enter("study")
        assert snapshot is not None
        assert [member.id for member in snapshot.view.members] == ["ada", "chen"]


async def test_a_bug_ends_the_session_that_met_it_and_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")

        def broken(_now: float) -> None:
            raise RuntimeError("a bug")

        monkeypatch.setattr("signaling.client.Pong", broken)
        with caplog.at_level(logging.ERROR):
            ada.send_request(Ping())
            assert await ada.closed() == CloseCode.INTERNAL
        assert ada.close_reason == ""
        assert isinstance(await bo.post("study", "still here"), Ok)


async def test_what_waits_in_the_room_for_a_slow_reader_is_one_message() -> None:
    async with running(limits=GENEROUS) as rig:
        page, writer = await rig.seated("ada"), await rig.seated("bo")
        page.stop_reading()
        while page.waiting < BEHIND:
            await writer.post("study", "x" * 3000)
        for number in range(10):
            await writer.post("study", f"message {number}")
        page.read_on()
        events = [frame.event for frame in frames_in(page.messages[-1]) if isinstance(frame, RoomEvent)]
        posted = [event.body for event in events if isinstance(event, MessagePosted)]
        assert posted == [f"message {number}" for number in range(10)]


async def test_other_requests_do_not_wait_for_a_slow_media_answer() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        rig.media.answers_now.clear()
        page.send_request(MediaOffer(77, "study", "receive", "v=0"))
        assert isinstance(await page.post("study", "meanwhile"), Ok)
        rig.media.answers_now.set()
        assert await page.until_answer(77)


async def test_a_connection_that_ends_drops_what_was_under_way() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        rig.media.answers_now.clear()
        page.send_request(MediaOffer(77, "study", "receive", "v=0"))
        while not rig.media.offers:
            await turn()
        page.hang_up(clean=True)
        again = await rig.connect("ada")
        assert isinstance(await again.enter("study"), Snapshot)


async def _armed(rig: NodeRig) -> None:
    """The connection has set its first deadline."""
    while not rig.clock.armed:
        await turn()
