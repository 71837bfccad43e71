"""What staff may do from their desk, without being in the room: as who they come, and nothing else."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.chat.terms import DeleteMessage, MessagePosted, PostMessage, ReactToMessage
from rooms.decision import AlreadyDone
from rooms.kinds import RoomKind
from rooms.members.terms import Leave
from rooms.moderation.terms import (
    HandleReport,
    MuteMember,
    MuteScope,
    PublishRules,
    Report,
    ReportReason,
    SetSlowMode,
    Subject,
    SubjectKind,
    Verdict,
)
from rooms.obligations.terms import (
    AwaitAsker,
    ClaimObligation,
    How,
    ObligationClass,
    ObligationState,
    ReclassObligation,
    ReleaseObligation,
    WaiveObligation,
)
from rooms.permissions import FROM_THE_DESK, NEEDED
from rooms.questions.events import AnswerWritten
from rooms.questions.terms import DismissQuestion, DismissReason, WriteAnswer
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Action, Role, permits
from rooms.stage.terms import Promote, RaiseHand
from rooms.terms import Actor
from tests.rooms.obligations.zone import ANSWERS, ASKS, Zone
from tests.support.law import ADA, BO, CHEN, OTTO, TESS

DEAN = replace(Actor("dean", Role.TA, "Dean"), at_desk=True)
"""Never was in the room."""


@pytest.fixture
def zone() -> Zone:
    zone = Zone()
    zone.says(ADA, ASKS)
    return zone


def test_a_message_from_the_desk_has_the_name_of_its_author_and_answers(zone: Zone) -> None:
    zone.events(PublishRules("Be kind.", "友善待人。"), TESS)
    zone.events(SetSlowMode(60), TESS)
    (posted,) = zone.events(PostMessage("cid-desk1", ANSWERS), DEAN)
    assert isinstance(posted, MessagePosted)
    assert (posted.author, posted.author_name) == ("dean", "Dean")
    assert (zone.owed().state, zone.owed().resolved_by) == (ObligationState.ANSWERED, "dean")
    assert isinstance(zone.ask(PostMessage("cid-desk1", ANSWERS), DEAN), AlreadyDone)
    zone.events(PostMessage("cid-desk2", ANSWERS, important=True), DEAN)


def test_a_question_is_answered_and_dismissed_from_the_desk(zone: Zone) -> None:
    zone.asks(BO)
    zone.asks(CHEN)
    (written,) = zone.events(WriteAnswer("cid-desk1", 1, ANSWERS, private=True), DEAN)
    assert isinstance(written, AnswerWritten)
    assert (written.author_name, written.role, written.resolves) == ("Dean", Role.TA, True)
    zone.events(DismissQuestion(2, DismissReason.UNCLEAR), DEAN)
    assert zone.owed().how is How.DISMISSED


def test_what_waits_is_claimed_moved_given_back_and_waived_from_the_desk(zone: Zone) -> None:
    zone.events(ClaimObligation(1), DEAN)
    assert (zone.owed().owner, zone.owed().owner_name) == ("dean", "Dean")
    zone.events(ReclassObligation(1, ObligationClass.STATEMENT), DEAN)
    zone.events(ReleaseObligation(1), DEAN)
    zone.says(BO, ASKS)
    zone.events(PostMessage("cid-desk1", "Which exercise?"), DEAN)
    zone.events(AwaitAsker(1), DEAN)
    zone.events(WaiveObligation(1, "asked by mistake"), DEAN)
    assert zone.owed(1).resolved_by == "dean"


def test_a_report_is_handled_from_the_desk(zone: Zone) -> None:
    zone.events(Report(zone.cid(), Subject(SubjectKind.MEMBER, member="bo"), ReportReason.SPAM), ADA)
    zone.events(HandleReport(1, Verdict.DISMISSED), DEAN)
    assert zone.view(OTTO).moderation.staff is not None
    assert zone.happened() == ["ObligationAnswered"]


def test_a_hand_is_called_onto_the_stage_from_the_desk_and_that_answers_it() -> None:
    hall = Zone(RoomKind.QA)
    hall.events(RaiseHand("limits"), ADA)
    hall.events(Promote("ada"), DEAN)
    assert (hall.owed().how, hall.owed().resolved_by) == (How.STAGE, "dean")


def test_whoever_is_not_at_a_desk_must_be_in_the_room(zone: Zone) -> None:
    assert zone.refusal(WaiveObligation(1, "no"), replace(DEAN, at_desk=False)) is RejectionCode.NOT_PRESENT
    zone.events(Leave(), TESS)
    assert zone.refusal(ClaimObligation(1), TESS) is RejectionCode.NOT_PRESENT


@pytest.mark.parametrize("role", [Role.ACTIVE, Role.STUDENT, Role.GUEST])
def test_a_desk_is_for_staff(zone: Zone, role: Role) -> None:
    desk = replace(DEAN, role=role)
    assert zone.refusal(PostMessage("cid-desk1", ANSWERS), desk) is RejectionCode.NOT_PRESENT


@pytest.mark.parametrize("command", [DeleteMessage(1), ReactToMessage(1, "👍", on=True), SetSlowMode(5)])
def test_what_needs_somebody_in_the_room_is_not_done_from_a_desk(
    zone: Zone, command: DeleteMessage | ReactToMessage | SetSlowMode
) -> None:
    assert zone.refusal(command, DEAN) is RejectionCode.NOT_PRESENT


def test_who_is_in_the_room_is_there_with_the_role_they_have_there(zone: Zone) -> None:
    bo_as_teacher = replace(BO, role=Role.TEACHER, at_desk=True)
    assert zone.refusal(WaiveObligation(1, "no"), bo_as_teacher) is RejectionCode.NOT_PERMITTED


def test_who_is_muted_is_so_at_their_desk_too(zone: Zone) -> None:
    zone.events(MuteMember("dean", [MuteScope.TEXT]), OTTO)
    decision = zone.ask(PostMessage("cid-desk1", ANSWERS), DEAN)
    assert isinstance(decision, Rejection)
    assert decision.code is RejectionCode.MUTED


def test_all_that_can_be_done_from_a_desk_is_for_staff_to_do() -> None:
    assert FROM_THE_DESK <= NEEDED.keys()
    assert all(permits(Role.TA, NEEDED[command]) for command in FROM_THE_DESK)
    assert Action.RESPOND in {NEEDED[command] for command in FROM_THE_DESK}
