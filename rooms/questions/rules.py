"""What may happen in questions: which rule decides which command, and what time does. The rules have files of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.kinds import Purpose
from rooms.questions import (
    answering,
    arranging,
    asking,
    closing,
    converting,
    deferring,
    merging,
    pre_moderation,
    unmasking,
    voting,
    writing,
)
from rooms.questions import terms as questions
from rooms.questions.forgetting import with_forgotten
from rooms.questions.terms import AdoptQuestion, NoteAdopted, QuestionsCommand, QuestionsSystemCommand
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor

RULES: dict[type, Callable[[RoomState, Any, Actor, float], Decision]] = {
    questions.AskQuestion: asking.ask,
    questions.SubmitQuestion: asking.submit,
    questions.EditQuestion: asking.edit,
    questions.WithdrawQuestion: asking.withdraw,
    questions.ConvertMessage: converting.convert,
    questions.ApproveQuestion: pre_moderation.approve,
    questions.SetPreModeration: pre_moderation.set_mode,
    questions.VoteQuestion: voting.vote,
    questions.MergeQuestions: merging.merge,
    questions.UnmergeQuestion: merging.unmerge,
    questions.FocusQuestion: answering.focus,
    questions.StartAnswer: answering.start,
    questions.EndAnswer: answering.end,
    questions.WriteAnswer: writing.write,
    questions.EndorseAnswer: writing.endorse,
    questions.DismissQuestion: closing.dismiss,
    questions.ReopenQuestion: closing.reopen,
    questions.DeferQuestion: deferring.defer,
    questions.UnmaskQuestion: unmasking.unmask,
    questions.OrderQuestions: arranging.order,
    questions.MoveQuestion: arranging.move,
}

ASKING = (questions.AskQuestion, questions.SubmitQuestion, questions.ConvertMessage, questions.ReopenQuestion)
"""What asks for an answer, which nobody has promised to give in a lounge."""


def decide(room: RoomState, command: QuestionsCommand, actor: Actor, now: float) -> Decision:
    if isinstance(command, ASKING) and room.purpose is Purpose.LOUNGE:
        return Rejection(RejectionCode.NO_QUESTIONS_HERE)
    decision = RULES[type(command)](room, command, actor, now)
    return with_forgotten(room, decision, now) if isinstance(decision, list) else decision


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return [*answering.time_out(room, now), *pre_moderation.overdue(room, now)]


def decide_system(room: RoomState, command: QuestionsSystemCommand, now: float) -> Decision:
    match command:
        case AdoptQuestion():
            return deferring.adopt(room, command, now)
        case NoteAdopted():
            return deferring.note_adopted(room, command, now)
        case _:
            assert_never(command)
