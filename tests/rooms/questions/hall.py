"""A lecture hall for tests of questions: everybody is here, every event is held to the snapshot law, asking is short."""

from __future__ import annotations

from rooms.commands import AnyCommand
from rooms.decision import Refused
from rooms.kinds import RoomKind
from rooms.life.terms import Tick
from rooms.members.terms import Leave
from rooms.moderation.terms import ContentRule, RuleEffect, RuleKind, SetContentRules
from rooms.questions.events import AnswerEnded, QuestionArchived, QuestionAsked
from rooms.questions.terms import AskQuestion, QuestionState, WriteAnswer
from rooms.questions.view import QuestionView
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role
from rooms.terms import SYSTEM, Actor
from rooms.visibility import Audience, audience_of
from tests.support.law import ADA, AUDIENCES, EVERYBODY, TESS, LawRig
from tests.support.rooms import person

DAY = 24 * 3600.0


class Hall(LawRig):
    """`audiences=()` for tests with so many questions that checking the law each time would take long."""

    def __init__(self, kind: RoomKind = RoomKind.QA, audiences: tuple[Audience, ...] = AUDIENCES) -> None:
        self._cids = 0
        super().__init__(kind, audiences)
        self.enter(*EVERYBODY)

    def cid(self) -> str:
        self._cids += 1
        return f"cid-{self._cids:06d}"

    def asks(
        self, actor: Actor = ADA, text: str = "Why?", *, anonymous: bool = False, draft: bool = False
    ) -> int:
        """The number of a new question."""
        self.events(AskQuestion(self.cid(), text, anonymous=anonymous, draft=draft), actor)
        return self.newest(actor)

    def newest(self, actor: Actor) -> int:
        return self.view(actor).questions.items[-1].id

    def answers(self, question: int, actor: Actor, text: str = "Because.", *, private: bool = False) -> int:
        """The number of a new answer."""
        self.events(WriteAnswer(self.cid(), question, text, private), actor)
        return self.seen(question, actor).answers[-1].id

    def crowd(self, questions: int, state: QuestionState = QuestionState.QUEUED) -> None:
        """So many questions of people who have left, five of each."""
        first = self.ever_asked() + 1
        for id in range(first, first + questions):
            asker = f"student-{id // 5}"
            asked = QuestionAsked(
                at=self.now,
                author=asker,
                cid=self.cid(),
                id=id,
                author_name=asker,
                text="Why?",
                state=state,
                asked_at=self.now,
            )
            self.room.apply(asked)
            self.log.append(asked)

    def ever_asked(self) -> int:
        """How many questions were ever asked here, drafts among them."""
        return sum(isinstance(event, QuestionAsked) for event in self.log)

    # ------------------------------------------------------------ what came of it

    def seen(self, id: int, actor: Actor | None = None) -> QuestionView:
        """The question as this member sees it; without one, as everybody does."""
        return next(question for question in self.view(actor).questions.items if question.id == id)

    def sees(self, id: int, actor: Actor | None = None) -> bool:
        return any(question.id == id for question in self.view(actor).questions.items)

    def state(self, id: int) -> QuestionState:
        """As staff see it."""
        return self.seen(id, TESS).state

    def refusal(self, command: AnyCommand, actor: Actor = SYSTEM) -> RejectionCode:
        decision = self.ask(command, actor)
        if isinstance(decision, Refused):
            return decision.rejection.code
        assert isinstance(decision, Rejection), decision
        return decision.code

    def ended(self) -> list[AnswerEnded]:
        """The live answers that time ends now."""
        before = len(self.log)
        while self.events(Tick()):
            pass
        return [event for event in self.log[before:] if isinstance(event, AnswerEnded)]

    def forgotten(self) -> list[int]:
        return [event.id for event in self.log if isinstance(event, QuestionArchived)]

    # ------------------------------------------------------------ circumstances

    def forbids(self, word: str, effect: RuleEffect, *, shadow: bool = False) -> None:
        """A content rule against a word."""
        rule = ContentRule("word", RuleKind.KEYWORDS, effect, [word], shadow=shadow)
        self.events(SetContentRules([rule], []), TESS)

    def leaves(self, actor: Actor) -> None:
        self.events(Leave(), actor)

    def returns_as(self, actor: Actor, role: Role) -> Actor:
        """The same member, with another role from now on."""
        again = person(actor.member, role)
        self.enter(again)
        return again


def audience(actor: Actor) -> Audience:
    return audience_of(actor.member, actor.role)
