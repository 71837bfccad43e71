"""Events of questions and their answers, as a room would have decided them: `ada` asks, `tess` is staff, `bo` is not."""

from __future__ import annotations

from rooms.chat.terms import AuthorKind
from rooms.questions.events import AnswerEndorsed, AnswerWritten, QuestionAsked, QuestionReopened
from rooms.questions.terms import AnswerMode, QuestionState
from rooms.questions.view import AnswerView, QuestionView
from rooms.roles import Role


def asked(
    id: int, text: str, *, state: QuestionState = QuestionState.QUEUED, anonymous: bool = False
) -> QuestionAsked:
    return QuestionAsked(
        at=float(id),
        id=id,
        author="ada",
        author_name="Ada",
        cid=f"question-{id:04}",
        text=text,
        state=state,
        asked_at=float(id),
        anonymous=anonymous,
    )


def written(
    question: int,
    id: int,
    text: str = "",
    *,
    role: Role = Role.TA,
    kind: AuthorKind = AuthorKind.PERSON,
    private: bool = False,
    resolves: bool | None = None,
) -> AnswerWritten:
    """The answer of staff resolves the question, unless said otherwise."""
    by_staff = role is Role.TA
    return AnswerWritten(
        at=100.0 + id,
        question=question,
        id=id,
        author="tess" if by_staff else "bo",
        author_name="Tess" if by_staff else "Bo",
        author_kind=kind,
        cid=f"answer-{id:06}",
        role=role,
        text=text or f"answer {id}",
        asker="ada",
        private=private,
        resolves=by_staff if resolves is None else resolves,
    )


def endorsed(question: int, answer: int) -> AnswerEndorsed:
    return AnswerEndorsed(
        at=200.0,
        question=question,
        answer=answer,
        by="ada",
        mode=AnswerMode.PEER,
        author="bo",
        asker="ada",
    )


def reopened(question: QuestionAsked, *answers: AnswerWritten) -> QuestionReopened:
    shown = [
        AnswerView(
            each.id,
            each.at,
            each.author,
            each.author_name,
            each.author_kind,
            each.role,
            each.text,
            each.private,
        )
        for each in answers
    ]
    seen = QuestionView(
        question.id, question.asked_at, "ada", "Ada", question.text, QuestionState.QUEUED, answers=shown
    )
    return QuestionReopened(at=300.0, id=question.id, by="ada", note="", question=seen)
