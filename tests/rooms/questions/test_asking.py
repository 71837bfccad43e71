"""Asking, drafting, editing and withdrawing: one's own question, until it is answered."""

from __future__ import annotations

import pytest

from rooms.decision import AlreadyDone
from rooms.life.terms import StartSession
from rooms.moderation.events import RuleMatched
from rooms.moderation.terms import RuleEffect
from rooms.questions.events import QuestionAsked, QuestionEdited
from rooms.questions.terms import (
    AskQuestion,
    EditQuestion,
    PreModeration,
    QuestionState,
    SetPreModeration,
    SubmitQuestion,
    VoteQuestion,
    WithdrawQuestion,
)
from rooms.rejections import RejectionCode
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, BO, GIL, OTTO, TESS
from tests.support.rooms import START


@pytest.fixture
def hall() -> Hall:
    return Hall()


# ---------------------------------------------------------------- asking


def test_a_question_joins_the_queue_with_its_background_and_everybody_sees_whose_it_is(hall: Hall) -> None:
    hall.events(AskQuestion(hall.cid(), " Why? ", " Twice. ", " Once. "), ADA)
    question = hall.seen(1)
    assert (question.text, question.tried, question.expected) == ("Why?", "Twice.", "Once.")
    assert (question.state, question.asker, question.asker_name) == (QuestionState.QUEUED, "ada", "Ada")
    assert (question.at, question.changed_at, question.votes) == (START, START, 0)


def test_questions_are_numbered_by_one_counter(hall: Hall) -> None:
    assert [hall.asks(ADA), hall.asks(BO, draft=True), hall.asks(GIL)] == [1, 2, 3]


def test_asking_again_with_the_same_client_id_makes_no_second_question(hall: Hall) -> None:
    hall.events(AskQuestion("cid-again", "Why?"), TESS)
    assert hall.ask(AskQuestion("cid-again", "Why?"), TESS) == AlreadyDone(len(hall.log))


@pytest.mark.parametrize("text", [" ", "\u200b", "\n\t"])
def test_a_question_in_which_there_is_nothing_to_see_is_refused(hall: Hall, text: str) -> None:
    assert hall.refusal(AskQuestion(hall.cid(), text), ADA) is RejectionCode.EMPTY_MESSAGE
    id = hall.asks(ADA)
    assert hall.refusal(EditQuestion(id, text), ADA) is RejectionCode.EMPTY_MESSAGE


def test_a_question_belongs_to_the_session_that_runs(hall: Hall) -> None:
    before = hall.asks(ADA)
    hall.events(StartSession(), TESS)
    during = hall.asks(ADA)
    assert [hall.seen(id).session for id in (before, during)] == [None, 1]


# ---------------------------------------------------------------- content rules


def test_a_question_that_a_rule_forbids_is_refused_and_the_match_is_kept(hall: Hall) -> None:
    hall.forbids("buy", RuleEffect.REMOVE)
    before = len(hall.log)
    refused = hall.refusal(AskQuestion(hall.cid(), "Where to buy?"), ADA)
    assert refused is RejectionCode.REFUSED_BY_RULE
    assert [type(event) for event in hall.log[before:]] == [RuleMatched]
    assert hall.view(ADA).questions.items == []


def test_a_rule_reads_the_background_too(hall: Hall) -> None:
    hall.forbids("buy", RuleEffect.MUTE)
    asked = AskQuestion(hall.cid(), "Where?", tried="To buy")
    assert hall.refusal(asked, ADA) is RejectionCode.REFUSED_BY_RULE


def test_a_rule_in_shadow_only_notes_what_it_matched(hall: Hall) -> None:
    hall.forbids("buy", RuleEffect.REMOVE, shadow=True)
    events = hall.events(AskQuestion(hall.cid(), "Where to buy?"), ADA)
    assert [type(event) for event in events] == [QuestionAsked, RuleMatched]
    events = hall.events(EditQuestion(1, "Where to buy it?"), ADA)
    assert [type(event) for event in events] == [QuestionEdited, RuleMatched]


@pytest.mark.parametrize("effect", RuleEffect)
def test_an_edit_that_any_rule_matches_is_refused_and_the_first_words_stand(
    hall: Hall, effect: RuleEffect
) -> None:
    id = hall.asks(ADA)
    hall.forbids("buy", effect)
    assert hall.refusal(EditQuestion(id, "Where to buy?"), ADA) is RejectionCode.REFUSED_BY_RULE
    assert hall.seen(id).text == "Why?"


