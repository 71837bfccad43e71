"""A room remembers the newest hundred questions that are done; forgetting is an event."""

from __future__ import annotations

from rooms.life.terms import EndSession, StartSession, Tick
from rooms.questions.answering import ANSWER_SECONDS
from rooms.questions.forgetting import REMEMBERED_DONE
from rooms.questions.terms import (
    DismissQuestion,
    DismissReason,
    EndorseAnswer,
    MergeQuestions,
    NoteAdopted,
    QuestionState,
    ReopenQuestion,
    StartAnswer,
    VoteQuestion,
    WithdrawQuestion,
)
from rooms.rejections import RejectionCode
from rooms.stage.terms import Demote, Promote, RaiseHand
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, AUDIENCES, BO, CHEN, GIL, TESS, TOM


def _full(hall: Hall) -> list[int]:
    """As many done questions as are remembered, oldest first."""
    ids = []
    for _ in range(REMEMBERED_DONE):
        ids.append(hall.asks(ADA))
        hall.events(DismissQuestion(ids[-1], DismissReason.NO_TIME), TESS)
    assert hall.forgotten() == []
    return ids


def _hall() -> Hall:
    return Hall(audiences=AUDIENCES[:3])


def test_the_oldest_that_is_done_is_forgotten_when_one_more_is() -> None:
    hall = _hall()
    oldest, second = _full(hall)[:2]
    waiting = hall.asks(BO)
    hall.events(DismissQuestion(hall.asks(CHEN), DismissReason.NO_TIME), TESS)
    hall.answers(hall.asks(CHEN), TOM)
    assert hall.forgotten() == [oldest, second]
    assert not hall.sees(oldest)
    assert hall.sees(waiting)
    assert hall.refusal(ReopenQuestion(oldest), TESS) is RejectionCode.TOO_OLD


def test_what_becomes_of_one_that_is_done_already_forgets_nothing() -> None:
    hall = _hall()
    ids = _full(hall)
    hall.events(ReopenQuestion(ids[0]), TESS)
    hall.answers(ids[0], TOM)
    hall.events(EndorseAnswer(ids[0], 1), TESS)
    hall.events(DismissQuestion(ids[0], DismissReason.UNCLEAR), TESS)
    assert hall.forgotten() == []
    hall.events(DismissQuestion(hall.asks(BO), DismissReason.UNCLEAR), TESS)
    assert hall.forgotten() == [ids[1]]


def test_a_draft_that_is_withdrawn_forgets_nothing() -> None:
    hall = _hall()
    _full(hall)
    hall.events(WithdrawQuestion(hall.asks(BO, draft=True)), BO)
    assert hall.forgotten() == []


def test_what_a_question_is_merged_into_is_not_forgotten_by_it() -> None:
    hall = _hall()
    hall.answers(hall.asks(ADA), TOM)
    ids = [1]
    for _ in range(REMEMBERED_DONE - 1):
        ids.append(hall.asks(ADA))
        hall.events(DismissQuestion(ids[-1], DismissReason.NO_TIME), TESS)
    hall.events(MergeQuestions(hall.asks(BO), 1), TESS)
    assert hall.forgotten() == [ids[1]]


def test_votes_for_a_forgotten_duplicate_go_on_counting_and_can_be_taken_back() -> None:
    hall = _hall()
    canonical, duplicate = hall.asks(BO), hall.asks(CHEN)
    hall.events(VoteQuestion(duplicate, on=True), GIL)
    hall.events(MergeQuestions(duplicate, canonical), TESS)
    hall.answers(canonical, TOM)
    for _ in range(REMEMBERED_DONE - 1):
        hall.events(DismissQuestion(hall.asks(ADA), DismissReason.NO_TIME), TESS)
    assert hall.forgotten() == [duplicate]
    hall.events(ReopenQuestion(canonical), TESS)
    hall.events(VoteQuestion(canonical, on=True), TOM)
    assert hall.seen(canonical).votes == 2
    hall.events(VoteQuestion(canonical, on=False), GIL)
    assert hall.seen(canonical).votes == 1


def test_what_follows_a_question_that_waits_is_remembered_as_long_as_that() -> None:
    hall = _hall()
    canonical, duplicate = hall.asks(BO), hall.asks(CHEN)
    hall.events(MergeQuestions(duplicate, canonical), TESS)
    for _ in range(REMEMBERED_DONE):
        hall.events(DismissQuestion(hall.asks(ADA), DismissReason.NO_TIME), TESS)
    assert hall.forgotten() == [3]
    hall.events(WithdrawQuestion(canonical), BO)
    assert hall.state(duplicate) is QuestionState.QUEUED


def test_time_the_stage_and_the_end_of_class_forget_too() -> None:
    hall = _hall()
    hall.events(StartSession(), TESS)
    ids = _full(hall)
    hall.events(StartAnswer(hall.asks(BO)), TESS)
    hall.now += ANSWER_SECONDS
    hall.events(Tick())
    hall.events(StartAnswer(hall.asks(BO)), TESS)
    hall.events(RaiseHand(question=hall.asks(CHEN)), CHEN)
    hall.events(Promote("chen"), TESS)
    hall.events(Demote("chen"), TESS)
    hall.events(StartAnswer(hall.asks(BO)), TESS)
    hall.events(EndSession(), TESS)
    assert hall.forgotten() == ids[:4]


def test_a_deferred_question_is_done_when_the_zone_has_it() -> None:
    hall = _hall()
    hall.events(StartSession(), TESS)
    ids = _full(hall)
    deferred = hall.asks(BO)
    hall.events(EndSession(), TESS)
    assert hall.forgotten() == []
    hall.events(NoteAdopted(deferred))
    assert hall.forgotten() == ids[:1]
