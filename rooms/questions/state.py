"""What a room remembers of questions: each with nothing hidden, its voters, and what the next event is counted from.

What becomes of a question is in `changes.py`, the same for the room and for clients; who sees what of it is in
`visibility.py`. Here is what no client is told.
"""

from __future__ import annotations

from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from rooms.questions.changes import changed, concerned, new_question
from rooms.questions.events import (
    AnswerStarted,
    AnswerWritten,
    PreModerationSet,
    QuestionArchived,
    QuestionAsked,
    QuestionsEvent,
    QuestionsOrdered,
    QuestionSubmitted,
    QuestionUnmasked,
    QuestionVoted,
    QuestionWithdrawn,
)
from rooms.questions.lifecycle import DONE, LIVE, Verb, after
from rooms.questions.terms import Origin, PreModeration, QuestionOrder, QuestionState
from rooms.questions.view import QuestionsView, QuestionView
from rooms.visibility import Audience, mask_question, sees_question

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

REMEMBERED_ORIGINS = 1000
REMEMBERED_ASKERS = 10_000


class Question(Struct, gc=False):
    """`seen` hides nothing, and `voted` means nothing in it.

    public: it has been in the queue · voters: its own, in the order of voting · inherited: voters of forgotten
    questions that followed it · unmasked_by: operators who asked who asked.
    """

    seen: QuestionView
    public: bool = False
    voters: dict[str, None] = field(default_factory=dict)
    inherited: dict[str, None] = field(default_factory=dict)
    unmasked_by: list[str] = field(default_factory=list)

    @property
    def id(self) -> int:
        return self.seen.id

    @property
    def state(self) -> QuestionState:
        return self.seen.state

    @property
    def asker(self) -> str:
        return self.seen.asker

    @property
    def is_done(self) -> bool:
        return self.state in DONE or self.seen.adopted

    def is_seen_by(self, audience: Audience) -> bool:
        return sees_question(self.state, self.asker, audience, public=self.public)

    def view(self, audience: Audience) -> QuestionView:
        shown = replace(mask_question(self.seen, audience), voted=audience.member in self.voters)
        if audience.is_staff and audience.member in self.unmasked_by:
            return replace(shown, asker=self.asker, asker_name=self.seen.asker_name)
        return shown


