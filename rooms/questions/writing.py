"""Answers in writing, several to a question, and which one of them counts.

What staff write settles an open question, private or not. What a peer writes settles it when staff or the asker
endorse it. Nobody answers their own question.
"""

from __future__ import annotations

from rooms.decision import Decision, Refused
from rooms.questions.asking import visible
from rooms.questions.events import AnswerEndorsed, AnswerWritten
from rooms.questions.finding import find, is_run_by, refusal, role_of
from rooms.questions.lifecycle import Verb, after
from rooms.questions.pre_moderation import screened
from rooms.questions.state import Question
from rooms.questions.terms import AnswerMode, EndorseAnswer, QuestionState, WriteAnswer
from rooms.questions.view import AnswerView
from rooms.questions.votes import canonical_of
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import is_staff
from rooms.state import RoomState
from rooms.terms import Actor

ANSWERS_PER_QUESTION = 50


def write(room: RoomState, command: WriteAnswer, actor: Actor, now: float) -> Decision:
    question = _meant(room, command, actor)
    if isinstance(question, Rejection):
        return question
    refused = _refusal(room, command, question, actor)
    if refused is not None:
        return refused
    noted = screened(room, actor, command.text, now)
    if isinstance(noted, Refused):
        return noted
    return [_written(room, command, question, actor, now), *noted]


def _meant(room: RoomState, command: WriteAnswer, actor: Actor) -> Question | Rejection:
    """Whoever answers a question that follows another answers that one."""
    question = find(room, command.question, actor)
    if isinstance(question, Rejection):
        return question
    leading = canonical_of(room.questions, question) or question
    return refusal(leading, Verb.WRITE) or leading


def _refusal(room: RoomState, command: WriteAnswer, question: Question, actor: Actor) -> Rejection | None:
    if question.asker == actor.member:
        return Rejection(RejectionCode.NOT_PERMITTED, "nobody answers their own question")
    if command.private and not is_run_by(room, actor):
        return Rejection(RejectionCode.NOT_PERMITTED, "private answers are for staff to give")
    if not visible(command.text):
        return Rejection(RejectionCode.EMPTY_MESSAGE)
    if len(question.seen.answers) >= ANSWERS_PER_QUESTION:
        return Rejection(RejectionCode.TOO_MANY, f"{ANSWERS_PER_QUESTION} answers to one question")
    return None


def _written(
    room: RoomState, command: WriteAnswer, question: Question, actor: Actor, now: float
) -> AnswerWritten:
    settles = question.state is not QuestionState.ANSWERED
    settles = settles and after(question.state, Verb.WRITE) is QuestionState.ANSWERED
    return AnswerWritten(
        at=now,
        author=actor.member,
        cid=command.cid,
        question=question.id,
        id=room.questions.last_answer + 1,
        author_name=room.members.name_of(actor),
        role=role_of(room, actor),
        text=command.text.strip(),
        asker=question.asker,
        private=command.private,
        resolves=settles and is_run_by(room, actor),
        public=question.public,
    )


def endorse(room: RoomState, command: EndorseAnswer, actor: Actor, now: float) -> Decision:
    question = find(room, command.question, actor)
    if isinstance(question, Rejection):
        return question
    is_staffs = is_run_by(room, actor)
    if question.asker != actor.member and not is_staffs:
        return Rejection(RejectionCode.NOT_YOURS)
    answer = next((answer for answer in question.seen.answers if answer.id == command.answer), None)
    if answer is None:
        return Rejection(RejectionCode.NOT_FOUND, f"answer {command.answer}")
    if answer.endorsed:
        return []
    refused = refusal(question, Verb.ENDORSE) or _decided(question, is_staffs)
    return refused or [_endorsed(question, answer, actor, now)]


def _decided(question: Question, is_staffs: bool) -> Rejection | None:
    """The first one that is endorsed counts; only staff may think again."""
    if not is_staffs and any(answer.endorsed for answer in question.seen.answers):
        return Rejection(RejectionCode.WRONG_STATE, "another answer is endorsed")
    return None


def _endorsed(question: Question, answer: AnswerView, actor: Actor, now: float) -> AnswerEndorsed:
    return AnswerEndorsed(
        at=now,
        question=question.id,
        answer=answer.id,
        by=actor.member,
        mode=AnswerMode.TEXT if is_staff(answer.role) else AnswerMode.PEER,
        author=answer.author,
        asker=question.asker,
        anonymous=question.seen.anonymous,
        public=question.public,
    )
