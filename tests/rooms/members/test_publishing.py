"""Who may publish what: by role and kind of room, more on the stage, less under a mute and in a quiet phase."""

from __future__ import annotations

import pytest

from rooms.focus.terms import PauseFocus, StartFocus
from rooms.kinds import RoomKind
from rooms.life.terms import OpenRoom
from rooms.members.publishing import FACE, NOTHING, SCREEN, Publisher, by_role, narrowed
from rooms.members.terms import DetachDevice, Leave
from rooms.moderation.terms import MuteMember, MuteScope
from rooms.roles import STAFF, Role
from rooms.stage.terms import Demote, Promote
from rooms.terms import Source
from tests.support.law import ADA, BO, GIL, TESS
from tests.support.rooms import Rig, person

MATRIX = {
    RoomKind.STUDY: {role: FACE if role is Role.GUEST else FACE | SCREEN for role in Role},
    RoomKind.QA: {role: FACE | SCREEN if role in STAFF else NOTHING for role in Role},
    RoomKind.ZONE: dict.fromkeys(Role, NOTHING),
}


@pytest.mark.row("S3")
@pytest.mark.parametrize("kind", RoomKind)
@pytest.mark.parametrize("role", Role)
def test_every_kind_and_role_matches_the_matrix(kind: RoomKind, role: Role) -> None:
    assert by_role(kind, role) == MATRIX[kind][role]


def test_every_source_belongs_to_a_face_or_a_screen() -> None:
    assert set(Source) == FACE | SCREEN


def test_what_a_member_may_publish_is_asked_without_a_device_and_is_nothing_once_they_left() -> None:
    rig = Rig()
    rig.enter(ADA)
    rig.events(DetachDevice(ADA.device, clean=False), ADA)
    assert rig.room.may_publish("ada") == FACE | SCREEN
    assert rig.room.publishers() == {}
    rig.events(Leave(), ADA)
    assert rig.room.may_publish("ada") == NOTHING


@pytest.mark.parametrize(
    ("muted", "quiet", "left"),
    [
        (set(), False, FACE | SCREEN),
        (set(), True, {Source.CAMERA, Source.SCREEN}),
        ({MuteScope.VOICE}, False, {Source.CAMERA, Source.SCREEN}),
        ({MuteScope.VIDEO}, False, {Source.MIC, Source.SCREEN_AUDIO}),
        ({MuteScope.TEXT}, False, FACE | SCREEN),
        ({MuteScope.VOICE, MuteScope.VIDEO}, True, NOTHING),
    ],
)
def test_mutes_and_quiet_take_sources_away(
    muted: set[MuteScope], quiet: bool, left: frozenset[Source]
) -> None:
    assert narrowed(FACE | SCREEN, frozenset(muted), quiet=quiet) == left


@pytest.mark.row("S6")
def test_what_a_member_may_publish_follows_the_stage_and_a_mute() -> None:
    rig = Rig(RoomKind.QA)
    rig.enter(TESS, ADA)
    assert _of(rig, "ada") == NOTHING
    rig.events(Promote("ada"), TESS)
    assert _of(rig, "ada") == FACE
    rig.events(MuteMember("ada", [MuteScope.VOICE]), TESS)
    assert _of(rig, "ada") == {Source.CAMERA}
    rig.events(Demote("ada"), TESS)
    assert _of(rig, "ada") == NOTHING


def test_a_quiet_phase_silences_students_and_not_staff() -> None:
    rig = Rig()
    rig.enter(TESS, ADA, GIL)
    rig.events(StartFocus(quiet=True), ADA)
    assert Source.MIC not in _of(rig, "ada") | _of(rig, "gil")
    assert Source.MIC in _of(rig, "tess")
    rig.events(PauseFocus(), ADA)
    assert Source.MIC in _of(rig, "ada")


def test_a_quiet_sub_room_has_no_microphones() -> None:
    rig = Rig(None)
    rig.ask(OpenRoom("Silent", RoomKind.STUDY, seats=16, parent="algebra", number=1, quiet=True))
    rig.enter(BO)
    assert rig.room.publishers()[BO.device] == Publisher(
        "bo", frozenset({Source.CAMERA, Source.SCREEN}), is_always_heard=False
    )


def test_a_crowd_drowns_nobody_who_teaches_or_holds_the_stage() -> None:
    rig = Rig(RoomKind.QA)
    teacher = person("tina", Role.TEACHER)
    rig.enter(ADA, BO, teacher)
    heard = _heard(rig)
    assert heard == {"tina"}
    rig.events(Promote("ada"), teacher)
    assert _heard(rig) == {"tina", "ada"}


def test_where_everybody_speaks_nobody_is_put_before_the_others() -> None:
    rig = Rig(RoomKind.STUDY)
    rig.enter(ADA, person("tina", Role.TEACHER))
    assert _heard(rig) == set()


def _heard(rig: Rig) -> set[str]:
    return {each.member for each in rig.room.publishers().values() if each.is_always_heard}


def _of(rig: Rig, member: str) -> frozenset[Source]:
    return next(each.sources for each in rig.room.publishers().values() if each.member == member)
