"""What people may do with obligations, and what time does to them: to whom each command is passed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.obligations import (
    claiming,
    deskwork,
    exam,
    ladder,
    promising,
    replies,
    solving,
    submissions,
    terms,
)
from rooms.obligations.covering import set_coverage
from rooms.obligations.terms import (
    AssignObligation,
    NoteSubmission,
    ObligationsCommand,
    ObligationsSystemCommand,
    SetCoverage,
)
from rooms.state import RoomState
from rooms.terms import Actor

RULES: dict[type, Callable[[RoomState, Any, Actor, float], Decision]] = {
    terms.ClaimObligation: claiming.claim,
    terms.ReleaseObligation: claiming.release,
    terms.WaiveObligation: deskwork.waive,
    terms.ReclassObligation: deskwork.reclass,
    terms.AwaitAsker: deskwork.await_asker,
    terms.PromiseAnswer: promising.promise,
    terms.AttributeAnswer: solving.attribute,
    terms.MarkSolved: solving.solve,
    terms.MarkUnsolved: solving.unsolve,
    terms.SetExamMode: exam.set_mode,
    terms.SetAutoReplies: replies.set_rules,
}


def decide(room: RoomState, command: ObligationsCommand, actor: Actor, now: float) -> Decision:
    return RULES[type(command)](room, command, actor, now)


def decide_system(room: RoomState, command: ObligationsSystemCommand, now: float) -> Decision:
    match command:
        case SetCoverage():
            return set_coverage(room, command, now)
        case AssignObligation():
            return claiming.assign(room, command, now)
        case NoteSubmission():
            return submissions.note(room, command, now)
        case _:
            assert_never(command)


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return ladder.tick(room, now)
