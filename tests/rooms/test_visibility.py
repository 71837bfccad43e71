"""Which audience somebody belongs to, what it sees of an event, and who is told something of their own."""

from __future__ import annotations

import pytest
from msgspec import to_builtins

from rooms.chat.terms import DeleteMessage, PostMessage
from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.moderation.terms import ContentRule, RuleEffect, RuleKind, SetContentRules
from rooms.moderation.view import MatchView
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


def test_a_members_peers_are_their_class() -> None:
    assert [audience_of("ada", role).peers for role in (Role.STUDENT, Role.TA)] == [EVERYONE, STAFF]


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


def test_words_that_a_rule_hides_reach_staff_and_their_author_alone() -> None:
    rig = LawRig()
    rig.enter(TESS, ADA, BO)
    rule = ContentRule("ads", RuleKind.KEYWORDS, RuleEffect.HIDE, ["buy now"], shadow=False)
    rig.events(SetContentRules([rule], []), TESS)
    told = rig.events(PostMessage("cid-0001", "buy now, cheap"), ADA)
    for audience in AUDIENCES:
        reads = "buy now" in _text([project(event, audience) for event in told])
        assert reads == (audience.is_staff or audience.member == "ada"), audience


def test_staff_are_not_told_whose_anonymous_question_a_rule_matched() -> None:
    rig = LawRig(RoomKind.QA)
    rig.enter(TESS, OTTO, ADA)
    rig.events(
        SetContentRules(
            [ContentRule("ads", RuleKind.KEYWORDS, RuleEffect.HOLD, ["buy now"], shadow=False)], []
        ),
        TESS,
    )
    told = rig.events(AskQuestion("cid-0001", "buy now?", anonymous=True), ADA)
    assert "ada" not in _text([project(event, STAFF) for event in told])
    assert [match.member for match in _matches(rig)] == [""]


def test_why_a_message_was_deleted_is_between_staff_and_its_author() -> None:
    rig = LawRig()
    rig.enter(TESS, ADA, BO)
    rig.events(PostMessage("cid-0001", "rude"), ADA)
    (deleted,) = rig.events(DeleteMessage(1, "insulting"), TESS)
    for audience in AUDIENCES:
        assert ("insulting" in _text(project(deleted, audience))) == (
            audience.is_staff or audience.member == "ada"
        ), audience


def _matches(rig: LawRig) -> list[MatchView]:
    staff = rig.view(TESS).moderation.staff
    assert staff is not None
    return staff.matches


def _text(event: AnyEvent | list[AnyEvent | None] | None) -> str:
    return repr(to_builtins(event)).lower()