def test_a_draft_is_looked_at_when_it_is_asked_and_not_before(hall: Hall) -> None:
    hall.forbids("buy", RuleEffect.REMOVE)
    id = hall.asks(ADA, "Where to buy?", draft=True)
    hall.events(EditQuestion(id, "Where to buy it?"), ADA)
    assert hall.refusal(SubmitQuestion(id), ADA) is RejectionCode.REFUSED_BY_RULE
    assert hall.seen(id, ADA).state is QuestionState.DRAFT


# ---------------------------------------------------------------- drafts


def test_a_draft_is_seen_by_its_asker_alone(hall: Hall) -> None:
    id = hall.asks(ADA, draft=True)
    assert hall.seen(id, ADA).state is QuestionState.DRAFT
    assert [hall.sees(id, actor) for actor in (None, BO, TESS, OTTO)] == [False] * 4
    assert hall.refusal(VoteQuestion(id, on=True), BO) is RejectionCode.NOT_FOUND


def test_the_clock_of_a_draft_begins_when_it_is_asked(hall: Hall) -> None:
    id = hall.asks(ADA, draft=True, anonymous=True)
    later = hall.asks(BO)
    hall.now += 60
    hall.events(EditQuestion(id, "How?"), ADA)
    hall.events(StartSession(), TESS)
    hall.events(SubmitQuestion(id), ADA)
    question = hall.seen(id)
    assert (question.at, question.text, question.edited_at) == (START + 60, "How?", None)
    assert (question.session, hall.seen(id, TESS).pseudonym) == (1, 1)
    assert [each.id for each in hall.view().questions.items] == [id, later]


def test_a_draft_goes_to_where_a_question_of_its_asker_would_go(hall: Hall) -> None:
    id = hall.asks(ADA, draft=True)
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    hall.events(SubmitQuestion(id), ADA)
    assert hall.state(id) is QuestionState.HELD
    assert not hall.sees(id, BO)


def test_a_draft_that_is_withdrawn_leaves_no_trace(hall: Hall) -> None:
    id = hall.asks(ADA, draft=True)
    hall.events(WithdrawQuestion(id), ADA)
    assert not hall.sees(id, ADA)
    assert hall.asks(ADA) == id + 1
    assert hall.refusal(SubmitQuestion(id), ADA) is RejectionCode.TOO_OLD


# ---------------------------------------------------------------- one's own


def test_an_edit_is_marked_and_says_nothing_when_nothing_changed(hall: Hall) -> None:
    id = hall.asks(ADA)
    hall.now += 5
    assert hall.events(EditQuestion(id, "Why? "), ADA) == []
    hall.events(EditQuestion(id, "Why not?", "Twice."), ADA)
    question = hall.seen(id)
    assert (question.text, question.tried, question.edited_at) == ("Why not?", "Twice.", START + 5)


@pytest.mark.parametrize("actor", [BO, TESS])
def test_nobody_changes_the_question_of_somebody_else(hall: Hall, actor: object) -> None:
    id = hall.asks(ADA)
    assert isinstance(actor, type(BO))
    for command in (SubmitQuestion(id), EditQuestion(id, "Ha."), WithdrawQuestion(id)):
        assert hall.refusal(command, actor) is RejectionCode.NOT_YOURS


def test_what_was_approved_stays_as_it_is_where_every_question_is_approved(hall: Hall) -> None:
    id = hall.asks(ADA)
    own = hall.asks(TESS)
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    assert hall.refusal(EditQuestion(id, "Buy!"), ADA) is RejectionCode.WRONG_STATE
    held = hall.asks(BO)
    hall.events(EditQuestion(held, "How?"), BO)
    hall.events(EditQuestion(own, "How?"), TESS)
    assert [hall.seen(each, TESS).text for each in (id, own, held)] == ["Why?", "How?", "How?"]


def test_the_text_of_a_withdrawn_question_is_gone_for_everybody(hall: Hall) -> None:
    hall.events(AskQuestion(hall.cid(), "Why?", "Twice.", "Once."), ADA)
    hall.events(WithdrawQuestion(1), ADA)
    for actor in (None, ADA, TESS):
        question = hall.seen(1, actor)
        assert question.state is QuestionState.WITHDRAWN
        assert (question.text, question.tried, question.expected) == ("", "", "")


def test_a_held_question_that_is_withdrawn_stays_hidden_from_peers(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    id = hall.asks(ADA)
    hall.events(WithdrawQuestion(id), ADA)
    assert hall.state(id) is QuestionState.WITHDRAWN
    assert not hall.sees(id)
