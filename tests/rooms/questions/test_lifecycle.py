"""The table of states and verbs, as people meet it: what leads where, and that nothing else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rooms.life.terms import EndSession, StartSession
from rooms.questions.lifecycle import DONE, LIVE, OPEN, TRANSITIONS, Verb, after
from rooms.questions.terms import (
    ApproveQuestion,
    DeferQuestion,
    DismissQuestion,
    DismissReason,
    EditQuestion,
    EndAnswer,
    FocusQuestion,
    MergeQuestions,
    PreModeration,
    QuestionsCommand,
    QuestionState,
    ReopenQuestion,
    SetPreModeration,
    StartAnswer,
    SubmitQuestion,
    UnmergeQuestion,
    VoteQuestion,
    WithdrawQuestion,
    WriteAnswer,
)
from rooms.rejections import RejectionCode
from rooms.terms import Actor
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, BO, GIL, TESS

State = QuestionState


def _in(state: QuestionState) -> tuple[Hall, int]:
    """A hall with another question and Ada's, which is in `state`."""
    hall = Hall()
    hall.events(StartSession(), TESS)
    other = hall.asks(GIL, "Another?")
    if state is State.HELD:
        hall.events(SetPreModeration(PreModeration.ALL), TESS)
    id = hall.asks(ADA, draft=state is State.DRAFT)
    on_the_way: dict[QuestionState, list[tuple[QuestionsCommand, Actor]]] = {
        State.FOCUSED: [(FocusQuestion(id), TESS)],
        State.ANSWERING: [(StartAnswer(id), TESS)],
        State.ANSWERED: [(StartAnswer(id), TESS), (EndAnswer(id), TESS)],
        State.DISMISSED: [(DismissQuestion(id, DismissReason.NO_TIME), TESS)],
        State.MERGED: [(MergeQuestions(id, other), TESS)],
        State.DEFERRED: [(DeferQuestion(id), TESS)],
        State.WITHDRAWN: [(WithdrawQuestion(id), ADA)],
    }
    for command, actor in on_the_way.get(state, []):
        hall.events(command, actor)
    assert hall.seen(id, ADA).state is state
    return hall, id


COMMANDS: dict[Verb, tuple[Callable[[int], QuestionsCommand], Actor]] = {
    Verb.SUBMIT: (SubmitQuestion, ADA),
    Verb.EDIT: (lambda id: EditQuestion(id, "Why, then?"), ADA),
    Verb.WITHDRAW: (WithdrawQuestion, ADA),
    Verb.APPROVE: (ApproveQuestion, TESS),
    Verb.VOTE: (lambda id: VoteQuestion(id, on=True), BO),
    Verb.FOCUS: (FocusQuestion, TESS),
    Verb.START: (StartAnswer, TESS),
    Verb.END: (EndAnswer, TESS),
    Verb.RETURN: (lambda id: EndAnswer(id, answered=False), TESS),
    Verb.WRITE: (lambda id: WriteAnswer("cid-written", id, "Because."), TESS),
    Verb.DISMISS: (lambda id: DismissQuestion(id, DismissReason.UNCLEAR), TESS),
    Verb.REOPEN: (ReopenQuestion, TESS),
    Verb.MERGE: (lambda id: MergeQuestions(id, 1), TESS),
    Verb.UNMERGE: (UnmergeQuestion, TESS),
    Verb.DEFER: (DeferQuestion, TESS),
}
"""Verbs that are commands of their own, and who uses them here."""


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", COMMANDS)
def test_a_verb_leads_where_the_table_says_and_is_refused_elsewhere(state: QuestionState, verb: Verb) -> None:
    hall, id = _in(state)
    command_of, actor = COMMANDS[verb]
    led_to = after(state, verb)
    if state is State.MERGED and verb is Verb.VOTE:
        led_to = State.MERGED  # the vote is for the one that it follows
    if state is State.MERGED and verb is Verb.WRITE:
        led_to = State.MERGED  # and so is the answer
    command = command_of(id)
    if led_to is not None:
        hall.events(command, actor)
        left = [question.state for question in hall.view(ADA).questions.items if question.id == id]
        assert left == ([] if (state, verb) == (State.DRAFT, Verb.WITHDRAW) else [led_to])
    else:
        hidden = not hall.sees(id, actor)
        code = RejectionCode.NOT_FOUND if hidden else RejectionCode.WRONG_STATE
        assert hall.refusal(command, actor) is code
        assert hall.seen(id, ADA).state is state


def test_unfocusing_and_the_end_of_class_follow_the_table_too() -> None:
    hall, id = _in(State.FOCUSED)
    hall.events(FocusQuestion(None), TESS)
    assert hall.state(id) is after(State.FOCUSED, Verb.UNFOCUS)
    hall.events(EndSession(), TESS)
    assert hall.state(id) is after(State.QUEUED, Verb.DEFER)


def test_every_state_has_its_row_and_every_row_leads_to_states_that_are_reached_by_it() -> None:
    assert set(TRANSITIONS) == set(State)
    reached = {state for row in TRANSITIONS.values() for state in row.values()}
    assert set(State) - reached == set(), "no verb leads there"


def test_a_question_is_waiting_or_done_or_put_off_but_never_two_of_these() -> None:
    assert not OPEN & DONE
    assert LIVE < OPEN
    assert set(State) - OPEN - DONE == {State.DRAFT, State.DEFERRED}
