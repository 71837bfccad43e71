"""Questions of the panel, in class and in the question zone, and what who asked them is owed."""

from __future__ import annotations

from rooms.chat.terms import AuthorKind
from rooms.kinds import RoomKind
from rooms.life.terms import StartSession
from rooms.obligations.events import BotReplied
from rooms.obligations.following import follow
from rooms.obligations.speaking import REOPEN_SECONDS
from rooms.obligations.terms import (
    Anchor,
    AnchorKind,
    AwaitAsker,
    How,
    ObligationClass,
    ObligationState,
    PauseReason,
    TargetKind,
)
from rooms.questions import terms as questions
from rooms.questions.events import AnswerWritten
from rooms.questions.terms import DismissReason, PreModeration
from rooms.roles import Role
from rooms.terms import SYSTEM
from rooms.visibility import EVERYONE
from tests.rooms.obligations.zone import ANSWERS, ASKS, ASKS_BACK, HOUR, MINUTE, SAYS, Zone
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
