"""Questions that a class leaves open go to the question zone, with their asker, votes and clock.

The class owes them until the zone has confirmed; the zone remembers where each came from, so that hearing of one
twice makes no second. A held question stays: what nobody approved is not handed on. Who follows a question that is
owed to nobody is handed on by themselves, for they are owed an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.obligations.obligation import Obligation
from rooms.obligations.terms import Anchor, AnchorKind
from rooms.questions.answering import ended
from rooms.questions.events import QuestionAdopted, QuestionAsked, QuestionDeferred
from rooms.questions.finding import find_for
from rooms.questions.forgetting import with_forgotten
from rooms.questions.lifecycle import Verb, after
from rooms.questions.limits import one_more_here
from rooms.questions.merging import let_go
from rooms.questions.standing import standing_of
from rooms.questions.state import Question
from rooms.questions.terms import (
    AdoptQuestion,
    AnswerEnd,
    DeferQuestion,
    NoteAdopted,
    Origin,
    QuestionSource,
    QuestionState,
)
from rooms.questions.votes import backers_of, family_in, family_of, followers_in
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role
from rooms.state import RoomState
from rooms.terms import Actor, Target, TargetKind


def defer(room: RoomState, command: DeferQuestion, actor: Actor, now: float) -> Decision:
    question = find_for(room, command.id, actor, Verb.DEFER)
    if isinstance(question, Rejection):
        return question
    if room.kind is RoomKind.ZONE:
        return Rejection(RejectionCode.WRONG_STATE, "this is where deferred questions go")
    return _deferred(room, question, actor.member, now)


def _deferred(room: RoomState, question: Question, by: str, now: float) -> list[AnyEvent]:
    family = family_of(room.questions, question)
    is_left = not _is_owed(room, question) and any(_is_owed(room, each) for each in family)
    followers = let_go(room, question, now) if is_left else []
    apart = [QuestionDeferred(at=now, id=each.id, by=by) for each in followers]
    return [*followers, QuestionDeferred(at=now, id=question.id, by=by), *apart]


def defer_all(room: RoomState, actor: Actor, now: float) -> list[AnyEvent]:
    """Every open question, at the end of a session or of the room. A live answer ends, and counts."""
    if room.kind is RoomKind.ZONE:
        return []
    decided: list[AnyEvent] = []
    for question in room.questions.items.values():
        if question.state is QuestionState.ANSWERING:
            decided.append(ended(room, question, actor.member, AnswerEnd.SESSION, now))
        elif after(question.state, Verb.DEFER) is not None:
            decided += _deferred(room, question, actor.member, now)
    return with_forgotten(room, decided, now)


def owed_questions(room: RoomState) -> Iterator[tuple[Target, AdoptQuestion, NoteAdopted]]:
    """Deferred ones that the zone has not confirmed."""
    followers = followers_in(room.questions)
    for question in room.questions.items.values():
        if question.state is QuestionState.DEFERRED and not question.seen.adopted:
            backers = backers_of(family_in(followers, question))
            yield Target(TargetKind.ZONE), _handed_on(room, question, backers), NoteAdopted(question.id)


def _handed_on(room: RoomState, question: Question, backers: set[str]) -> AdoptQuestion:
    seen, asker = question.seen, room.members.present.get(question.asker)
    return AdoptQuestion(
        origin=Origin(room.life.id, question.id),
        asker=seen.asker,
        asker_name=seen.asker_name,
        asker_role=Role.STUDENT if asker is None else asker.role,
        anonymous=seen.anonymous,
        asked_at=seen.at,
        text=seen.text,
        tried=seen.tried,
        expected=seen.expected,
        voters=sorted(backers - {question.asker}),
        waited=_waited(room, question),
        owed=_is_owed(room, question),
    )


def _waited(room: RoomState, question: Question) -> float:
    """On the clock of what is owed for it, until it was deferred."""
    owed = _owed(room, question)
    return 0.0 if owed is None else owed.consumed


def _is_owed(room: RoomState, question: Question) -> bool:
    owed = _owed(room, question)
    return owed is not None and owed.is_open


def _owed(room: RoomState, question: Question) -> Obligation | None:
    return room.obligations.find(room.obligations.id_at(Anchor(AnchorKind.QUESTION, question.id)))


def adopt(room: RoomState, command: AdoptQuestion, now: float) -> Decision:
    """A room that is full adopts nothing; the class owes the question until there is space."""
    if room.questions.is_adopted(command.origin):
        return []
    refused = one_more_here(room)
    if refused is not None:
        return refused
    standing = standing_of(room, command.asker, anonymous=command.anonymous)
    return [
        QuestionAsked(
            at=now,
            author=command.asker,
            cid=f"{command.origin.room}.{command.origin.question}",  # no client can send a point
            id=room.questions.last_id + 1,
            author_name=command.asker_name,
            text=command.text,
            tried=command.tried,
            expected=command.expected,
            state=QuestionState.QUEUED,
            anonymous=command.anonymous,
            pseudonym=standing.pseudonym,
            asked_at=command.asked_at,
            source=QuestionSource.CLASS,
            origin=command.origin,
            session=standing.session,
            heard=standing.heard,
            voters=command.voters,
            votes=len(command.voters),
            waited=command.waited,
            owed=command.owed,
        )
    ]


def note_adopted(room: RoomState, command: NoteAdopted, now: float) -> Decision:
    """One that was opened again while it was on its way is in the zone all the same, and must not be here, too."""
    question = room.questions.items.get(command.id)
    if question is None or question.seen.adopted:
        return []
    adopted = QuestionAdopted(at=now, id=command.id)
    if question.state is QuestionState.DEFERRED:
        return with_forgotten(room, [adopted], now)
    if after(question.state, Verb.DEFER) is None:
        return []
    return with_forgotten(room, [*_deferred(room, question, "", now), adopted], now)
