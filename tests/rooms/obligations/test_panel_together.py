"""Questions that are merged, and those that a class hands on: one is answered with another, or elsewhere."""

from __future__ import annotations

import pytest

from rooms.kinds import RoomKind
from rooms.life.terms import EndSession, StartSession
from rooms.obligations.terms import (
    How,
    MarkSolved,
    MarkUnsolved,
    ObligationState,
    SetExamMode,
    TargetKind,
    WaiveObligation,
)
from rooms.questions import terms as questions
from rooms.questions.terms import Origin
from rooms.roles import Role
from tests.rooms.obligations.zone import ANSWERS, ASKS, DAY, HOUR, MINUTE, Zone
from tests.support.law import ADA, BO, TESS, TOM
from tests.support.rooms import START

OPEN, ACKED, ANSWERED = ObligationState.OPEN, ObligationState.ACKED, ObligationState.ANSWERED


def hall() -> Zone:
    zone = Zone(RoomKind.QA)
    zone.events(StartSession(), TESS)
    return zone


def test_what_is_merged_waits_with_the_other_and_keeps_its_own_opening(zone: Zone) -> None:
    zone.asks(ADA)
    zone.now += MINUTE
    zone.asks(BO, "Why is 0! one?")
    zone.events(questions.MergeQuestions(2, 1), TESS)
    owed = zone.owed(2)
    assert (owed.state, owed.opened_at, owed.asker) == (ObligationState.MERGED, START + MINUTE, "bo")
    zone.now += HOUR
    zone.events(questions.UnmergeQuestion(2), TESS)
    owed = zone.owed(2)
    assert (owed.state, owed.due_at) == (OPEN, START + 16 * MINUTE), "as if it had never been"


def test_what_stood_still_when_it_was_merged_runs_when_it_is_not_merged_any_more(zone: Zone) -> None:
    zone.asks(ADA)
    zone.asks(BO, "Why is 0! one?")
    zone.events(SetExamMode(10), TESS)
    zone.events(questions.MergeQuestions(2, 1), TESS)
    zone.events(SetExamMode(0), TESS)
    zone.now += HOUR
    zone.events(questions.UnmergeQuestion(2), TESS)
    assert (zone.owed(2).paused_for, zone.owed(2).due_at) == (None, zone.now + 15 * MINUTE)


def test_merging_what_staff_asked_means_nothing_for_it(zone: Zone) -> None:
    zone.asks(TESS)
    zone.asks(ADA)
    zone.events(questions.MergeQuestions(1, 2), TESS)
    assert zone.happened() == []


def test_what_is_merged_into_a_question_of_staff_waits_by_itself_and_is_answered_with_it(zone: Zone) -> None:
    zone.asks(TESS)
    zone.asks(ADA)
    zone.now += MINUTE
    zone.asks(BO)
    zone.events(questions.MergeQuestions(2, 1), TOM)
    zone.events(questions.MergeQuestions(3, 1), TOM)
    assert [item.due_at for item in zone.waiting()] == [START + 15 * MINUTE, START + 16 * MINUTE]
    zone.events(questions.StartAnswer(1), TESS)
    assert [item.state for item in zone.items()] == [ACKED, ACKED]
    zone.events(questions.EndAnswer(1), TESS)
    assert [(item.state, item.resolved_by) for item in zone.items()] == [(ANSWERED, "tess")] * 2


def test_who_answers_a_question_that_follows_another_answers_that_one(zone: Zone) -> None:
    zone.asks(TESS)
    zone.asks(ADA)
    zone.events(questions.MergeQuestions(2, 1), TOM)
    zone.events(questions.WriteAnswer(zone.cid(), 2, ANSWERS), TOM)
    assert zone.owed().state is ANSWERED
    assert zone.view(ADA).questions.items[0].state is questions.QuestionState.ANSWERED


@pytest.mark.parametrize("how", [questions.StartAnswer(1), None])
def test_what_is_merged_into_what_staff_asked_and_answered_is_answered_by_that(
    zone: Zone, how: questions.StartAnswer | None
) -> None:
    zone.asks(TESS)
    if how is None:
        zone.events(questions.WriteAnswer(zone.cid(), 1, ANSWERS), TOM)
    else:
        zone.events(how, TOM)
        zone.events(questions.EndAnswer(1), TOM)
    zone.asks(ADA)
    zone.events(questions.MergeQuestions(2, 1), TESS)
    owed = zone.owed()
    assert (owed.state, owed.resolved_by) == (ANSWERED, "tom")
    assert owed.how is (How.WRITTEN if how is None else How.LIVE)


def test_who_asked_the_same_is_not_content_because_another_is(zone: Zone) -> None:
    zone.asks(ADA)
    zone.asks(BO)
    zone.now += MINUTE
    zone.events(questions.MergeQuestions(2, 1), TOM)
    zone.events(MarkSolved(1), ADA)
    assert [(item.asker, item.due_at) for item in zone.waiting()] == [("bo", START + 15 * MINUTE)]
    zone.events(questions.WriteAnswer(zone.cid(), 1, ANSWERS), TOM)
    assert zone.owed(2).state is ANSWERED


