"""A host whose log fails, is overtaken, or is in doubt, and a room that has a bug: what is lost is refused."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import pytest
from typing_extensions import override

from rooms.chat.terms import MessagePosted, PostMessage
from rooms.commands import AnyCommand
from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.kinds import POLICIES, RoomKind
from rooms.members.terms import AttachDevice, DetachDevice, DeviceDetached, Leave, LeaveReason, MemberLeft
from rooms.moderation.terms import (
    ContentRule,
    ReleaseHeld,
    Report,
    ReportReason,
    RuleEffect,
    RuleKind,
    SetContentRules,
    Subject,
    SubjectKind,
)
from rooms.questions.terms import AskQuestion
from rooms.rejections import Rejection
from rooms.roles import Role
from rooms.room import Room
from rooms.terms import Actor
from signaling.codes import ErrorCode
from signaling.mailbox import Done, Failed
from signaling.ports import DuplicatePost, LogEntry, NotSaved, RoomSpec, StaleEpoch
from signaling.room_host import RoomHost
from tests.support.host import HostRig, hosted, post
from tests.support.memory_ports import STUDY
from tests.support.rooms import person

pytestmark = pytest.mark.anyio

ADA = person("ada")
BO = person("bo")
GRACE = POLICIES[RoomKind.STUDY].reconnect_grace
NOT_SAVED = Failed(ErrorCode.NOT_SAVED)


@pytest.mark.row("F5")
async def test_what_the_log_did_not_take_never_happened() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        before, published = rig.host.room.freeze(), len(rig.published)
        rig.log.failure = NotSaved()
        outcomes = [rig.host.submit(post("lost"), ADA), rig.host.submit(Leave(), ADA)]
        assert await asyncio.gather(*outcomes) == [NOT_SAVED, NOT_SAVED]
        assert rig.host.room.freeze() == before
        assert len(rig.published) == published
        rig.log.failure = None
        assert isinstance(await rig.host.submit(post("lost"), ADA), Done)


@pytest.mark.row("D4")
async def test_a_client_id_that_only_the_log_remembers_is_answered_with_its_old_place() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        first = await rig.host.submit(post("first", "cid-first"), ADA)
        for number in range(600):  # the room forgets the first one
            await rig.host.submit(post(f"number {number}"), ADA)
        outcomes = await asyncio.gather(
            rig.host.submit(post("between"), ADA),
            rig.host.submit(post("again", "cid-first"), ADA),
            rig.host.submit(post("after"), ADA),
        )
        assert outcomes[1] == first
        assert [type(outcome) for outcome in outcomes] == [Done, Done, Done]
        bodies = [event.body for event in await rig.stored() if isinstance(event, MessagePosted)]
        assert bodies[-2:] == ["between", "after"]
        assert "again" not in bodies


@pytest.mark.row("D4")
@pytest.mark.parametrize(
    "command",
    [
        AskQuestion("cid-first", "Why is 0! = 1?"),
        Report("cid-first", Subject(SubjectKind.MEMBER, member="bo"), ReportReason.SPAM),
    ],
    ids=lambda command: type(command).__name__,
)
async def test_whatever_is_created_is_created_once_even_if_only_the_log_remembers(
    command: AskQuestion | Report,
) -> None:
    async with hosted() as rig:
        await rig.enter("ada", "bo")
        first = await rig.host.submit(command, ADA)
        assert isinstance(first, Done)
        for number in range(600):  # the room forgets the first one
            await rig.host.submit(post(f"number {number}"), ADA)
        stored = len(await rig.stored())
        assert await rig.host.submit(command, ADA) == first
        assert len(await rig.stored()) == stored


@pytest.mark.row("D4")
async def test_a_message_that_waited_for_review_is_posted_under_the_client_id_with_which_it_waited() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        tess = person("tess", Role.TEACHER)
        await rig.host.submit(AttachDevice(tess.device), tess)
        rule = ContentRule("no-ads", RuleKind.KEYWORDS, RuleEffect.HOLD, ["spam"], shadow=False)
        await rig.host.submit(SetContentRules([rule], []), tess)
        assert isinstance(await rig.host.submit(post("spam", "cid-first"), ADA), Done)
        assert isinstance(await rig.host.submit(ReleaseHeld(1), tess), Done)
        assert len(await rig.posts()) == 1
        stored = len(await rig.stored())
        assert isinstance(await rig.host.submit(post("spam", "cid-first"), ADA), Done)
        assert len(await rig.stored()) == stored


async def test_a_duplicate_that_nobody_asked_for_is_refused_and_not_tried_for_ever() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        rig.log.failure = DuplicatePost("somebody", "else-entirely", 1)
        assert await rig.host.submit(post("hello"), ADA) == NOT_SAVED


@pytest.mark.row("F6")
async def test_who_was_overtaken_by_another_owner_reads_the_log_again_and_goes_on_from_there() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        other = await rig.log.acquire(STUDY.id)
        posted = MessagePosted(
            at=rig.clock.now(), id=1, author="ada", author_name="Ada", cid="cid-elsewhere", body="elsewhere"
        )
        await rig.log.append(STUDY.id, other, rig.host.room.seq, [posted])
        assert await rig.host.submit(post("here"), ADA) == NOT_SAVED
        outcome = await rig.host.submit(post("here"), ADA)
        assert isinstance(outcome, Done)
        stored = await rig.stored()
        bodies = [event.body for event in stored if isinstance(event, MessagePosted)]
        assert bodies == ["elsewhere", "here"]
        assert any(isinstance(event, DeviceDetached) for event in stored), (
            "the other owner's devices are gone"
        )
        assert rig.host.head.seq == len(stored)
        assert [entry.event for entry in rig.published] == stored


async def test_who_hears_of_another_owner_reads_the_log_again_before_it_says_anything() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        other = await rig.log.acquire(STUDY.id)
        left = MemberLeft(at=rig.clock.now(), member="ada", reason=LeaveReason.LEFT)
        await rig.log.append(STUDY.id, other, rig.host.room.seq, [left])
        rig.host.follow([LogEntry(other, rig.host.room.seq + 1, left)])
        refused = await rig.host.submit(Leave(), ADA)
        assert isinstance(refused, Rejection)
        assert rig.host.room.is_empty


async def test_in_doubt_the_log_is_asked_what_stands(caplog: pytest.LogCaptureFixture) -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        rig.log.fails_after_writing = True
        rig.log.failure = OSError("the connection broke")
        with caplog.at_level(logging.ERROR):
            assert await rig.host.submit(post("hello"), ADA) == NOT_SAVED
            rig.log.failure = None
            again = await rig.host.submit(post("hello"), ADA)
        stored = await rig.stored()
        assert [again] == await rig.posts()
        assert not any(isinstance(event, DeviceDetached) for event in stored), "nobody else owned the room"
        assert [entry.event for entry in rig.published] == stored


async def test_while_the_log_cannot_be_read_everything_is_refused_and_then_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        rig.log.failure, rig.log.reading_fails = StaleEpoch(), True
        with caplog.at_level(logging.ERROR):
            assert await rig.host.submit(post("one"), ADA) == NOT_SAVED
            assert await rig.host.submit(post("two"), ADA) == NOT_SAVED
        rig.log.failure, rig.log.reading_fails = None, False
        assert isinstance(await rig.host.submit(post("three"), ADA), Done)


async def test_a_room_that_cannot_say_that_it_is_open_does_not_open() -> None:
    rig = HostRig()
    rig.log.failure = NotSaved()
    await rig.host.open()
    with pytest.raises(NotSaved):
        await rig.host.begin()


async def test_a_host_that_could_not_begin_is_woken_by_nothing() -> None:
    async with hosted() as rig:
        await rig.enter("ada", "bo")
        await rig.host.submit(DetachDevice(ADA.device, clean=False), ADA)
        armed = rig.clock.armed
        rig.log.failure = NotSaved()
        next_host = HostRig(rig.log, rig.clock).host
        await next_host.open()
        with pytest.raises(NotSaved):
            await next_host.begin()
        assert rig.clock.armed == armed != []


class BuggyRoom(Room):
    """Deciding a post that says "decide" fails, and applying one that says "apply"."""

    @override
    def handle(self, command: AnyCommand, actor: Actor, now: float) -> Decision:
        if isinstance(command, PostMessage) and command.body == "decide":
            raise RuntimeError("a bug")
        return super().handle(command, actor, now)

    @override
    def apply(self, event: AnyEvent) -> None:
        super().apply(event)
        if isinstance(event, MessagePosted) and event.body == "apply":
            raise RuntimeError("a bug")


@pytest.mark.parametrize("bug", ["decide", "apply"])
async def test_a_bug_costs_the_request_that_met_it(
    bug: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("signaling.stored_room.Room", BuggyRoom)
    monkeypatch.setattr("signaling.room_host.Room", BuggyRoom)
    async with hosted() as rig:
        await rig.enter("ada")
        with caplog.at_level(logging.ERROR):
            bodies = ("before", bug, "after")
            outcomes = await asyncio.gather(*(rig.host.submit(post(body), ADA) for body in bodies))
        before, after = await rig.posts()
        assert outcomes == [before, Failed(ErrorCode.INTERNAL), after]
        stored = [event.body for event in await rig.stored() if isinstance(event, MessagePosted)]
        assert stored == ["before", "after"]


async def test_a_listener_that_fails_costs_the_room_nothing(caplog: pytest.LogCaptureFixture) -> None:
    rig = HostRig()

    def broken(_spec: RoomSpec, _room: Room, _entries: Sequence[LogEntry]) -> None:
        raise RuntimeError("a bug")

    host = RoomHost(STUDY, rig.log, rig.bus, rig.clock, broken)
    await host.open()
    with caplog.at_level(logging.ERROR):
        await host.begin()
    assert host.room.is_open
