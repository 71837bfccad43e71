"""Peers learn that somebody waits, staff who and why, and nobody who asked anonymously."""

from __future__ import annotations

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from rooms.events import AnyEvent
from rooms.obligations.changes import new_obligation
from rooms.obligations.events import (
    AutoRepliesSet,
    ObligationAttached,
    ObligationRemoved,
    ObligationUnmerged,
    ObligationWaived,
)
from rooms.obligations.hiding import mask, sees
from rooms.obligations.terms import Anchor, AnchorKind, ClockKind, ObligationClass, ObligationState
from rooms.visibility import EVERYONE, STAFF, Audience, one, project, singled_out
from tests.support.owed import QUESTION, answered, escalated, opened, reopened

ADA = one("ada")
SOME_TEACHER = Audience(is_staff=True, member="tess")

ATTACHED = ObligationAttached(
    at=3.0,
    id=1,
    asker="ada",
    anchor=Anchor(AnchorKind.MESSAGE, 2),
    class_=QUESTION,
    due_at=9.0,
    clock=ClockKind.COVERED,
    excerpt="edited words",
)
WAIVED = ObligationWaived(at=3.0, id=1, asker="ada", by="tess", reason="a private reason", consumed=1.0)
REMOVED = ObligationRemoved(at=3.0, id=1, asker="ada", by="tess", consumed=1.0)
UNMERGED = ObligationUnmerged(at=3.0, id=1, asker="ada", obligation=new_obligation(opened(1)))


def text(event: object) -> str:
    return repr(to_builtins(event))


@pytest.mark.parametrize(
    "event",
    [opened(1), ATTACHED, WAIVED, REMOVED, UNMERGED, answered(1, 3.0), escalated(1, 50), reopened(1, 3.0)],
)
def test_the_asker_is_told_everything_and_peers_neither_who_nor_what(event: AnyEvent) -> None:
    assert project(event, ADA) == event
    assert singled_out(event) == {"ada"}
    peers = text(project(event, EVERYONE))
    for hidden in ("ada", "Ada", "question 1", "edited words", "a private reason"):
        assert hidden not in peers, hidden
    assert "Anchor" not in repr(project(event, EVERYONE))


@pytest.mark.parametrize("event", [opened(1), WAIVED, REMOVED, answered(1, 3.0)])
def test_staff_are_told_what_and_by_whom(event: AnyEvent) -> None:
    told = project(event, STAFF)
    assert told is not None
    assert replace(told, asker="ada") == event
    assert project(opened(1), STAFF) == opened(1)


def test_who_took_it_away_and_why_is_between_staff_and_the_asker() -> None:
    for event in (WAIVED, REMOVED):
        assert "tess" not in text(project(event, EVERYONE))
    view = replace(new_obligation(opened(1)), state=ObligationState.REMOVED, resolved_by="tess")
    assert mask(view, EVERYONE, anonymous=False).resolved_by == ""
    assert mask(view, STAFF, anonymous=False) is view
    done = replace(view, state=ObligationState.ANSWERED)
    assert mask(done, EVERYONE, anonymous=False).resolved_by == "tess"


def test_of_who_asked_anonymously_only_they_themselves_are_told() -> None:
    again = replace(reopened(1, 3.0), anonymous=True)
    for event in (opened(1, anonymous=True), again, replace(UNMERGED, anonymous=True)):
        for audience in (STAFF, SOME_TEACHER, EVERYONE, one("bo")):
            assert "ada" not in text(project(event, audience)).lower(), audience
        assert project(event, ADA) == event
    by_staff = replace(again, by="tess")
    assert project(by_staff, EVERYONE).by == "tess"  # type: ignore[union-attr]
    assert project(replace(again, anonymous=False), STAFF).by == "ada"  # type: ignore[union-attr]


def test_of_what_is_private_peers_are_told_nothing() -> None:
    report = opened(1, class_=ObligationClass.REPORT)
    for event in (report, answered(1, 3.0, private=True), replace(reopened(1, 3.0), private=True)):
        assert project(event, EVERYONE) is None
        assert project(event, one("bo")) is None
        assert project(event, STAFF) is not None
        assert project(event, ADA) == event
    assert not sees(EVERYONE, "ada", private=True)
    assert sees(STAFF, "ada", private=True)
    assert sees(ADA, "ada", private=True)
    assert sees(EVERYONE, "ada", private=False)


def test_the_auto_replies_are_for_staff() -> None:
    event = AutoRepliesSet(at=3.0, rules=[], by="tess")
    assert (project(event, EVERYONE), project(event, STAFF)) == (None, event)
