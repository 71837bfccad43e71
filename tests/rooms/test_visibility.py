"""Which audience somebody belongs to, what it sees of an event, and who is told something of their own."""

from __future__ import annotations

import pytest
from msgspec import to_builtins

from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.questions.events import QuestionAsked
from rooms.questions.terms import AskQuestion, VoteQuestion
from rooms.roles import Role
from rooms.visibility import EVERYONE, STAFF, Audience, audience_of, one, project, singled_out
from tests.support.classroom import a_class
from tests.support.law import ADA, AUDIENCES, BO, OTTO, TESS, LawRig
from tests.support.room_runs import run


@pytest.mark.parametrize(
    ("role", "is_staff"),
    [
        (Role.OPERATOR, True),
        (Role.TEACHER, True),
        (Role.TA, True),
        (Role.ACTIVE, False),
        (Role.STUDENT, False),
        (Role.GUEST, False),
    ],
)
def test_a_role_belongs_to_one_class(role: Role, is_staff: bool) -> None:
    assert audience_of("ada", role) == Audience(is_staff, "ada")


def test_one_members_audience_is_their_own() -> None:
    assert one("ada") == one("ada")
    assert one("ada") != one("bo")


@pytest.mark.parametrize("seed", range(3))
def test_only_who_is_singled_out_sees_something_else_than_their_class(seed: int) -> None:
    for event in [*run(seed, RoomKind.QA, 200).log, *a_class()]:
        for audience in AUDIENCES:
            if audience.member not in singled_out(event):
                assert project(event, audience) == project(event, Audience(audience.is_staff))


def test_staff_see_whatever_peers_see() -> None:
    for event in a_class():
        assert project(event, STAFF) is not None or project(event, EVERYONE) is None


def test_an_anonymous_asker_is_in_nothing_that_others_are_told() -> None:
    rig = LawRig(RoomKind.QA)
    rig.enter(TESS, OTTO, ADA, BO)
    rig.events(AskQuestion("cid-secret", "Is zero natural?", anonymous=True), ADA)
    rig.events(VoteQuestion(1, on=True), BO)
    asked = next(event for event in rig.log if isinstance(event, QuestionAsked))
    for audience in AUDIENCES:
        told = _text(project(asked, audience))
        assert ("ada" in told) == (audience.member == "ada"), audience
        assert ("cid-secret" in told) == (audience.member == "ada"), audience
    assert rig.view(TESS).questions.items[0].pseudonym == 1
    assert rig.view(BO).questions.items[0].pseudonym is None


def _text(event: AnyEvent | None) -> str:
    return repr(to_builtins(event)).lower()
