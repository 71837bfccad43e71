"""Reports to the staff's private queue, and appeals against what was done to oneself.

Nobody decides a case about themselves: not a report on them, nor their own appeal. What a granted appeal undoes is in
`appeals.py`.
"""

from __future__ import annotations

from typing import assert_never

from rooms.decision import Decision
from rooms.moderation.appeals import undo
from rooms.moderation.events import AppealDecided, Appealed, Reported, ReportHandled
from rooms.moderation.subjects import appealed, reported
from rooms.moderation.terms import (
    Appeal,
    CaseCommand,
    DecideAppeal,
    HandleReport,
    Report,
    SubjectKind,
)
from rooms.moderation.view import CaseView
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor

MAX_OPEN_CASES = 20
"""Of one member."""


def decide(room: RoomState, command: CaseCommand, actor: Actor, now: float) -> Decision:
    match command:
        case Report():
            return _report(room, command, actor, now)
        case HandleReport():
            return _handle(room, command, actor, now)
        case Appeal():
            return _appeal(room, command, actor, now)
        case DecideAppeal():
            return _decide_appeal(room, command, actor, now)
        case _:
            assert_never(command)


def _report(room: RoomState, command: Report, actor: Actor, now: float) -> Decision:
    found = reported(room, actor.member, command.subject)
    if isinstance(found, Rejection):
        return found
    return _too_many(room, actor) or [
        Reported(
            at=now,
            author=actor.member,
            cid=command.cid,
            number=room.moderation.cases.last + 1,
            author_name=room.members.present[actor.member].name,
            subject=command.subject,
            about=found.about,
            excerpt=found.excerpt,
            reason=command.reason,
            text=command.text,
        )
    ]


def _appeal(room: RoomState, command: Appeal, actor: Actor, now: float) -> Decision:
    found = appealed(room, actor.member, command.subject)
    if isinstance(found, Rejection):
        return found
    own = room.moderation.cases.open_of(actor.member)
    if any(case.reason is None and case.subject == command.subject for case in own):
        return Rejection(RejectionCode.WRONG_STATE, "this is appealed already")
    return _too_many(room, actor) or [
        Appealed(
            at=now,
            author=actor.member,
            cid=command.cid,
            number=room.moderation.cases.last + 1,
            author_name=room.members.present[actor.member].name,
            subject=command.subject,
            excerpt=found.excerpt,
            text=command.text,
        )
    ]


def _handle(room: RoomState, command: HandleReport, actor: Actor, now: float) -> Decision:
    case = _open(room, command.number, actor, is_appeal=False)
    if isinstance(case, Rejection):
        return case
    return [
        ReportHandled(
            at=now,
            number=case.number,
            author=case.member,
            by=actor.member,
            verdict=command.verdict,
            note=command.note,
        )
    ]


def _decide_appeal(room: RoomState, command: DecideAppeal, actor: Actor, now: float) -> Decision:
    case = _open(room, command.number, actor, is_appeal=True)
    if isinstance(case, Rejection):
        return case
    decided = AppealDecided(
        at=now,
        number=case.number,
        author=case.member,
        by=actor.member,
        granted=command.granted,
        note=command.note,
    )
    return [decided, *undo(room, case, actor.member, now)] if command.granted else [decided]


def _open(room: RoomState, number: int, actor: Actor, *, is_appeal: bool) -> CaseView | Rejection:
    cases = room.moderation.cases
    case = cases.open.get(number)
    if case is None and number <= cases.last:
        return Rejection(RejectionCode.WRONG_STATE, f"case {number} is closed")
    if case is None or (case.reason is None) is not is_appeal:
        return Rejection(RejectionCode.NOT_FOUND, f"case {number}")
    if actor.member in (case.about, _asker(room, case)):
        return Rejection(RejectionCode.NOT_PERMITTED, "this is about yourself")
    return case


def _asker(room: RoomState, case: CaseView) -> str | None:
    """Whose question a report is about, who may have asked anonymously."""
    is_question = case.subject.kind is SubjectKind.QUESTION
    question = room.questions.items.get(case.subject.number or 0) if is_question else None
    return None if question is None else question.asker


def _too_many(room: RoomState, actor: Actor) -> Rejection | None:
    if len(room.moderation.cases.open_of(actor.member)) < MAX_OPEN_CASES:
        return None
    return Rejection(RejectionCode.TOO_MANY, f"{MAX_OPEN_CASES} cases of yours are open")
