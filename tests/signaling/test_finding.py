"""Which room an id means: of the directory, or a sub-room as its parent knows it; and who is let in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from rooms.commands import AnyCommand
from rooms.kinds import Purpose, RoomKind
from rooms.members.terms import AttachDevice
from rooms.moderation.bequest import Bequest
from rooms.moderation.terms import MuteMember, MuteScope, PublishRules, RemoveMember
from rooms.moderation.view import RulesView
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role
from rooms.sub_rooms.terms import NoteClosed, OpenSubRoom, Template
from rooms.terms import SYSTEM, Actor, Target, TargetKind
from signaling.bus import MemoryBus
from signaling.finding import Entrance, Finder
from signaling.hosts import Hosts, OpenedRoom
from signaling.mailbox import Done
from signaling.ports import NotSaved, RoomSpec
from signaling.room_ids import home_of
from tests.support.clock import ManualClock
from tests.support.memory_ports import QA, SPACE, STUDY, ZONE, FaultyLog, MemoryDirectory
from tests.support.rooms import person

pytestmark = pytest.mark.anyio

ADA, BO, TESS = person("ada"), person("bo"), person("tess", Role.TEACHER)
SILENT = RoomSpec("study--1", SPACE, "Focus", RoomKind.STUDY, seats=16, parent="study", number=1, quiet=True)


class FinderRig:
    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self.log, self.clock, self.directory = FaultyLog(), ManualClock(), MemoryDirectory()
        self.hosts = Hosts(
            self.log,
            MemoryBus(),
            self.clock,
            tasks,
            lambda spec, room, entries: None,
            on_opened=lambda opened: None,
            on_asleep=lambda room, until: None,
        )
        self.finder = Finder(self.directory, self.hosts, self.clock)

    async def study(self) -> OpenedRoom:
        opened = await self.hosts.hold(STUDY)
        assert opened is not None
        return opened

    async def ask(self, command: AnyCommand, actor: Actor = SYSTEM) -> None:
        opened = await self.study()
        assert isinstance(await opened.host.submit(command, actor), Done)
        self.hosts.release(opened)


@asynccontextmanager
async def finding() -> AsyncIterator[FinderRig]:
    """With one silent sub-room of the study room, in which only the teacher is."""
    async with asyncio.TaskGroup() as tasks:
        rig = FinderRig(tasks)
        await rig.ask(AttachDevice(TESS.device), TESS)
        await rig.ask(OpenSubRoom("cid-00001", "Focus", Template.SILENT), TESS)
        yield rig
        rig.log.failure = None
        rig.hosts.close()
        await rig.hosts.closed()


async def test_a_room_of_the_directory_is_what_the_directory_says() -> None:
    async with finding() as rig:
        assert await rig.finder.room("qa") == QA
        assert await rig.finder.entrance("qa", SPACE, ADA) == Entrance(QA)
        assert await rig.finder.room("nowhere") is None


async def test_a_sub_room_is_what_its_parent_says_until_it_has_closed() -> None:
    async with finding() as rig:
        assert await rig.finder.room("study--1") == SILENT
        assert await rig.finder.entrance("study--1", SPACE, ADA) == Entrance(SILENT, Bequest())
        await rig.ask(NoteClosed(1))
        assert await rig.finder.room("study--1") is None
        assert await rig.finder.entrance("study--1", SPACE, ADA) is None


async def test_a_sub_room_that_has_closed_is_found_for_what_it_has_left_to_do() -> None:
    async with finding() as rig:
        assert await rig.finder.sleeper("study--1") == SILENT
        await rig.ask(NoteClosed(1))
        closed = await rig.finder.sleeper("study--1")
        assert closed is not None
        assert (closed.id, closed.space, closed.parent, closed.number) == ("study--1", SPACE, "study", 1)
        assert await rig.finder.sleeper("qa") == QA
        assert await rig.finder.sleeper("nowhere") is None
        assert await rig.finder.sleeper("nowhere--1") is None


async def test_staff_at_their_desk_find_what_has_closed_and_nothing_that_never_was() -> None:
    async with finding() as rig:
        assert await rig.finder.left("study--1") == SILENT
        await rig.ask(NoteClosed(1))
        closed = await rig.finder.left("study--1")
        assert closed is not None
        assert (closed.id, closed.parent, closed.number) == ("study--1", "study", 1)
        assert await rig.finder.left("qa") == QA
        for id in ("study--2", "nowhere", "nowhere--1"):
            assert await rig.finder.left(id) is None


@pytest.mark.parametrize(
    "id", ["study--2", "study--01", "study--", "--1", "study--x", "study--²", "study--1--1", "nowhere--1"]
)
async def test_an_id_that_names_no_sub_room_is_unknown(id: str) -> None:
    async with finding() as rig:
        assert await rig.finder.room(id) is None
        assert await rig.finder.entrance(id, SPACE, ADA) is None


@pytest.mark.row("S4")
async def test_nobody_opens_a_room_of_another_space_by_asking_for_its_sub_room() -> None:
    async with finding() as rig:
        assert await rig.finder.entrance("study", "other", ADA) is None
        assert await rig.finder.entrance("elsewhere--1", SPACE, ADA) is None
        assert rig.hosts.opened("elsewhere") is None


async def test_who_is_banned_from_the_parent_does_not_come_to_its_sub_rooms() -> None:
    async with finding() as rig:
        await rig.ask(AttachDevice(BO.device), BO)
        await rig.ask(RemoveMember("bo", ban_seconds=600), TESS)
        barred = await rig.finder.entrance("study--1", SPACE, BO)
        assert isinstance(barred, Rejection)
        assert barred.code is RejectionCode.BANNED
        assert await rig.finder.entrance("study--2", SPACE, BO) is None


async def test_who_comes_to_a_sub_room_brings_along_what_holds_for_them_in_its_parent() -> None:
    async with finding() as rig:
        await rig.ask(PublishRules("Be kind.", "友善待人。"), TESS)
        await rig.ask(MuteMember("bo", [MuteScope.TEXT]), TESS)
        entrance = await rig.finder.entrance("study--1", SPACE, BO)
        assert isinstance(entrance, Entrance)
        assert entrance.bequest is not None
        assert entrance.bequest.house == RulesView(1, "Be kind.", "友善待人。")
        assert [mute.scope for mute in entrance.bequest.mutes] == [MuteScope.TEXT]


async def test_a_parent_that_cannot_be_opened_is_an_error_and_not_an_unknown_room() -> None:
    async with finding() as rig:
        rig.log.reading_fails = True
        rig.directory.specs.append(RoomSpec("shut", SPACE, "Shut", RoomKind.STUDY))
        with pytest.raises(NotSaved):
            await rig.finder.room("shut--1")
        with pytest.raises(NotSaved):
            await rig.finder.entrance("shut--1", SPACE, ADA)


async def test_asking_for_a_sub_room_keeps_its_parent_open_no_longer_than_needed() -> None:
    async with finding() as rig:
        opened = await rig.study()
        await rig.finder.room("study--1")
        await rig.finder.entrance("study--1", SPACE, ADA)
        assert opened.holders == 1


async def test_a_room_names_its_parent_its_sub_rooms_and_the_question_zone() -> None:
    async with finding() as rig:
        study, silent = await rig.study(), await rig.hosts.hold(SILENT)
        assert silent is not None
        assert await rig.finder.target(silent, Target(TargetKind.PARENT)) == STUDY
        assert await rig.finder.target(study, Target(TargetKind.SUB_ROOM, 1)) == SILENT
        assert await rig.finder.target(study, Target(TargetKind.ZONE)) == ZONE
        rig.directory.specs.remove(ZONE)
        rig.directory.specs += [
            replace(ZONE, id="sharing", purpose=Purpose.SHARING),
            replace(ZONE, id="lounge", purpose=Purpose.LOUNGE),
            replace(ZONE, id="old", archived=True),
        ]
        for target in (Target(TargetKind.ZONE), Target(TargetKind.SUB_ROOM, 2), Target(TargetKind.PARENT)):
            assert await rig.finder.target(study, target) is None


async def test_a_room_names_others_of_its_space_by_their_id() -> None:
    async with finding() as rig:
        study = await rig.study()
        assert await rig.finder.target(study, Target(TargetKind.ROOM, room="zone")) == ZONE
        assert await rig.finder.target(study, Target(TargetKind.ROOM, room="study--1")) == SILENT
        for room in ("elsewhere", "nowhere"):
            assert await rig.finder.target(study, Target(TargetKind.ROOM, room=room)) is None


@pytest.mark.parametrize(
    ("room", "home"), [("study", "study"), ("live-qa", "live-qa"), ("study--12", "study")]
)
def test_the_home_of_a_sub_room_is_the_room_that_it_is_in(room: str, home: str) -> None:
    assert home_of(room) == home


async def test_the_rooms_of_a_space_are_those_of_the_directory_in_their_order() -> None:
    async with asyncio.TaskGroup() as tasks:
        assert await FinderRig(tasks).finder.rooms(SPACE) == [STUDY, QA, ZONE]