class Questions(Struct, gc=False):
    """`items` in the order of asking; `done` and `askers` in the order in which they became so.

    askers: who has had a question in the queue, ever · pseudonyms: by asker, in this session · heard: how many
    questions of an asker were answered in this session, the anonymous ones (True) apart · origins: the question that
    was made of each deferred one, by room and number · live: the focused question · live_until: when the cap ends
    its live answer, in UTC seconds, if one runs · to_review: until when somebody should look at those that are held.
    """

    order: QuestionOrder = QuestionOrder.VOTES
    pre_moderation: PreModeration = PreModeration.OFF
    last_id: int = 0
    last_answer: int = 0
    items: dict[int, Question] = field(default_factory=dict)
    done: dict[int, None] = field(default_factory=dict)
    askers: dict[str, None] = field(default_factory=dict)
    pseudonyms: dict[str, int] = field(default_factory=dict)
    heard: dict[tuple[str, bool], int] = field(default_factory=dict)
    origins: dict[tuple[str, int], int] = field(default_factory=dict)
    live: int | None = None
    live_until: float | None = None
    to_review: dict[int, float] = field(default_factory=dict)

    # ------------------------------------------------------------ ask

    def next_deadline(self) -> float | None:
        live = self.live_question
        capped = None if live is None or live.state is not QuestionState.ANSWERING else self.live_until
        return min((at for at in (capped, *self.to_review.values()) if at is not None), default=None)

    @property
    def live_question(self) -> Question | None:
        """The focused one, being answered or not."""
        return None if self.live is None else self.items[self.live]

    def is_open_of(self, id: int, member: str) -> bool:
        """Whether the member can be called onto the stage with this question."""
        question = self.items.get(id)
        if question is None or question.asker != member:
            return False
        return after(question.state, Verb.FOCUS) is not None

    def is_adopted(self, origin: Origin) -> bool:
        return (origin.room, origin.question) in self.origins

    def pseudonym_of(self, asker: str) -> int:
        """The number under which staff see this asker's anonymous questions of this session, from 1."""
        return self.pseudonyms.get(asker, len(self.pseudonyms) + 1)

    def heard_of(self, asker: str, *, anonymous: bool) -> int:
        """How many questions of this asker were answered in this session: of a kind, or one would give away the other."""
        return self.heard.get((asker, anonymous), 0)

    def view(self, audience: Audience) -> QuestionsView:
        shown = [question.view(audience) for question in self.items.values() if question.is_seen_by(audience)]
        return QuestionsView(self.order, self.pre_moderation, shown)

    # ------------------------------------------------------------ change

    def session_started(self) -> None:
        self.pseudonyms.clear()
        self.heard.clear()

    def apply(self, event: QuestionsEvent) -> None:
        match event:
            case QuestionsOrdered():
                self.order = event.mode
            case PreModerationSet():
                self.pre_moderation = event.mode
            case QuestionAsked():
                self._asked(event)
            case QuestionArchived():
                self._archived(event)
            case QuestionWithdrawn(state=QuestionState.DRAFT):
                del self.items[event.id]
            case QuestionVoted():
                self._voted(event)
            case _:
                self._note(event)
                self._change(event)

    def _asked(self, event: QuestionAsked) -> None:
        self.last_id = event.id
        seen = replace(new_question(event), voted=False)
        self.items[event.id] = Question(seen, voters=dict.fromkeys(event.voters))
        if event.origin is not None:
            self.origins[event.origin.room, event.origin.question] = event.id
            _keep_newest(self.origins, REMEMBERED_ORIGINS)
        self._count_pseudonym(seen)
        self._settle(self.items[event.id])

    def _archived(self, event: QuestionArchived) -> None:
        """Votes for a question that followed another go on counting there."""
        archived = self.items.pop(event.id, None)
        self.to_review.pop(event.id, None)
        self.done.pop(event.id, None)
        if archived is None or archived.seen.merged_into is None:
            return
        followed = self.items.get(archived.seen.merged_into)
        if followed is not None:
            followed.inherited.update(archived.voters | archived.inherited)

    def _voted(self, event: QuestionVoted) -> None:
        question, shown = self.items[event.id], self.items[event.shown]
        if event.on:
            question.voters[event.member] = None
        else:
            question.voters.pop(event.member, None)
            question.inherited.pop(event.member, None)
        shown.seen = replace(shown.seen, votes=event.votes)

    def _note(self, event: QuestionsEvent) -> None:
        match event:
            case AnswerWritten():
                self.last_answer = event.id
            case AnswerStarted():
                self.live_until = event.until
            case QuestionUnmasked():
                self.items[event.id].unmasked_by.append(event.by)
            case QuestionSubmitted():
                self._count_pseudonym(event.question)
            case _:
                pass

    def _change(self, event: QuestionsEvent) -> None:
        for id in concerned(event):
            question = self.items[id]
            before = question.state
            question.seen = changed(question.seen, event)
            self._count_heard(question, before)
            self._settle(question)

    def _count_pseudonym(self, question: QuestionView) -> None:
        if question.pseudonym is not None:
            self.pseudonyms[question.asker] = question.pseudonym

    def _count_heard(self, question: Question, before: QuestionState) -> None:
        if question.state is QuestionState.ANSWERED and before is not QuestionState.ANSWERED:
            who = (question.asker, question.seen.anonymous)
            self.heard[who] = self.heard.get(who, 0) + 1

    def _settle(self, question: Question) -> None:
        """What follows from the state that the question is in now."""
        if question.state is QuestionState.QUEUED and not question.public:
            question.public = True
            self.askers.pop(question.asker, None)
            self.askers[question.asker] = None
            _keep_newest(self.askers, REMEMBERED_ASKERS)
        if not question.is_done:
            self.done.pop(question.id, None)
        elif question.id not in self.done:
            self.done[question.id] = None
        self._settle_review(question)
        if question.state in LIVE:
            self.live = question.id
        elif self.live == question.id:
            self.live = None

    def _settle_review(self, question: Question) -> None:
        until = question.seen.review_by
        if question.state is QuestionState.HELD and until is not None and not question.seen.overdue:
            self.to_review[question.id] = until
        else:
            self.to_review.pop(question.id, None)


def _keep_newest(remembered: dict[_Key, _Value], limit: int) -> None:
    if len(remembered) > limit:
        del remembered[next(iter(remembered))]
