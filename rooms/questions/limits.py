"""How many questions may wait at once: of one member, and in one room. What is done does not count."""

from __future__ import annotations

from rooms.questions.lifecycle import OPEN
from rooms.questions.terms import QuestionState
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState

OPEN_PER_MEMBER = 5
OPEN_IN_ROOM = 300
DRAFTS_IN_ROOM = 1000
"""Drafts take nobody's time, only memory; staff cannot clear them away, so they are bounded apart, and those of people
who are gone make place."""


def one_more_of(room: RoomState, asker: str) -> Rejection | None:
    """Whether the member has as many open questions and drafts as one may have."""
    waiting = OPEN | {QuestionState.DRAFT}
    items = room.questions.items.values()
    if sum(question.asker == asker and question.state in waiting for question in items) < OPEN_PER_MEMBER:
        return None
    return Rejection(RejectionCode.TOO_MANY, f"{OPEN_PER_MEMBER} questions of one member are open")


def one_more_here(room: RoomState) -> Rejection | None:
    if sum(question.state in OPEN for question in room.questions.items.values()) < OPEN_IN_ROOM:
        return None
    return Rejection(RejectionCode.TOO_MANY, f"{OPEN_IN_ROOM} questions are open")


def one_more_draft(room: RoomState) -> list[int] | Rejection:
    """What makes place for one more: the oldest draft of somebody who is gone, if that is needed."""
    drafts = [each for each in room.questions.items.values() if each.state is QuestionState.DRAFT]
    if len(drafts) < DRAFTS_IN_ROOM:
        return []
    oldest = next((draft.id for draft in drafts if draft.asker not in room.members.present), None)
    if oldest is None:
        return Rejection(RejectionCode.TOO_MANY, f"{DRAFTS_IN_ROOM} drafts are kept")
    return [oldest]
