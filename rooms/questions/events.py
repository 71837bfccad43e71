"""What happened to questions and answers. An event that makes a question visible to more people carries it."""

from __future__ import annotations

from rooms.chat.terms import AuthorKind
from rooms.questions.terms import (
    AnswerEnd,
    AnswerMode,
    DismissReason,
    HoldReason,
    Origin,
    PreModeration,
    QuestionOrder,
    QuestionSource,
    QuestionState,
)
from rooms.questions.view import QuestionView
from rooms.roles import Role
from rooms.terms import Created, Event


class QuestionAsked(Created, frozen=True, tag="question_asked", kw_only=True):
    """`author` is the asker. `state` is draft, held or queued. `pseudonym` counts the anonymous askers of a session."""

    id: int
    author_name: str
    text: str
    state: QuestionState
    asked_at: float
    tried: str = ""
    expected: str = ""
    anonymous: bool = False
    pseudonym: int | None = None
    held_for: HoldReason | None = None
    source: QuestionSource = QuestionSource.PANEL
    message: int | None = None
    origin: Origin | None = None
    session: int | None = None
    heard: int | None = None
    voters: list[str] = []
    votes: int = 0  # how many voters there are, for who may not know who
    by: str = ""  # who converted it, if not the asker
    waited: float = 0.0  # in the class that deferred it, in seconds of the clock there
    owed: bool = True  # False: that class owed nobody an answer to it any more
    review_by: float | None = None  # until then somebody should have looked at a held one


class QuestionSubmitted(Event, frozen=True, tag="question_submitted", kw_only=True):
    """A draft was asked: it carries the question, which nobody else has."""

    id: int
    question: QuestionView


class QuestionEdited(Event, frozen=True, tag="question_edited", kw_only=True):
    """`state` says who sees it: a draft its asker, a held one staff too."""

    id: int
    asker: str
    text: str
    tried: str
    expected: str
    state: QuestionState


class QuestionWithdrawn(Event, frozen=True, tag="question_withdrawn", kw_only=True):
    """Its text is gone for everybody. `state` is what it was in, and says who sees this."""

    id: int
    asker: str
    state: QuestionState


class QuestionVoted(Event, frozen=True, tag="question_voted", kw_only=True):
    """`votes` is what the question `shown` (itself, or the one it follows) now has."""

    id: int
    member: str
    on: bool
    shown: int
    votes: int


class QuestionApproved(Event, frozen=True, tag="question_approved", kw_only=True):
    """Now in the queue: it carries the question, which peers have not seen."""

    id: int
    by: str
    question: QuestionView


class QuestionOverdue(Event, frozen=True, tag="question_overdue", kw_only=True):
    """Nobody has looked at a held one in time. Once for each."""

    id: int
    asker: str


class QuestionFocused(Event, frozen=True, tag="question_focused", kw_only=True):
    id: int
    by: str


class QuestionUnfocused(Event, frozen=True, tag="question_unfocused", kw_only=True):
    id: int
    by: str


class AnswerStarted(Event, frozen=True, tag="answer_started", kw_only=True):
    """`offset_ms` is counted from the start of the session; None when none runs. `until`: when the cap ends it."""

    id: int
    by: str
    until: float
    offset_ms: int | None = None


class AnswerEnded(Event, frozen=True, tag="answer_ended", kw_only=True):
    """`answered=False`: back in the queue."""

    id: int
    by: str
    why: AnswerEnd
    answered: bool = True
    note: str = ""
    offset_ms: int | None = None


class AnswerWritten(Created, frozen=True, tag="answer_written", kw_only=True):
    """`asker` may read it even if it is private. `resolves`: the question is answered by it (staff wrote it).

    Peers are told of a private one that resolves, without its text.
    """

    question: int
    id: int
    author_name: str
    role: Role
    text: str
    asker: str
    private: bool = False
    resolves: bool = False
    public: bool = True  # whether peers see the question
    author_kind: AuthorKind = AuthorKind.PERSON


class AnswerEndorsed(Event, frozen=True, tag="answer_endorsed", kw_only=True):
    """`author` wrote the answer. When an `anonymous` asker endorses it, others are not told who did."""

    question: int
    answer: int
    by: str
    mode: AnswerMode
    author: str
    asker: str
    anonymous: bool = False
    public: bool = True


class QuestionDismissed(Event, frozen=True, tag="question_dismissed", kw_only=True):
    """`public`: whether peers ever saw it. `readable=False`: its text is gone for who sees this."""

    id: int
    asker: str
    by: str
    reason: DismissReason
    note: str
    public: bool
    readable: bool = True


class QuestionReopened(Event, frozen=True, tag="question_reopened", kw_only=True):
    """It carries the question: a text that was hidden with its dismissal is seen again."""

    id: int
    by: str
    note: str
    question: QuestionView


class QuestionMerged(Event, frozen=True, tag="question_merged", kw_only=True):
    """`votes` is what `into` now has."""

    id: int
    into: int
    by: str
    votes: int


class QuestionUnmerged(Event, frozen=True, tag="question_unmerged", kw_only=True):
    """Back in the queue. `by` is empty when the followed question was withdrawn. `votes` is what it has, `into_votes` what the other one is left with."""

    id: int
    into: int
    by: str
    votes: int
    into_votes: int


class QuestionDeferred(Event, frozen=True, tag="question_deferred", kw_only=True):
    id: int
    by: str


class QuestionAdopted(Event, frozen=True, tag="question_adopted", kw_only=True):
    """The question zone has it."""

    id: int


class QuestionUnmasked(Event, frozen=True, tag="question_unmasked", kw_only=True):
    """Staff see that it happened; `asker` and `asker_name` are for the operator who asked."""

    id: int
    by: str
    reason: str
    asker: str
    asker_name: str


class QuestionsOrdered(Event, frozen=True, tag="questions_ordered", kw_only=True):
    mode: QuestionOrder
    by: str


class QuestionMoved(Event, frozen=True, tag="question_moved", kw_only=True):
    """`places` are the manual positions of all queued questions after this."""

    id: int
    by: str
    places: dict[int, int]


class PreModerationSet(Event, frozen=True, tag="pre_moderation_set", kw_only=True):
    mode: PreModeration
    by: str


class QuestionArchived(Event, frozen=True, tag="question_archived", kw_only=True):
    """Done long ago: rooms forget it, the log and the export do not."""

    id: int


QuestionsEvent = (
    QuestionAsked
    | QuestionSubmitted
    | QuestionEdited
    | QuestionWithdrawn
    | QuestionVoted
    | QuestionApproved
    | QuestionOverdue
    | QuestionFocused
    | QuestionUnfocused
    | AnswerStarted
    | AnswerEnded
    | AnswerWritten
    | AnswerEndorsed
    | QuestionDismissed
    | QuestionReopened
    | QuestionMerged
    | QuestionUnmerged
    | QuestionDeferred
    | QuestionAdopted
    | QuestionUnmasked
    | QuestionsOrdered
    | QuestionMoved
    | PreModerationSet
    | QuestionArchived
)
