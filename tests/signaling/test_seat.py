"""A seat: coming back, being replaced, being taken out, and what a ping finds."""

from __future__ import annotations

import asyncio

import pytest

from rooms.kinds import POLICIES, RoomKind
from rooms.members.terms import DeviceAttached, DeviceDetached, Leave, MemberJoined, MemberLeft
from rooms.moderation.terms import RemoveMember, SetContentRules
from rooms.roles import Role
from rooms.view import RoomView
from rooms.view_reducer import reduce_view
from rooms.visibility import EVERYONE, one
from signaling.codes import CloseCode, ErrorCode
from signaling.ports import NotSaved
from signaling.room_host import TICK_RETRY_SECONDS
from signaling.wire import EnterRoom, Error, LeaveRoom, Ok, Position, RoomCommand, RoomEvent, Snapshot
from signaling.wire_media import MediaLost
from tests.support.node import NodeRig, Page, running, settled
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio

GRACE = POLICIES[RoomKind.STUDY].reconnect_grace


async def kinds(page: Page) -> list[type]:
    return [type(frame.event) for frame in await page.events()]


async def gone(rig: NodeRig, page: Page, *, clean: bool) -> None:
    """The page is gone and the room knows."""
    opened = rig.room("study")
    seq = opened.host.room.seq
    page.hang_up(clean=clean)
    while opened.host.room.seq == seq:
        await turn()


async def test_a_page_that_says_goodbye_leaves_at_once() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        await gone(rig, ada, clean=True)
        assert await kinds(bo) == [DeviceDetached, MemberLeft]


async def test_a_page_that_is_lost_keeps_its_place_until_the_grace_is_over() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        await gone(rig, ada, clean=False)
        (lost,) = await bo.events()
        assert isinstance(lost.event, DeviceDetached)
        assert lost.event.away_until == rig.clock.now() + GRACE
        rig.clock.advance(GRACE / 2)
        await bo.sync()
        rig.clock.advance(GRACE / 2)
        left = await bo.until(RoomEvent)
        assert isinstance(left.event, MemberLeft)


async def test_a_page_that_goes_while_the_log_is_down_leaves_as_soon_as_it_is_back() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        await bo.events()
        rig.log.failure = NotSaved("the disk is full")
        tried = rig.log.appends
        ada.hang_up(clean=True)
        while rig.log.appends == tried:
            await turn()
        rig.log.failure = None
        await bo.sync()
        rig.clock.advance(TICK_RETRY_SECONDS)
        detached = await asyncio.wait_for(bo.until(RoomEvent), 5)
        assert isinstance(detached.event, DeviceDetached)
        assert [member.id for member in rig.room("study").host.room.snapshot(EVERYONE).members] == ["bo"]


@pytest.mark.row("D2")
async def test_a_page_that_comes_back_gets_exactly_what_it_missed() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        joined = await ada.until(RoomEvent, lambda frame: isinstance(frame.event, DeviceAttached))
        await gone(rig, ada, clean=False)
        for number in range(3):
            await bo.post("study", f"missed {number}")
        again = await rig.connect("ada")
        assert await again.enter("study", Position(joined.epoch, joined.seq)) is None
        events = await again.events()
        assert [frame.seq for frame in events] == list(range(joined.seq + 1, joined.seq + 1 + len(events)))
        bodies = [getattr(frame.event, "body", None) for frame in events]
        assert [body for body in bodies if body] == [f"missed {number}" for number in range(3)]
        assert isinstance(events[-1].event, DeviceAttached)
        assert MemberJoined not in [type(frame.event) for frame in events], "the place was kept"


@pytest.mark.row("F2")
async def test_after_a_restart_everybody_resumes_and_nobody_has_left() -> None:
    async with running() as rig:
        ada = await rig.seated("ada")
        answer = await ada.post("study", "hello")
        posted = await ada.until(RoomEvent, lambda frame: frame.seq == answer.seq)  # type: ignore[union-attr]
        log = rig.log
    async with running(log) as rig:
        again = await rig.connect("ada")
        assert await again.enter("study", Position(posted.epoch, posted.seq)) is None
        missed = await again.events()
        assert [frame.seq for frame in missed] == list(range(posted.seq + 1, posted.seq + 1 + len(missed)))
        assert MemberLeft not in [type(frame.event) for frame in missed]
        assert missed[-1].epoch > posted.epoch


