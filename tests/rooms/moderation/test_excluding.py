"""Nobody is removed for good by one person alone; until a second one decides, the longest ban holds."""

from __future__ import annotations

import pytest

from rooms.life.terms import Tick
from rooms.moderation.events import ExclusionProposed, MemberRemoved
from rooms.moderation.excluding import MAX_PROPOSALS
from rooms.moderation.terms import (
    MONTH,
    ConfirmExclusion,
    LiftBan,
    ProposeExclusion,
    RefuseExclusion,
    RemoveMember,
)
from rooms.moderation.view import BanView, ExclusionView
from rooms.rejections import RejectionCode
from rooms.terms import Actor
from tests.rooms.moderation.scenes import TINA, Classroom, code
from tests.support.law import ADA, BO, EVERYBODY, OTTO, TESS, TOM
from tests.support.rooms import START, person

WHY = "threats against others"
PROPOSED = ProposeExclusion("ada", WHY)


@pytest.fixture
def room() -> Classroom:
    """Tom has proposed to remove Ada for good."""
    room = Classroom(*EVERYBODY, TINA)
    room.events(PROPOSED, TOM)
    return room


def test_a_proposal_removes_at_once_for_thirty_days_and_says_why(room: Classroom) -> None:
    until = START + MONTH
    kinds = [type(event) for event in room.log[-4:]]
    assert kinds[0] is MemberRemoved
    assert kinds[-1] is ExclusionProposed
    assert room.staff.bans == [BanView("ada", "Ada", START, until, "tom", WHY)]
    assert room.staff.exclusions == [ExclusionView("ada", "Ada", START, "tom", "Tom", WHY)]
    assert "ada" not in [member.id for member in room.view().members]
    assert code(room.knock(ADA)) is RejectionCode.BANNED


def test_somebody_else_confirms_it_and_it_has_no_end(room: Classroom) -> None:
    room.events(ConfirmExclusion("ada"), TESS)
    assert room.staff.exclusions == []
    assert [ban.until for ban in room.staff.bans] == [None]
    assert room.room.next_deadline() is None
    room.now += 10 * MONTH
    assert room.ask(Tick()) == []
    assert code(room.knock(ADA)) is RejectionCode.EXCLUDED
    assert room.room.bars(ADA, room.now) is not None


def test_who_proposed_it_does_not_decide_it() -> None:
    room = Classroom(*EVERYBODY)
    room.events(PROPOSED, TESS)
    for command in (ConfirmExclusion("ada"), RefuseExclusion("ada")):
        assert code(room.ask(command, TESS)) is RejectionCode.NOT_PERMITTED
    room.events(ConfirmExclusion("ada"), OTTO)


def test_an_assistant_proposes_and_does_not_confirm(room: Classroom) -> None:
    uma = person("uma", TOM.role)
    room.enter(uma)
    for command in (ConfirmExclusion("ada"), RefuseExclusion("ada")):
        assert code(room.ask(command, uma)) is RejectionCode.NOT_PERMITTED


def test_refused_the_ban_stays_and_can_be_lifted(room: Classroom) -> None:
    room.events(RefuseExclusion("ada", "thirty days will do"), TESS)
    assert (room.staff.exclusions, len(room.staff.bans)) == ([], 1)
    room.events(LiftBan("ada"), TOM)
    assert isinstance(room.knock(ADA), list)


def test_what_nobody_decides_ends_with_the_ban(room: Classroom) -> None:
    room.now += MONTH
    room.events(Tick())
    assert (room.staff.exclusions, room.staff.bans) == ([], [])
    assert code(room.ask(ConfirmExclusion("ada"), TESS)) is RejectionCode.NOT_FOUND


def test_lifting_the_ban_takes_the_proposal_back(room: Classroom) -> None:
    room.events(LiftBan("ada"), TESS)
    assert (room.staff.exclusions, room.staff.bans) == ([], [])


def test_what_two_have_decided_an_assistant_does_not_undo(room: Classroom) -> None:
    room.events(ConfirmExclusion("ada"), TESS)
    assert code(room.ask(LiftBan("ada"), TOM)) is RejectionCode.NOT_PERMITTED
    room.events(LiftBan("ada", "she apologised"), TINA)
    assert isinstance(room.knock(ADA), list)


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_no_shorter_ban_takes_its_place(room: Classroom, is_confirmed: bool) -> None:
    if is_confirmed:
        room.events(ConfirmExclusion("ada"), TESS)
    for command in (RemoveMember("ada", ban_seconds=60), PROPOSED):
        assert code(room.ask(command, TESS)) is RejectionCode.WRONG_STATE


@pytest.mark.parametrize(("actor", "about"), [(TOM, TOM), (TOM, TESS), (TESS, TINA), (TESS, OTTO)])
def test_nobody_proposes_it_of_their_own_rank_or_above(room: Classroom, actor: Actor, about: Actor) -> None:
    assert code(room.ask(ProposeExclusion(about.member, WHY), actor)) is RejectionCode.OUTRANKED


def test_who_is_not_here_can_be_proposed_too(room: Classroom) -> None:
    room.leave(BO)
    for member in ("bo", "a stranger"):
        room.events(ProposeExclusion(member, WHY), TESS)
    assert [(each.member, each.name) for each in room.staff.exclusions] == [
        ("ada", "Ada"),
        ("bo", "Bo"),
        ("a stranger", ""),
    ]


def test_only_so_many_wait_for_a_second_opinion() -> None:
    room = Classroom(TESS, audiences=())
    for number in range(MAX_PROPOSALS):
        room.events(ProposeExclusion(f"stranger-{number}", WHY), TESS)
    assert code(room.ask(PROPOSED, TESS)) is RejectionCode.TOO_MANY
