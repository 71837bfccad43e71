"""Questions of the panel, in class and in the question zone, and what who asked them is owed."""

from __future__ import annotations

import pytest

from rooms.chat.terms import AuthorKind
from rooms.kinds import RoomKind
from rooms.life.terms import EndSession, StartSession
from rooms.obligations.events import BotReplied
from rooms.obligations.following import follow
from rooms.obligations.speaking import REOPEN_SECONDS
from rooms.obligations.terms import (
    Anchor,
    AnchorKind,
    AwaitAsker,
    How,
    MarkSolved,
    MarkUnsolved,
    ObligationClass,
    ObligationState,
    PauseReason,
    SetExamMode,
    TargetKind,
    WaiveObligation,
)
from rooms.questions import terms as questions
from rooms.questions.events import AnswerWritten
from rooms.questions.terms import DismissReason, Origin, PreModeration
from rooms.roles import Role
from rooms.terms import SYSTEM
from rooms.visibility import EVERYONE
from tests.rooms.obligations.zone import ANSWERS, ASKS, ASKS_BACK, DAY, HOUR, MINUTE, SAYS, Zone
from tests.support.law import ADA, BO, CHEN, OTTO, TESS, TOM
from tests.support.rooms import START

OPEN, ACKED, ANSWERED = ObligationState.OPEN, ObligationState.ACKED, ObligationState.ANSWERED
QUESTION = ObligationClass.QUESTION


def hall(*, live: bool = True) -> Zone:
    zone = Zone(RoomKind.QA)
    if live:
        zone.events(StartSession(), TESS)
    return zone


# ---------------------------------------------------------------- asking


def test_a_question_of_the_zone_is_owed_a_response_in_fifteen_minutes_and_an_answer_in_four_hours(
    zone: Zone,
) -> None:
    question = zone.asks(ADA)
    owed = zone.owed()
    assert (owed.anchor, owed.class_) == (Anchor(AnchorKind.QUESTION, question), QUESTION)
    assert (owed.due_at, zone.opened().full) == (START + 15 * MINUTE, 4 * HOUR)


def test_a_question_in_a_live_class_is_to_be_taken_up_in_three_minutes() -> None:
    zone = hall()
    zone.asks(ADA)
    assert zone.owed().due_at == START + 3 * MINUTE


def test_a_draft_is_owed_nothing_until_it_is_submitted(zone: Zone) -> None:
    zone.events(questions.AskQuestion(zone.cid(), ASKS, draft=True), ADA)
    zone.events(questions.EditQuestion(1, "How?"), ADA)
    assert zone.items() == []
    zone.now += MINUTE
    zone.events(questions.SubmitQuestion(1), ADA)
    assert (zone.owed().opened_at, zone.owed().excerpt) == (zone.now, "How?")


def test_a_held_question_waits_like_any_other_and_peers_know_nothing_of_it(zone: Zone) -> None:
    zone.events(questions.SetPreModeration(PreModeration.ALL), TESS)
    zone.asks(ADA)
    assert zone.owed().state is OPEN
    assert zone.items(ADA)[0].asker == "ada"
    assert zone.room.snapshot(EVERYONE).obligations.items == []
    zone.events(questions.ApproveQuestion(1), TESS)
    assert zone.happened() == []


def test_what_staff_ask_is_owed_nothing(zone: Zone) -> None:
    zone.asks(TESS)
    zone.events(questions.DismissQuestion(1, DismissReason.NO_TIME), TOM)
    zone.events(questions.ReopenQuestion(1), TESS)
    assert zone.items() == []


def test_nobody_learns_from_an_obligation_who_asked_anonymously(zone: Zone) -> None:
    zone.asks(ADA, anonymous=True)
    for actor in (TESS, OTTO, BO, CHEN):
        assert (zone.owed(1, actor).asker, zone.owed(1, actor).asker_name) == ("", "")
    assert zone.owed(1, ADA).asker == "ada"
    assert zone.owed(1, TESS).excerpt == ASKS