async def test_the_same_device_again_replaces_the_older_connection_and_keeps_the_seat() -> None:
    async with running() as rig:
        older, bo = await rig.seated("ada"), await rig.seated("bo")
        newer = await rig.connect("ada")
        assert await older.closed() == CloseCode.REPLACED
        await newer.enter("study")
        assert isinstance(await newer.post("study", "it is me"), Ok)
        assert MemberLeft not in await kinds(bo)


async def test_a_newer_seat_of_the_same_device_is_not_taken_away_by_the_end_of_the_older() -> None:
    async with running() as rig:
        older, bo = await rig.seated("ada"), await rig.seated("bo")
        await bo.events()
        older.stop_reading()
        newer = await rig.connect("ada")
        await newer.enter("study")
        await older.closed()
        older.hang_up(clean=True)
        assert isinstance(await newer.post("study", "still here"), Ok)
        assert MemberLeft not in await kinds(bo)


async def test_another_person_with_the_same_device_id_is_kept_out() -> None:
    async with running() as rig:
        ada = await rig.seated("ada")
        thief = await rig.connect("mallory", device="ada-device")
        assert not isinstance(await thief.post("study", "hello"), Ok)
        assert isinstance(await ada.post("study", "mine"), Ok)
        assert ada.close_code is None


async def test_who_tries_another_persons_device_id_does_not_keep_that_person_in_the_room() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        thief = await rig.connect("mallory", device="ada-device")
        refused = await thief.answer(EnterRoom(thief.next_ref(), "study"))
        assert isinstance(refused, Error)
        assert refused.code == ErrorCode.NOT_PERMITTED
        await gone(rig, ada, clean=True)
        assert await kinds(bo) == [DeviceDetached, MemberLeft]


async def test_a_seat_that_a_takeover_detached_attaches_again() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        other_owner = await rig.log.acquire("study")
        await rig.log.append("study", other_owner, rig.room("study").host.room.seq, [_written_elsewhere(rig)])
        await page.post("study", "refused, and the room reads the log again")
        events: list[RoomEvent] = []
        while not any(isinstance(frame.event, DeviceAttached) for frame in events):
            events += await page.events()
        assert any(isinstance(frame.event, DeviceDetached) for frame in events)
        assert isinstance(await page.post("study", "goes on"), Ok)


async def test_a_seat_that_cannot_attach_again_has_its_page_come_again() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        other_owner = await rig.log.acquire("study")
        await rig.log.append("study", other_owner, rig.room("study").host.room.seq, [_written_elsewhere(rig)])
        rig.log.refuses = lambda stream, events: any(isinstance(each, DeviceAttached) for each in events)
        page.send_request(RoomCommand(page.next_ref(), "study", Leave()))
        assert await page.closed() == CloseCode.INTERNAL
        rig.log.refuses = lambda stream, events: False


async def test_a_ping_finds_that_the_room_does_not_know_the_device() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        host = rig.room("study").host
        lost = DeviceDetached(
            at=rig.clock.now(), member="ada", device="ada-device", clean=False, away_until=1e10
        )
        await rig.log.append("study", host.head.epoch, host.room.seq, [lost])
        for room in (host.room, vars(host)["_ahead"]):
            room.apply(lost)
        await page.sync(study=Position(host.head.epoch, host.head.seq))
        await settled()
        assert host.room.has_device("ada", "ada-device")


def _written_elsewhere(rig: NodeRig) -> MemberJoined:
    """Something harmless that the other owner wrote."""
    return MemberJoined(at=rig.clock.now(), member="ada", name="Ada L.", role=Role.STUDENT)


@pytest.mark.parametrize(("first", "then"), [(Role.STUDENT, Role.TA), (Role.TEACHER, Role.STUDENT)])
async def test_a_device_that_sits_here_sees_as_the_role_of_the_newest_arrival(
    first: Role, then: Role
) -> None:
    async with running() as rig:
        old = await rig.connect("ada", first)
        shown = await old.enter("study")
        new = await rig.connect("ada", then, device="ada-phone")
        fresh = await new.enter("study")
        again = await old.until(Snapshot)
        assert shown is not None
        assert fresh is not None
        assert again.view == fresh.view
        assert (again.view.moderation.staff is None) is not (shown.view.moderation.staff is None)
        for page in (old, new):
            await page.events()
        tess = await rig.seated("tess", role=Role.TEACHER)
        await tess.command("study", RemoveMember("bo"))
        await tess.command("study", SetContentRules([], []))
        seen = [[frame.event for frame in await page.events()] for page in (old, new)]
        assert seen[0] == seen[1]


