"""What class leaves open goes to the question zone: owed until confirmed, adopted once."""

from __future__ import annotations

import pytest

from rooms.decision import Decision
from rooms.kinds import RoomKind
from rooms.life.terms import EndSession, StartSession
from rooms.questions.limits import OPEN_IN_ROOM
from rooms.questions.terms import (
    AdoptQuestion,
    DeferQuestion,
    FocusQuestion,
    MergeQuestions,
    NoteAdopted,
    Origin,
    PreModeration,
    QuestionSource,
    QuestionState,
    ReopenQuestion,
    SetPreModeration,
    StartAnswer,
    VoteQuestion,
)
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role
from rooms.terms import Target, TargetKind
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, BO, CHEN, GIL, TESS, TOM
from tests.support.rooms import START


@pytest.fixture
def hall() -> Hall:
    """In class."""
    hall = Hall()
    hall.events(StartSession(), TESS)
    return hall


def _adopts(zone: Hall, hall: Hall) -> list[Decision]:
    """The zone is told everything that the class owes."""
    return [zone.ask(errand.command) for errand in hall.room.errands()]


# ---------------------------------------------------------------- in class


def test_the_end_of_class_defers_what_waits_and_ends_what_is_answered(hall: Hall) -> None:
    answering, queued, answered = hall.asks(ADA), hall.asks(BO), hall.asks(CHEN)
    hall.answers(answered, TOM)
    hall.events(StartAnswer(answering), TESS)
    hall.events(EndSession(), TESS)
    states = [hall.state(id) for id in (answering, queued, answered)]
    assert states == [QuestionState.ANSWERED, QuestionState.DEFERRED, QuestionState.ANSWERED]


def test_the_focused_question_is_deferred_too(hall: Hall) -> None:
    hall.events(FocusQuestion(hall.asks(ADA)), TESS)
    hall.events(EndSession(), TESS)
    assert hall.state(1) is QuestionState.DEFERRED