def test_a_message_that_becomes_a_question_stays_one_turn_with_its_first_words(zone: Zone) -> None:
    message = zone.says(ADA, SAYS)
    zone.now += MINUTE
    zone.events(questions.ConvertMessage(zone.cid(), message), TESS)
    (owed,) = zone.items()
    assert (owed.anchor, owed.class_) == (Anchor(AnchorKind.MESSAGE, message), QUESTION)
    assert owed.due_at == START + 15 * MINUTE
    zone.events(questions.WriteAnswer(zone.cid(), 1, ANSWERS), TESS)
    assert (zone.owed().state, zone.owed().how) == (ANSWERED, How.WRITTEN)


def test_a_message_that_was_answered_and_becomes_a_question_is_owed_an_answer_again(zone: Zone) -> None:
    message = zone.says(ADA, SAYS)
    zone.reacts(TESS, message)
    zone.events(questions.ConvertMessage(zone.cid(), message), ADA)
    assert (zone.owed().id, zone.owed().anchor) == (2, Anchor(AnchorKind.QUESTION, 1))


def test_an_askers_follow_up_on_another_surface_restarts(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.now += 10 * MINUTE
    zone.says(TESS, ANSWERS, message)
    zone.now += HOUR
    zone.asks(ADA, "But why is 0! not 0?")
    (owed,) = zone.waiting()
    assert (owed.opened_at, owed.due_at) == (zone.now, zone.now + 15 * MINUTE)


def test_who_was_asked_back_and_asks_in_the_panel_has_spoken_but_not_anonymously(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(TESS, ASKS_BACK, message)
    zone.asks(ADA, "In which version?", anonymous=True)
    assert zone.owed(1).paused_for is PauseReason.ASKED_BACK
    zone.asks(ADA, "In which version?")
    assert zone.owed(1).paused_for is None


def test_editing_ones_question_is_speaking_and_changes_the_excerpt(zone: Zone) -> None:
    zone.asks(ADA)
    zone.says(TESS, ASKS_BACK)
    zone.events(AwaitAsker(1), TESS)
    zone.events(questions.EditQuestion(1, "Why is 0! = 1 in 3.11?"), ADA)
    owed = zone.owed()
    assert (owed.paused_for, owed.excerpt) == (None, "Why is 0! = 1 in 3.11?")
    zone.asks(BO, anonymous=True)
    zone.events(questions.EditQuestion(2, "How?"), BO)
    assert zone.happened() == ["ObligationAttached"]


def test_a_question_made_of_a_message_is_edited_without_changing_its_first_words(zone: Zone) -> None:
    message = zone.says(ADA, SAYS)
    zone.events(questions.ConvertMessage(zone.cid(), message), ADA)
    zone.events(questions.EditQuestion(1, "How?"), ADA)
    assert zone.owed().excerpt == SAYS


def test_who_withdraws_their_question_waits_no_more(zone: Zone) -> None:
    zone.asks(ADA)
    zone.events(questions.WithdrawQuestion(1), ADA)
    assert (zone.owed().state, zone.owed().excerpt) == (ObligationState.WITHDRAWN, "")


# ---------------------------------------------------------------- answering


def test_a_live_answer_is_the_first_response_when_it_begins_and_the_answer_when_it_ends() -> None:
    zone = hall()
    zone.asks(ADA)
    zone.now += MINUTE
    zone.events(questions.StartAnswer(1), TESS)
    owed = zone.owed()
    assert (owed.state, owed.acked_at, owed.target, owed.due_at) == (ACKED, zone.now, TargetKind.FULL, None)
    zone.now += MINUTE
    zone.events(questions.EndAnswer(1), TOM)
    owed = zone.owed()
    assert (owed.state, owed.how, owed.resolved_by) == (ANSWERED, How.LIVE, "tess")


def test_a_live_answer_that_was_none_leaves_it_acknowledged() -> None:
    zone = hall()
    zone.asks(ADA)
    zone.events(questions.StartAnswer(1), TESS)
    zone.events(questions.EndAnswer(1, answered=False), TESS)
    assert zone.owed().state is ACKED


def test_answer_and_dismiss_in_one_request_counts_as_a_first_response() -> None:
    zone = hall()
    zone.asks(ADA)
    zone.events(questions.StartAnswer(1), TESS)
    zone.now += 5
    zone.events(questions.DismissQuestion(1, DismissReason.UNCLEAR, "which one?"), TESS)
    owed = zone.owed()
    assert (owed.state, owed.how, owed.acked_at) == (ANSWERED, How.DISMISSED, START)
    zone.asks(BO)
    zone.events(questions.DismissQuestion(2, DismissReason.OFF_TOPIC), TESS)
    assert zone.owed().acked_at == zone.now
    assert zone.view().obligations.waits == [0.0, 0.0]


def test_an_active_students_written_answer_counts_when_it_is_endorsed(zone: Zone) -> None:
    zone.asks(ADA)
    zone.events(questions.WriteAnswer(zone.cid(), 1, ANSWERS), CHEN)
    assert (zone.owed().state, zone.owed().peer) == (OPEN, "chen")
    zone.events(questions.EndorseAnswer(1, 1), ADA)
    owed = zone.owed()
    assert (owed.state, owed.how, owed.resolved_by) == (ANSWERED, How.PEER, "chen")
    zone.events(questions.WriteAnswer(zone.cid(), 1, ANSWERS), TESS)
    assert zone.happened() == [], "it was answered"


def test_staff_who_endorse_what_staff_wrote_say_that_it_is_written() -> None:
    zone = hall()
    zone.asks(ADA)
    zone.events(questions.StartAnswer(1), TESS)
    zone.events(questions.WriteAnswer(zone.cid(), 1, ANSWERS), TOM)
    assert (zone.owed().state, zone.owed().how) == (ANSWERED, How.WRITTEN)
    zone.events(questions.EndAnswer(1), TESS)
    zone.events(questions.ReopenQuestion(1), ADA)
    zone.events(questions.EndorseAnswer(1, 1), TESS)
    assert (zone.owed().how, zone.owed().resolved_by) == (How.WRITTEN, "tom")


def test_what_a_machine_writes_is_noted_and_answers_nobody(zone: Zone) -> None:
    zone.asks(ADA)
    written = AnswerWritten(
        at=zone.now,
        author="assistant",
        author_name="Assistant",
        cid="cid-machine",
        question=1,
        id=1,
        role=Role.TA,
        text=ANSWERS,
        asker="ada",
        author_kind=AuthorKind.BOT,
    )
    (noted,) = follow(zone.state(), [written], SYSTEM, zone.now)
    assert noted == BotReplied(at=zone.now, id=1, asker="ada")


# ---------------------------------------------------------------- again


def test_a_question_that_is_reopened_soon_is_the_next_cycle_of_the_same(zone: Zone) -> None:
    zone.asks(ADA)
    zone.events(questions.WriteAnswer(zone.cid(), 1, ANSWERS), TESS)
    zone.now += REOPEN_SECONDS
    zone.events(questions.ReopenQuestion(1), ADA)
    assert (zone.owed().id, zone.owed().cycle, zone.owed().due_at) == (1, 2, zone.now + 15 * MINUTE)
    zone.events(questions.WriteAnswer(zone.cid(), 1, ANSWERS), TESS)
    zone.now += REOPEN_SECONDS + 1
    zone.events(questions.ReopenQuestion(1), TESS)
    assert (zone.owed().id, zone.opened().linked) == (2, 1)


def test_a_question_that_is_still_owed_when_it_is_reopened_goes_on() -> None:
    zone = hall()
    zone.asks(ADA)
    zone.events(questions.DeferQuestion(1), TESS)
    zone.events(questions.ReopenQuestion(1), TESS)
    assert zone.happened() == []


def test_who_asked_anonymously_and_reopens_is_not_named(zone: Zone) -> None:
    zone.asks(ADA, anonymous=True)
    zone.events(questions.WriteAnswer(zone.cid(), 1, ANSWERS), TESS)
    zone.events(questions.ReopenQuestion(1), ADA)
    assert zone.owed(1, TESS).asker == ""


# ---------------------------------------------------------------- elsewhere


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