async def test_a_role_that_changed_meanwhile_is_kept_when_a_takeover_attaches_the_device_again() -> None:
    async with running() as rig:
        old = await rig.seated("ada", role=Role.TEACHER)
        phone = await rig.connect("ada", Role.STUDENT, device="ada-phone")
        await phone.enter("study")
        await phone.answer(LeaveRoom(phone.next_ref(), "study"))
        other_owner = await rig.log.acquire("study")
        written = _written_elsewhere(rig)
        await rig.log.append("study", other_owner, rig.room("study").host.room.seq, [written])
        await old.post("study", "refused, and the room reads the log again")
        await old.until(RoomEvent, lambda frame: isinstance(frame.event, DeviceAttached))
        (ada,) = rig.room("study").host.room.snapshot(EVERYONE).members
        assert ada.role is Role.STUDENT


async def test_lost_media_is_told_to_the_page_and_heard_no_more_after_leaving() -> None:
    async with running() as rig:
        page = await rig.seated("ada")
        rig.media.listeners["study", "ada-device"].media_lost()
        assert await page.until(MediaLost) == MediaLost("study")
        await gone(rig, page, clean=False)
        assert rig.media.listeners == {}


async def test_a_ping_finds_an_entry_that_the_bus_lost() -> None:
    async with running() as rig:
        ada, bo = await rig.seated("ada"), await rig.seated("bo")
        await ada.events()
        rig.bus.is_losing = True
        answer = await bo.post("study", "lost on the way")
        assert await ada.events() == []
        rig.bus.is_losing = False
        await ada.sync(study=Position(1, 1))
        found = await ada.until(RoomEvent)
        assert found.seq == answer.seq  # type: ignore[union-attr]


async def test_what_a_page_lacks_two_pings_later_is_sent_again() -> None:
    async with running() as rig:
        page = await rig.connect("ada", Role.TEACHER)
        snapshot = await page.enter("study")
        assert snapshot is not None
        await page.post("study", "one")
        await page.post("study", "two")
        held = Position(snapshot.epoch, snapshot.seq)
        assert len(await page.events()) == 2
        await page.sync(study=held)
        assert [frame for frame in page.frames() if isinstance(frame, RoomEvent)] == []
        await page.sync(study=held)
        again = [frame for frame in page.frames() if isinstance(frame, RoomEvent)]
        assert [frame.seq for frame in again] == [snapshot.seq + 1, snapshot.seq + 2]
        await page.post("study", "three")
        assert [frame.seq for frame in await page.events()] == [snapshot.seq + 3]


async def test_what_a_page_is_given_always_leads_to_what_the_room_shows() -> None:
    async with running() as rig:
        page = await rig.connect("ada")
        snapshot = await page.enter("study")
        assert isinstance(snapshot, Snapshot)
        view: RoomView = snapshot.view
        others = [await rig.seated(person) for person in ("bo", "chen", "dora")]
        for other in others:
            await other.post("study", "hello")
        await gone(rig, others[0], clean=False)
        for frame in await page.events():
            view = reduce_view(view, frame.event)
        assert view == rig.room("study").host.room.snapshot(one("ada"))


async def test_who_is_sent_away_while_still_arriving_is_not_left_sitting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running() as rig:
        await rig.seated("bo")
        phone, laptop = await rig.connect("ada", device="ada-phone"), await rig.seated("ada")
        looking_up = asyncio.Event()

        async def slowly(_stream: str, _seq: int) -> int | None:
            await looking_up.wait()
            return None

        monkeypatch.setattr("signaling.replay.MAX_REPLAY", 10_000)
        monkeypatch.setattr(rig.log, "epoch_at", slowly)
        phone.send_request(EnterRoom(1, "study", Position(1, 0)))
        while not rig.room("study").host.room.has_device("ada", "ada-phone"):
            await turn()
        assert isinstance(await laptop.command("study", Leave()), Ok)
        looking_up.set()
        await phone.until(Snapshot)
        refused = await phone.post("study", "not here any more")
        assert isinstance(refused, Error)
        assert refused.code == ErrorCode.NOT_IN_ROOM
        assert rig.media.listeners.keys() == {("study", "bo-device")}