def test_what_is_merged_into_one_whose_asker_is_content_waits_by_itself(zone: Zone) -> None:
    zone.asks(ADA)
    zone.events(MarkSolved(1), ADA)
    zone.asks(BO)
    zone.events(questions.MergeQuestions(2, 1), TOM)
    assert [item.asker for item in zone.waiting()] == ["bo"]


def test_what_was_answered_before_the_other_asked_again_stays_answered(zone: Zone) -> None:
    zone.asks(ADA)
    zone.asks(BO)
    zone.events(questions.MergeQuestions(2, 1), TOM)
    zone.events(questions.WriteAnswer(zone.cid(), 1, ANSWERS), TOM)
    zone.now += HOUR
    zone.events(MarkUnsolved(1), ADA)
    zone.events(MarkSolved(1), ADA)
    assert zone.waiting() == []


def test_each_question_that_one_turn_becomes_is_owed_an_answer(zone: Zone) -> None:
    first, second = zone.says(ADA, ASKS), zone.says(ADA, "And 1!?")
    zone.now += MINUTE
    zone.events(questions.ConvertMessage(zone.cid(), first), ADA)
    zone.events(questions.ConvertMessage(zone.cid(), second), ADA)
    assert [(item.opened_at, item.due_at) for item in zone.waiting()] == [(START, START + 15 * MINUTE)] * 2
    zone.events(questions.MergeQuestions(2, 1), TESS)
    assert len(zone.waiting()) == 1
    zone.events(questions.WriteAnswer(zone.cid(), 1, ANSWERS), TESS)
    assert zone.waiting() == []


def test_merging_and_unmerging_what_is_over_means_nothing(zone: Zone) -> None:
    zone.asks(ADA)
    zone.asks(BO)
    zone.events(WaiveObligation(2, "said aloud"), TESS)
    for command in (questions.MergeQuestions(2, 1), questions.UnmergeQuestion(2)):
        zone.events(command, TESS)
        assert zone.happened() == []


def test_what_a_class_leaves_open_is_owed_an_answer_within_a_day_and_then_by_the_zone() -> None:
    zone = hall()
    zone.asks(ADA)
    zone.now += 10 * MINUTE
    zone.events(EndSession(), TESS)
    owed = zone.owed()
    assert (owed.state, owed.target, owed.due_at) == (OPEN, TargetKind.FULL, START + DAY)
    assert owed.breached_at == START + 3 * MINUTE, "it was not taken up in class"
    (errand,) = zone.room.errands()
    assert isinstance(errand.command, questions.AdoptQuestion)
    assert errand.command.waited == 10 * MINUTE
    zone.events(questions.NoteAdopted(1))
    assert zone.owed().state is ObligationState.MERGED


def test_what_was_answered_or_never_owed_is_handed_on_without_a_clock() -> None:
    zone = hall()
    zone.asks(TESS)
    zone.events(questions.DeferQuestion(1), TOM)
    (errand,) = zone.room.errands()
    assert isinstance(errand.command, questions.AdoptQuestion)
    assert (errand.command.waited, zone.items()) == (0.0, [])


def test_who_follows_a_question_that_is_owed_to_nobody_is_handed_on_by_themselves() -> None:
    zone = hall()
    zone.asks(TESS)
    zone.asks(ADA)
    zone.events(questions.MergeQuestions(2, 1), TOM)
    zone.events(EndSession(), TESS)
    errands = [errand.command for errand in zone.room.errands()]
    assert [(each.asker, each.owed) for each in errands if isinstance(each, questions.AdoptQuestion)] == [
        ("tess", False),
        ("ada", True),
    ]
    assert zone.owed().due_at == START + DAY


def test_what_nobody_is_owed_for_is_owed_nobody_in_the_zone_either(zone: Zone) -> None:
    origin = Origin("algebra", 3)
    adopted = questions.AdoptQuestion(origin, "tess", "Tess", Role.TEACHER, False, START, ASKS, owed=False)
    zone.events(adopted)
    assert (zone.room.last_question, zone.items()) == (1, [])


def test_the_zone_goes_on_where_the_class_ended(zone: Zone) -> None:
    zone.events(
        questions.AdoptQuestion(
            Origin("algebra", 3), "ada", "Ada", Role.STUDENT, True, START - HOUR, ASKS, waited=10 * MINUTE
        )
    )
    owed = zone.owed()
    assert (owed.opened_at, owed.due_at) == (START - HOUR, START + DAY - 10 * MINUTE)
    assert (zone.owed(1, TESS).asker, zone.owed(1, ADA).asker) == ("", "ada")
