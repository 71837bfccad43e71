"""The fan-out gives each entry once, in order, the same bytes to all who see the same, and finds what the bus lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec import DecodeError

from rooms.chat.terms import MessagePosted
from rooms.events import AnyEvent
from rooms.members.terms import DeviceDetached, MemberJoined
from rooms.moderation.events import MemberAdmitted, MemberTurnedAway
from rooms.roles import Role
from rooms.room import Room
from rooms.visibility import EVERYONE, STAFF, Audience
from signaling.bus import MemoryBus
from signaling.codec import encode
from signaling.fanout import READ_RETRY_SECONDS, Fanout, channel
from signaling.memory_log import MemoryLog
from signaling.ports import BEHIND, LogEntry
from signaling.room_entries import Cheered, Published, Ring, Typed, to_bus
from signaling.wire import CHEER_SECONDS, Cheers, Pong, Position, TypingNow
from tests.support.clock import ManualClock
from tests.support.memory_ports import FaultyLog
from tests.support.viewer import Viewer, turn

pytestmark = pytest.mark.anyio


def message(number: int) -> MessagePosted:
    return MessagePosted(
        at=float(number), id=number, author="ada", author_name="Ada", cid=f"cid-{number}", body=f"m{number}"
    )


def joined(member: str, role: Role) -> MemberJoined:
    return MemberJoined(at=1.0, member=member, name=member.capitalize(), role=role)


EMPTY = Room().snapshot(EVERYONE)


class FanoutRig:
    def __init__(self, log: MemoryLog | None = None) -> None:
        self.log = log or MemoryLog()
        self.bus = MemoryBus()
        self.head = 0
        self.clock = ManualClock()
        self.room = Room()
        self.followed: list[LogEntry] = []
        self.fanout = Fanout(
            "study",
            Ring("study", 0),
            self.log,
            self.bus,
            self.clock,
            self.followed.extend,
            lambda: self.room,
        )

    async def append(self, *events: AnyEvent, lose: bool = False) -> None:
        """To the log, and to the bus unless the bus shall lose it."""
        epoch = 1 if self.head else await self.log.acquire("study")
        await self.log.append("study", epoch, self.head, events)
        entries = [LogEntry(epoch, seq, event) for seq, event in enumerate(events, self.head + 1)]
        self.head += len(events)
        for event in events:
            if isinstance(event, MessagePosted):  # a room that nobody opened takes nothing else
                self.room.apply(event)
        if not lose:
            self.bus.publish(channel("study"), to_bus(Published(self.head, entries)))

    def live(self, viewer: Viewer, after: int = 0) -> None:
        """Looks at an empty room from `after` on."""
        viewer.position = Position(1, after)
        viewer.view = EMPTY
        self.fanout.subscribe(viewer.subscriber)
        assert self.fanout.go_live(viewer.subscriber, after)


@asynccontextmanager
async def filling(rig: FanoutRig) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(rig.fanout.run())
        yield
        task.cancel()


async def test_each_entry_reaches_everybody_once_and_in_order() -> None:
    rig = FanoutRig()
    viewers = [Viewer("ada"), Viewer("bo"), Viewer("teacher", STAFF)]
    for viewer in viewers:
        rig.live(viewer)
    await rig.append(message(1), message(2))
    await rig.append(message(3))
    for viewer in viewers:
        await viewer.read()
        assert viewer.seqs == [1, 2, 3]


async def test_everybody_is_given_the_same_bytes() -> None:
    rig = FanoutRig()
    viewers = [Viewer(f"member-{number}") for number in range(3)]
    for viewer in viewers:
        rig.live(viewer)
    await rig.append(message(1))
    await turn()
    written = [viewer.socket.frames_written for viewer in viewers]
    assert [len(frames) for frames in written] == [1, 1, 1]
    assert written[0][0] is written[1][0] is written[2][0]


async def test_who_is_not_live_yet_gets_nothing_and_then_everything_behind_its_position() -> None:
    rig = FanoutRig()
    viewer = Viewer()
    rig.fanout.subscribe(viewer.subscriber)
    await rig.append(message(1), message(2))
    assert await viewer.read() == []
    rig.live(viewer, after=1)
    await rig.append(message(3))
    await viewer.read()
    assert viewer.seqs == [2, 3]


async def test_a_position_ahead_of_the_fanout_skips_what_it_holds_already() -> None:
    rig = FanoutRig()
    viewer = Viewer()
    rig.live(viewer, after=2)
    await rig.append(message(1), message(2), message(3))
    await rig.append(message(4))
    await viewer.read()
    assert viewer.seqs == [3, 4]


async def test_who_unsubscribed_gets_nothing() -> None:
    rig = FanoutRig()
    viewer = Viewer()
    rig.live(viewer)
    rig.fanout.unsubscribe(viewer.subscriber)
    await rig.append(message(1))
    assert await viewer.read() == []


async def test_a_repeated_publication_is_given_once() -> None:
    rig = FanoutRig()
    viewer = Viewer()
    rig.live(viewer)
    await rig.append(message(1))
    rig.bus.publish(channel("study"), to_bus(Published(1, [LogEntry(1, 1, message(1))])))
    await viewer.read()
    assert viewer.seqs == [1]


async def test_a_publication_that_was_lost_is_read_from_the_log() -> None:
    rig, viewer = FanoutRig(), Viewer()
    rig.live(viewer)
    await rig.append(message(1))
    await rig.append(message(2), message(3), lose=True)
    await rig.append(message(4))
    await viewer.read()
    assert viewer.seqs == [1]
    async with filling(rig):
        await _until_given(viewer, 4)


async def test_a_lost_last_entry_is_found_when_somebody_knows_of_it() -> None:
    rig, viewer = FanoutRig(), Viewer()
    async with filling(rig):
        rig.live(viewer)
        await rig.append(message(1), lose=True)
        rig.fanout.check(1)
        await _until_given(viewer, 1)
        rig.fanout.check(1)


@pytest.mark.row("F5")
async def test_what_was_lost_while_the_log_is_down_is_read_once_it_is_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = FaultyLog()
    rig, viewer = FanoutRig(log), Viewer()
    rig.live(viewer)
    await rig.append(message(1), lose=True)
    log.reading_fails = True
    async with filling(rig):
        with caplog.at_level(logging.ERROR):
            rig.fanout.check(1)
            while "what was missed cannot be read yet" not in caplog.text:
                await turn()
        assert viewer.seqs == []
        assert viewer.losses == 0
        log.reading_fails = False
        rig.clock.advance(READ_RETRY_SECONDS)
        await _until_given(viewer, 1)


async def test_an_entry_that_this_version_cannot_read_ends_the_room_here() -> None:
    log = FaultyLog()
    log.is_newer = True
    rig = FanoutRig(log)
    rig.fanout.check(1)
    with pytest.raises(DecodeError):
        await rig.fanout.run()


async def test_a_position_that_the_ring_does_not_cover_does_not_go_live() -> None:
    rig = FanoutRig()
    await rig.append(*(message(number) for number in range(1, 601)))
    viewer = Viewer()
    rig.fanout.subscribe(viewer.subscriber)
    assert not rig.fanout.go_live(viewer.subscriber, 10)
    assert viewer.subscriber.position is None


async def test_typing_reaches_the_others_and_not_who_types() -> None:
    rig = FanoutRig()
    ada, bo, early = Viewer("ada"), Viewer("bo"), Viewer("early")
    rig.live(ada)
    rig.live(bo)
    rig.fanout.subscribe(early.subscriber)
    rig.fanout.type("ada")
    rig.bus.publish(channel("study"), to_bus(Typed("ada")))
    assert await bo.read() == [TypingNow("study", "ada")], "once in a pass"
    assert await ada.read() == []
    assert await early.read() == []


async def test_everybody_sees_how_often_each_cheer_came_who_cheers_too() -> None:
    rig = FanoutRig()
    ada, bo, early = Viewer("ada"), Viewer("bo"), Viewer("early")
    rig.live(ada)
    rig.live(bo)
    rig.fanout.subscribe(early.subscriber)
    for emoji in ("👏", "👏", "🎉"):
        rig.fanout.cheer("ada", emoji)
    rig.bus.publish(channel("study"), to_bus(Cheered("👏")))  # from another node
    rig.clock.advance(CHEER_SECONDS)
    seen = [Cheers("study", {"👏": 1}), Cheers("study", {"👏": 2, "🎉": 1})]
    assert await ada.read() == seen
    assert await bo.read() == seen
    assert await early.read() == []


async def test_a_storm_of_cheers_is_a_few_frames_for_each_client() -> None:
    rig = FanoutRig()
    viewer = Viewer()
    rig.live(viewer)
    for number in range(500):
        rig.fanout.cheer(f"member-{number % 125}", "👏")
        rig.clock.advance(1 / 500)
    rig.clock.advance(CHEER_SECONDS)
    frames = [frame for frame in await viewer.read() if isinstance(frame, Cheers)]
    assert len(frames) <= 1 / CHEER_SECONDS + 1
    assert sum(frame.counts["👏"] for frame in frames) == 500


async def test_who_cheers_too_fast_is_counted_only_so_often() -> None:
    rig = FanoutRig()
    viewer = Viewer()
    rig.live(viewer)
    for _ in range(50):
        rig.fanout.cheer("ada", "👏")
    rig.clock.advance(CHEER_SECONDS)
    assert sum(frame.counts["👏"] for frame in await viewer.read() if isinstance(frame, Cheers)) == 4


async def test_who_becomes_staff_is_given_nothing_more_until_they_were_shown_what_staff_see() -> None:
    rig = FanoutRig()
    ada, bo = Viewer("ada"), Viewer("bo")
    rig.live(ada)
    rig.live(bo)
    await rig.append(joined("ada", Role.TA), message(1))
    assert (ada.roles, bo.roles) == ([(Role.TA, True)], [])
    assert ada.subscriber.audience == Audience(True, "ada")
    assert ada.subscriber.position is None
    assert await ada.read() == []


async def test_a_new_role_that_sees_the_same_interrupts_nothing() -> None:
    rig = FanoutRig()
    ada = Viewer("ada")
    rig.live(ada)
    await rig.append(joined("ada", Role.ACTIVE))
    assert ada.roles == [(Role.ACTIVE, False)]
    await ada.read()
    assert ada.seqs == [1]


async def test_only_who_was_answered_at_the_door_hears_of_it() -> None:
    rig = FanoutRig()
    ada, bo = Viewer("ada"), Viewer("bo")
    for viewer in (ada, bo):
        rig.fanout.subscribe(viewer.subscriber)
    await rig.append(MemberAdmitted(at=1.0, member="ada", by="tess"))
    await rig.append(MemberTurnedAway(at=1.0, member="ada", by="tess", until=2.0))
    assert (ada.answers_at_the_door, bo.answers_at_the_door) == (2, 0)


async def test_a_device_that_is_detached_hears_whether_it_said_goodbye() -> None:
    rig = FanoutRig()
    ada, bo = Viewer("ada"), Viewer("bo")
    rig.live(ada)
    rig.live(bo)
    await rig.append(DeviceDetached(at=1.0, member="ada", device="ada-device", clean=True))
    await rig.append(DeviceDetached(at=1.0, member="bo", device="another-device", clean=True))
    assert (ada.was_detached, bo.was_detached) == ([True], [])
    assert len(await ada.read()) == 2


async def test_who_is_behind_for_another_reason_is_given_what_came_meanwhile() -> None:
    rig, viewer = FanoutRig(), Viewer()
    rig.live(viewer)
    viewer.outbox.push(encode(Pong(1.0)) * BEHIND)
    await rig.append(message(1))
    await turn()
    assert viewer.subscriber.position == 0
    await viewer.read()
    assert viewer.seqs == [1]


async def test_signals_are_not_for_who_is_behind() -> None:
    rig, viewer = FanoutRig(), Viewer()
    rig.live(viewer)
    viewer.outbox.push(encode(Pong(1.0)) * BEHIND)
    rig.fanout.cheer("ada", "👏")
    await turn()
    assert {type(frame) for frame in await viewer.read()} == {Pong}


async def test_who_unsubscribes_is_given_what_was_pending() -> None:
    rig, viewer = FanoutRig(), Viewer()
    rig.live(viewer)
    await rig.append(message(1))
    rig.fanout.unsubscribe(viewer.subscriber)
    await viewer.read()
    assert viewer.seqs == [1]


async def test_when_the_room_ends_here_every_subscriber_is_told_and_nothing_more_comes() -> None:
    rig = FanoutRig()
    viewer = Viewer()
    rig.live(viewer)
    rig.fanout.close()
    assert viewer.losses == 1
    await rig.append(message(1))
    assert await viewer.read() == []


async def _until_given(viewer: Viewer, seq: int) -> None:
    while viewer.position is None or viewer.position.seq < seq:
        await turn()
        await viewer.read()
