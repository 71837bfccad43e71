"""Duplicates: one question follows another, which then has the votes of both. It can be undone for a day."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.questions.events import QuestionMerged, QuestionUnmerged
from rooms.questions.finding import find, find_for, refusal
from rooms.questions.lifecycle import Verb
from rooms.questions.state import Question
from rooms.questions.terms import MergeQuestions, UnmergeQuestion
from rooms.questions.votes import backers_of, canonical_of, count, family_in, family_of, followers_in
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor

UNDO_SECONDS = 24 * 3600


def merge(room: RoomState, command: MergeQuestions, actor: Actor, now: float) -> Decision:
    question = find_for(room, command.id, actor, Verb.MERGE)
    if isinstance(question, Rejection):
        return question
    into = _canonical(room, command.into, actor)
    if isinstance(into, Rejection):
        return into
    if into is question:
        return Rejection(RejectionCode.WRONG_STATE, "it would follow itself")
    family = [*family_of(room.questions, into), *family_of(room.questions, question)]
    votes = count(into, backers_of(family))
    return [QuestionMerged(at=now, id=question.id, into=into.id, by=actor.member, votes=votes)]


def _canonical(room: RoomState, id: int, actor: Actor) -> Question | Rejection:
    question = find(room, id, actor)
    if isinstance(question, Rejection):
        return question
    canonical = canonical_of(room.questions, question)
    if canonical is None:
        return Rejection(RejectionCode.TOO_OLD, "the question that it follows")
    if not canonical.public:
        return Rejection(RejectionCode.WRONG_STATE, "peers do not see it")
    return refusal(canonical, Verb.RECEIVE) or canonical


def unmerge(room: RoomState, command: UnmergeQuestion, actor: Actor, now: float) -> Decision:
    question = find_for(room, command.id, actor, Verb.UNMERGE)
    if isinstance(question, Rejection):
        return question
    merged_at = question.seen.changed_at or 0.0
    if now - merged_at > UNDO_SECONDS:
        return Rejection(RejectionCode.TOO_OLD, "a merge can be undone for a day")
    into = canonical_of(room.questions, question)
    if into is None:
        return Rejection(RejectionCode.TOO_OLD, "the question that it follows")
    family = family_of(room.questions, question)
    rest = [each for each in family_of(room.questions, into) if each not in family]
    return [_apart(question, family, into, rest, actor.member, now)]


def let_go(room: RoomState, into: Question, now: float) -> list[QuestionUnmerged]:
    """Who followed a question that goes away is back in the queue: their askers still wait. Nobody is named as who did it."""
    followers = followers_in(room.questions)
    rest = family_in(followers, into)
    apart: list[QuestionUnmerged] = []
    for question in followers.get(into.id, ()):
        family = family_in(followers, question)
        rest = [each for each in rest if each not in family]
        apart.append(_apart(question, family, into, rest, "", now))
    return apart


def _apart(
    question: Question, family: list[Question], into: Question, rest: list[Question], by: str, now: float
) -> QuestionUnmerged:
    """`family` goes with `question`, `rest` stays with `into`."""
    return QuestionUnmerged(
        at=now,
        id=question.id,
        into=into.id,
        by=by,
        votes=count(question, backers_of(family)),
        into_votes=count(into, backers_of(rest)),
    )
