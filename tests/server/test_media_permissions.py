"""What the rooms let somebody publish reaches the media process in the loop turn in which it was written down."""

from __future__ import annotations

import pytest

from media.commands import (
    Permit,
    RemovePeer,
    Source,
)
from rooms.chat.terms import PostMessage
from rooms.focus.terms import StartFocus, StopFocus
from rooms.kinds import RoomKind
from rooms.life.terms import EndSession, StartSession
from rooms.moderation.terms import MuteMember, MuteScope, RemoveMember, UnmuteMember
from rooms.roles import Role
from rooms.stage.terms import Demote, Promote
from server.media_bridge import MediaBridge
from tests.server.media_school import ALL, RecordingLink, School
from tests.support.clock import ManualClock

VOICE = frozenset({Source.MIC, Source.SCREEN_AUDIO})


def permits(link: RecordingLink) -> list[tuple[str, frozenset[Source]]]:
    sent = link.taken()
    assert all(isinstance(command, Permit) for command in sent), sent
    return [(command.peer, command.may_publish) for command in sent if isinstance(command, Permit)]


@pytest.mark.row("S6")
def test_a_mute_reaches_every_device_of_the_member_as_soon_as_it_is_written_down(
    school: School, link: RecordingLink
) -> None:
    tess = school.attach("tess", "tess-device", Role.TEACHER)
    school.attach("ada", "ada-device")
    school.attach("ada", "ada-tablet")
    link.taken()
    school.ask(MuteMember("ada", [MuteScope.VOICE]), tess)
    assert permits(link) == [("study:ada-device", ALL - VOICE), ("study:ada-tablet", ALL - VOICE)]
    school.ask(MuteMember("ada", [MuteScope.VIDEO]), tess)
    assert [allowed for _, allowed in permits(link)] == [frozenset(), frozenset()]
    school.ask(UnmuteMember("ada", [MuteScope.VOICE, MuteScope.VIDEO]), tess)
    assert [allowed for _, allowed in permits(link)] == [ALL, ALL]


@pytest.mark.row("S5")
def test_who_is_removed_is_no_peer_any_more(school: School, link: RecordingLink) -> None:
    tess = school.attach("tess", "tess-device", Role.TEACHER)
    school.attach("ada", "ada-device")
    link.taken()
    school.ask(RemoveMember("ada"), tess)
    assert link.taken() == [RemovePeer("study:ada-device")]


@pytest.mark.row("S5")
def test_the_stage_gives_and_takes(bridge: MediaBridge, clock: ManualClock, link: RecordingLink) -> None:
    qa = School(bridge, clock, RoomKind.QA)
    tess = qa.attach("tess", "tess-device", Role.TEACHER)
    qa.attach("ada", "ada-device")
    qa.ask(StartSession(), tess)
    link.taken()
    qa.ask(Promote("ada"), tess)
    ((peer, allowed),) = permits(link)
    assert (peer, Source.MIC in allowed) == ("study:ada-device", True)
    qa.ask(Demote("ada"), tess)
    assert permits(link) == [("study:ada-device", frozenset())]
    qa.ask(Promote("ada"), tess)
    link.taken()
    qa.ask(EndSession(), tess)
    assert permits(link) == [("study:ada-device", frozenset())]


def test_quiet_time_takes_the_microphones_of_students(school: School, link: RecordingLink) -> None:
    tess = school.attach("tess", "tess-device", Role.TEACHER)
    school.attach("ada", "ada-device")
    link.taken()
    school.ask(StartFocus(quiet=True), tess)
    assert permits(link) == [("study:ada-device", ALL - VOICE)]
    school.ask(StopFocus(), tess)
    assert permits(link) == [("study:ada-device", ALL)]


def test_words_change_nothing(school: School, link: RecordingLink) -> None:
    ada = school.attach("ada", "ada-device")
    link.taken()
    school.ask(PostMessage("cid-00001", "hello"), ada)
    assert link.taken() == []
