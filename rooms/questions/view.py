"""What is seen of questions: a board in the order of asking, which each client sorts as `order` says."""

from __future__ import annotations

from msgspec import Struct

from rooms.chat.terms import AuthorKind
from rooms.questions.terms import (
    AnswerMode,
    DismissReason,
    HoldReason,
    PreModeration,
    QuestionOrder,
    QuestionSource,
    QuestionState,
)
from rooms.roles import Role


class AnswerView(Struct, frozen=True, gc=False):
    """A private one is seen by the asker, its author and staff."""

    id: int
    at: float
    author: str
    author_name: str
    author_kind: AuthorKind
    role: Role
    text: str
    private: bool = False
    endorsed: bool = False


class QuestionView(Struct, frozen=True, gc=False):
    """`asker` and `asker_name` are empty where the asker is hidden; one sees one's own. `pseudonym` is for staff.

    `votes` counts the members of this and of all that follow it, and stands still while it follows another itself;
    `voted` is the viewer's own vote for this one. `answered_by` is a member.
    `heard`: how often the asker's questions were answered before in this session, named and anonymous ones apart;
    None where it could tell who asked.
    `place` is the position in manual order, from 0, or None while it was never moved. `adopted`: a deferred one is in the
    question zone now, and goes on there. `review_by`: until then somebody should have looked at a held one; `overdue`:
    nobody has.
    """

    id: int
    at: float
    asker: str
    asker_name: str
    text: str
    state: QuestionState
    tried: str = ""
    expected: str = ""
    anonymous: bool = False
    pseudonym: int | None = None
    held_for: HoldReason | None = None
    source: QuestionSource = QuestionSource.PANEL
    message: int | None = None
    session: int | None = None
    votes: int = 0
    voted: bool = False
    heard: int | None = None
    place: int | None = None
    edited_at: float | None = None
    changed_at: float | None = None  # when it came to its state
    answering_since: float | None = None
    answered_by: str = ""
    mode: AnswerMode | None = None
    note: str = ""
    answers: list[AnswerView] = []
    dismissed_for: DismissReason | None = None
    merged_into: int | None = None
    reopened: int = 0
    adopted: bool = False
    review_by: float | None = None
    overdue: bool = False


class QuestionsView(Struct, frozen=True):
    """In the order of asking; how to sort them is `order`, which everybody sees."""

    order: QuestionOrder = QuestionOrder.VOTES
    pre_moderation: PreModeration = PreModeration.OFF
    items: list[QuestionView] = []