def test_drafts_and_held_questions_stay_where_they_are(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    held, draft = hall.asks(ADA), hall.asks(BO, draft=True)
    hall.events(EndSession(), TESS)
    assert hall.state(held) is QuestionState.HELD
    assert hall.seen(draft, BO).state is QuestionState.DRAFT
    assert hall.room.errands() == []


def test_a_deferred_question_is_owed_with_its_asker_votes_and_clock_until_it_is_adopted(hall: Hall) -> None:
    id, duplicate = hall.asks(ADA, anonymous=True), hall.asks(BO)
    hall.events(VoteQuestion(id, on=True), GIL)
    hall.events(VoteQuestion(duplicate, on=True), CHEN)
    hall.events(VoteQuestion(duplicate, on=True), ADA)
    hall.events(MergeQuestions(duplicate, id), TESS)
    hall.now += 60
    hall.events(DeferQuestion(id), TESS)
    (errand,) = hall.room.errands()
    assert errand.target == Target(TargetKind.ZONE)
    assert errand.command == AdoptQuestion(
        origin=Origin("algebra", id),
        asker="ada",
        asker_name="Ada",
        asker_role=Role.STUDENT,
        anonymous=True,
        asked_at=START,
        text="Why?",
        voters=["chen", "gil"],
        waited=60.0,
    )
    assert errand.then == NoteAdopted(id)
    hall.events(NoteAdopted(id))
    assert hall.room.errands() == []
    assert hall.events(NoteAdopted(id)) == []


def test_what_is_reopened_is_not_owed_and_when_deferred_again_is_owed_again(hall: Hall) -> None:
    id = hall.asks(ADA)
    hall.events(DeferQuestion(id), TESS)
    hall.events(ReopenQuestion(id), ADA)
    assert hall.room.errands() == []
    hall.events(DeferQuestion(id), TESS)
    assert len(hall.room.errands()) == 1


def test_what_the_zone_has_is_not_asked_here_again(hall: Hall) -> None:
    id = hall.asks(ADA)
    hall.events(DeferQuestion(id), TESS)
    assert not hall.seen(id).adopted
    hall.events(NoteAdopted(id))
    assert hall.seen(id).adopted
    for actor in (ADA, TESS):
        assert hall.refusal(ReopenQuestion(id), actor) is RejectionCode.WRONG_STATE


def test_what_is_reopened_while_it_is_on_its_way_to_the_zone_goes_there_all_the_same(hall: Hall) -> None:
    id = hall.asks(ADA)
    hall.events(DeferQuestion(id), TESS)
    hall.events(ReopenQuestion(id), ADA)
    hall.events(NoteAdopted(id))
    question = hall.seen(id)
    assert (question.state, question.adopted) == (QuestionState.DEFERRED, True)
    assert hall.room.errands() == []


def test_what_is_reopened_and_answered_before_the_zone_confirms_it_stays_answered(hall: Hall) -> None:
    id = hall.asks(ADA)
    hall.events(DeferQuestion(id), TESS)
    hall.events(ReopenQuestion(id), ADA)
    hall.answers(id, TOM)
    assert hall.events(NoteAdopted(id)) == []
    assert hall.state(id) is QuestionState.ANSWERED


def test_a_confirmation_for_what_is_forgotten_changes_nothing(hall: Hall) -> None:
    assert hall.events(NoteAdopted(99)) == []


def test_only_what_waits_in_public_can_be_deferred(hall: Hall) -> None:
    id = hall.asks(ADA)
    hall.events(StartAnswer(id), TESS)
    assert hall.refusal(DeferQuestion(id), TESS) is RejectionCode.WRONG_STATE
    assert hall.refusal(DeferQuestion(99), TESS) is RejectionCode.NOT_FOUND


# ---------------------------------------------------------------- in the zone


def test_the_zone_adopts_a_question_with_its_clock_voters_and_asker(hall: Hall) -> None:
    id = hall.asks(ADA, "Why?")
    hall.events(VoteQuestion(id, on=True), BO)
    hall.events(EndSession(), TESS)
    zone = Hall(RoomKind.ZONE)
    zone.now += 3600
    _adopts(zone, hall)
    question = zone.seen(1, BO)
    assert (question.asker, question.text, question.at) == ("ada", "Why?", START)
    assert (question.votes, question.voted) == (1, True)
    assert (question.state, question.source) == (QuestionState.QUEUED, QuestionSource.CLASS)
    assert question.changed_at == START + 3600
    assert not zone.seen(1, CHEN).voted


def test_who_was_anonymous_stays_so_with_a_pseudonym_of_the_zone(hall: Hall) -> None:
    zone = Hall(RoomKind.ZONE)
    zone.asks(GIL, anonymous=True)
    hall.asks(ADA, anonymous=True)
    hall.events(EndSession(), TESS)
    _adopts(zone, hall)
    assert (zone.seen(2).asker, zone.seen(2, TESS).pseudonym, zone.seen(2, ADA).asker) == ("", 2, "ada")


def test_adopting_the_same_question_again_changes_nothing(hall: Hall) -> None:
    hall.asks(ADA)
    hall.events(EndSession(), TESS)
    zone = Hall(RoomKind.ZONE)
    _adopts(zone, hall)
    assert _adopts(zone, hall) == [[]]
    assert len(zone.view().questions.items) == 1


def test_a_zone_that_is_full_adopts_when_there_is_space(hall: Hall) -> None:
    hall.asks(ADA)
    hall.events(EndSession(), TESS)
    zone = Hall(RoomKind.ZONE, audiences=())
    zone.crowd(OPEN_IN_ROOM)
    (refused,) = _adopts(zone, hall)
    assert isinstance(refused, Rejection)
    assert refused.code is RejectionCode.TOO_MANY
    zone.answers(1, TOM)
    _adopts(zone, hall)
    assert zone.newest(TESS) == OPEN_IN_ROOM + 1


def test_the_role_of_who_has_left_is_that_of_a_student() -> None:
    hall = Hall()
    hall.asks(CHEN)
    hall.events(DeferQuestion(1), TESS)
    roles = [getattr(hall.room.errands()[0].command, "asker_role", None)]
    hall.leaves(CHEN)
    roles.append(getattr(hall.room.errands()[0].command, "asker_role", None))
    assert roles == [Role.ACTIVE, Role.STUDENT]


def test_nothing_is_deferred_in_a_zone() -> None:
    zone = Hall(RoomKind.ZONE)
    zone.events(StartSession(), TESS)
    id = zone.asks(ADA)
    assert zone.refusal(DeferQuestion(id), TESS) is RejectionCode.WRONG_STATE
    zone.events(EndSession(), TESS)
    assert zone.state(id) is QuestionState.QUEUED
