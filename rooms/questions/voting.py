"""One vote per member for a question and all that follow it. Nobody votes for their own."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.questions.events import QuestionVoted
from rooms.questions.finding import find, refusal
from rooms.questions.lifecycle import Verb
from rooms.questions.state import Question
from rooms.questions.terms import VoteQuestion
from rooms.questions.votes import backers_of, canonical_of, count, family_of
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor


def vote(room: RoomState, command: VoteQuestion, actor: Actor, now: float) -> Decision:
    question = find(room, command.id, actor)
    if isinstance(question, Rejection):
        return question
    canonical = canonical_of(room.questions, question)
    if canonical is None:
        return Rejection(RejectionCode.TOO_OLD, "the question that it follows")
    if actor.member in (question.asker, canonical.asker):
        return Rejection(RejectionCode.NOT_PERMITTED, "nobody votes for their own question")
    refused = refusal(canonical, Verb.VOTE)
    return refused or _voted(room, canonical, command.on, actor.member, now)


def _voted(room: RoomState, canonical: Question, on: bool, member: str, now: float) -> Decision:
    """A vote may have been given to one that follows: taken back there, it counts no more here."""
    family = family_of(room.questions, canonical)
    backers = backers_of(family)
    if on == (member in backers):
        return []
    changed = [canonical] if on else [each for each in family if member in backers_of([each])]
    votes = count(canonical, backers | {member} if on else backers - {member})
    return [
        QuestionVoted(at=now, id=each.id, member=member, on=on, shown=canonical.id, votes=votes)
        for each in changed
    ]
