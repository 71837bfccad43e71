"""Every command has a rule, and whatever is asked: the snapshot law, the table of states and the bounds hold."""

from __future__ import annotations

from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rooms.commands import AnyCommand
from rooms.life.terms import EndSession, StartSession, Tick
from rooms.questions import terms as questions
from rooms.questions.lifecycle import LIVE, TRANSITIONS
from rooms.questions.rules import RULES
from rooms.questions.terms import (
    DismissReason,
    NoteAdopted,
    PreModeration,
    QuestionOrder,
    QuestionsCommand,
    QuestionState,
)
from rooms.terms import SYSTEM, Actor
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, BO, CHEN, OTTO, TESS, TOM

State = QuestionState
ids = st.integers(1, 7)
flags = st.booleans()
students = st.sampled_from((ADA, BO, CHEN))
staff = st.sampled_from((TESS, TOM, OTTO))


def test_every_command_has_its_rule() -> None:
    assert set(RULES) == set(get_args(QuestionsCommand))


class BoardMachine(RuleBasedStateMachine):
    """A hall in which anything is asked; every single event is held to the snapshot law by the hall itself."""

    def __init__(self) -> None:
        super().__init__()
        self.hall = Hall()
        self.states: dict[int, QuestionState] = {}

    def ask(self, command: AnyCommand, actor: Actor = SYSTEM) -> None:
        """What one event does to a state is one step of the table."""
        before = len(self.hall.log)
        self.hall.ask(command, actor)
        if len(self.hall.log) == before:
            return
        states = self._states()
        for id, state in states.items():
            former = self.states.get(id)
            if former is not None and state is not former:
                assert state in _reachable(former), (former, state)
        self.states = states

    def _states(self) -> dict[int, QuestionState]:
        views = [self.hall.view(actor).questions.items for actor in (TESS, ADA, BO, CHEN)]
        return {question.id: question.state for items in views for question in items}

    @rule(actor=students, anonymous=flags, draft=flags)
    def asks(self, actor: Actor, anonymous: bool, draft: bool) -> None:
        self.ask(questions.AskQuestion(self.hall.cid(), "Why?", anonymous=anonymous, draft=draft), actor)

    @rule(actor=st.one_of(students, staff), id=ids, on=flags)
    def votes(self, actor: Actor, id: int, on: bool) -> None:
        self.ask(questions.VoteQuestion(id, on), actor)

    @rule(
        actor=students,
        command=st.one_of(
            st.builds(questions.SubmitQuestion, ids),
            st.builds(questions.EditQuestion, ids, st.sampled_from(["How?", "When?"])),
            st.builds(questions.WithdrawQuestion, ids),
            st.builds(questions.EndorseAnswer, ids, st.integers(1, 4)),
            st.builds(questions.ReopenQuestion, ids),
        ),
    )
    def minds_its_own(self, actor: Actor, command: QuestionsCommand) -> None:
        self.ask(command, actor)

    @rule(actor=st.sampled_from((CHEN, TESS, TOM)), id=ids, private=flags)
    def writes(self, actor: Actor, id: int, private: bool) -> None:
        self.ask(questions.WriteAnswer(self.hall.cid(), id, "So.", private), actor)

    @rule(
        actor=staff,
        command=st.one_of(
            st.builds(questions.ApproveQuestion, ids),
            st.builds(questions.FocusQuestion, st.none() | ids),
            st.builds(questions.StartAnswer, ids),
            st.builds(questions.EndAnswer, ids, flags),
            st.builds(questions.EndorseAnswer, ids, st.integers(1, 4)),
            st.builds(questions.DismissQuestion, ids, st.sampled_from(DismissReason)),
            st.builds(questions.ReopenQuestion, ids),
            st.builds(questions.MergeQuestions, ids, ids),
            st.builds(questions.UnmergeQuestion, ids),
            st.builds(questions.DeferQuestion, ids),
            st.builds(questions.MoveQuestion, ids, st.integers(0, 5)),
        ),
    )
    def runs(self, actor: Actor, command: QuestionsCommand) -> None:
        self.ask(command, actor)

    @rule(
        command=st.one_of(
            st.builds(questions.OrderQuestions, st.sampled_from(QuestionOrder)),
            st.builds(questions.SetPreModeration, st.sampled_from(PreModeration)),
            st.sampled_from([StartSession(), EndSession()]),
        )
    )
    def arranges(self, command: AnyCommand) -> None:
        self.ask(command, TESS)

    @rule(id=ids)
    def unmasks(self, id: int) -> None:
        self.ask(questions.UnmaskQuestion(id, "A threat."), OTTO)

    @rule(id=ids)
    def zone_confirms(self, id: int) -> None:
        self.ask(NoteAdopted(id))

    @rule(seconds=st.sampled_from([1.0, 300.0, 90_000.0]))
    def waits(self, seconds: float) -> None:
        self.hall.now += seconds
        self.ask(Tick())

    @invariant()
    def at_most_one_question_is_live(self) -> None:
        live = [id for id, state in self.states.items() if state in LIVE]
        assert len(live) <= 1

    @invariant()
    def a_live_answer_has_a_deadline(self) -> None:
        deadline = self.hall.room.next_deadline()
        assert deadline is not None or State.ANSWERING not in self.states.values()

    @invariant()
    def votes_are_never_more_than_members_and_never_negative(self) -> None:
        for question in self.hall.view(TESS).questions.items:
            assert 0 <= question.votes <= len(self.hall.room.present())

    @invariant()
    def what_is_answered_has_a_mode_and_a_person_and_at_most_one_answer_is_endorsed(self) -> None:
        for question in self.hall.view(TESS).questions.items:
            if question.state is State.ANSWERED:
                assert question.mode is not None
                assert question.answered_by
            assert sum(answer.endorsed for answer in question.answers) <= 1


def _reachable(state: QuestionState) -> set[QuestionState]:
    """By one verb; a draft may be held, and a question may be focused and started at once, or stopped and dismissed."""
    reached = set(TRANSITIONS[state].values())
    return reached | {State.HELD} if state is State.DRAFT else reached


BoardMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestBoard = BoardMachine.TestCase
