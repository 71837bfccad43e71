"""Events of obligations, as a room would have decided them: `ada` is owed an answer, `tess` gives it."""

from __future__ import annotations

from rooms.obligations.changes import new_obligation
from rooms.obligations.events import (
    ObligationAnswered,
    ObligationEscalated,
    ObligationOpened,
    ObligationReopened,
)
from rooms.obligations.terms import Anchor, AnchorKind, ClockKind, How, ObligationClass, TargetKind

QUESTION = ObligationClass.QUESTION


def opened(
    id: int, at: float | None = None, *, class_: ObligationClass = QUESTION, anonymous: bool = False
) -> ObligationOpened:
    """At the second of its id, if nothing else is said; due 900 seconds later."""
    at = float(id) if at is None else at
    return ObligationOpened(
        at=at,
        id=id,
        asker="ada",
        asker_name="" if anonymous else "Ada",
        class_=class_,
        anchor=Anchor(AnchorKind.MESSAGE, id),
        excerpt=f"question {id}",
        clock=ClockKind.COVERED,
        policy=1,
        first=900.0,
        due_at=at + 900.0,
        anonymous=anonymous,
        private=class_ is ObligationClass.REPORT,
    )


def answered(id: int, at: float, *, private: bool = False) -> ObligationAnswered:
    return ObligationAnswered(
        at=at, id=id, asker="ada", by="tess", how=How.REPLY, consumed=60.0, first=True, private=private
    )


def reopened(id: int, at: float) -> ObligationReopened:
    seen = new_obligation(opened(id))
    return ObligationReopened(
        at=at, id=id, asker="ada", by="ada", obligation=seen, clock=ClockKind.COVERED, policy=1, first=900.0
    )


def escalated(id: int, level: int, *, cycle: int = 1, at: float = 500.0) -> ObligationEscalated:
    return ObligationEscalated(
        at=at,
        id=id,
        asker="ada",
        cycle=cycle,
        target=TargetKind.FIRST,
        level=level,
        class_=QUESTION,
        owner="",
    )
