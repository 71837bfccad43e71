"""Questions in the audit trail: their number always, and never who asked anonymously."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import json
from msgspec.structs import replace

from rooms.audit import AuditSubject
from rooms.chat import terms as chat
from rooms.events import AnyEvent
from rooms.life import terms as life
from rooms.moderation import events as moderation
from rooms.moderation.terms import (
    Verdict,
)
from rooms.questions import events as questions
from rooms.questions.terms import (
    AnswerEnd,
    DismissReason,
    QuestionState,
)
from rooms.stage import terms as stage
from rooms.sub_rooms import terms as sub_rooms
from tests.rooms.audited import (
    ANONYMOUS,
    AT,
    BY_TESS,
    QUESTION,
    TESS_DID,
    TO_ADA,
    asked,
    counted,
    endorsed,
    question,
    rows_of,
    said_of,
)


def _on_question(id: int) -> list[tuple[AnyEvent, dict[str, Any]]]:
    """Everything that staff can do with a question, and what its row says besides."""
    view = question(id, "ada", anonymous=id == 2)
    return [
        (questions.QuestionApproved(**BY_TESS, id=id, question=view), {}),
        (questions.QuestionFocused(**BY_TESS, id=id), {}),
        (questions.QuestionUnfocused(**BY_TESS, id=id), {}),
        (questions.AnswerStarted(**BY_TESS, id=id, until=99.0), {"ends_at": 99.0}),
        (
            questions.AnswerEnded(**BY_TESS, id=id, why=AnswerEnd.BUTTON, note="board"),
            {"detail": "button", "reason": "board"},
        ),
        (endorsed(id, "tess"), {}),
        (
            questions.QuestionDismissed(
                **BY_TESS, id=id, asker="ada", reason=DismissReason.UNCLEAR, note="which one?", public=True
            ),
            {"detail": "unclear", "reason": "which one?"},
        ),
        (
            questions.QuestionReopened(**BY_TESS, id=id, note="after all", question=view),
            {"reason": "after all"},
        ),
        (questions.QuestionMerged(**BY_TESS, id=id, into=7, votes=1), {"detail": "7"}),
        (questions.QuestionUnmerged(**BY_TESS, id=id, into=7, votes=1, into_votes=0), {"detail": "7"}),
        (questions.QuestionDeferred(**BY_TESS, id=id), {}),
        (questions.QuestionMoved(**BY_TESS, id=id, places={id: 0}), {}),
    ]


@pytest.mark.parametrize(("event", "said"), _on_question(1))
def test_a_row_names_the_question_and_who_asked_it_openly(event: AnyEvent, said: dict[str, Any]) -> None:
    assert said_of(event) == {**TESS_DID, **TO_ADA, **QUESTION, **said}


@pytest.mark.parametrize(("event", "said"), _on_question(2))
def test_a_row_names_an_anonymous_question_and_nobody(event: AnyEvent, said: dict[str, Any]) -> None:
    assert said_of(event) == {**TESS_DID, **ANONYMOUS, **said}


def test_unmasking_is_on_record_with_its_reason_and_not_with_what_it_showed() -> None:
    unmasked = questions.QuestionUnmasked(
        at=AT, id=2, by="otto", reason="a threat in it", asker="ada", asker_name="Ada"
    )
    assert said_of(unmasked) == {
        "actor": "otto",
        "actor_name": "Otto",
        **ANONYMOUS,
        "reason": "a threat in it",
    }
    assert b"ada" not in json.encode(rows_of(unmasked)).lower()


@pytest.mark.parametrize(
    "event",
    [
        chat.MessageDeleted(at=AT, id=1, by="ada"),
        stage.HandLowered(at=AT, member="ada", by="ada"),
        stage.Demoted(at=AT, member="ada", by="ada", why=stage.StageEnd.SELF),
        sub_rooms.SubRoomClosing(at=AT, number=1, by="ada", reason=life.CloseReason.CLOSED),
        *(
            event
            for id in (1, 2)
            for event in (
                endorsed(id, "ada"),
                questions.AnswerEnded(at=AT, id=id, by="ada", why=AnswerEnd.STAGE),
                questions.QuestionReopened(
                    at=AT, id=id, by="ada", note="", question=question(id, "ada", anonymous=id == 2)
                ),
            )
        ),
        asked(3, "ada", by="ada"),
    ],
)
def test_what_one_may_do_with_ones_own_is_no_row(event: AnyEvent) -> None:
    assert rows_of(event) == []


def test_a_message_that_staff_made_a_question_of_names_its_author() -> None:
    assert said_of(asked(3, "ada", by="tess")) == {**TESS_DID, **TO_ADA, **counted(AuditSubject.QUESTION, 3)}


@pytest.mark.parametrize(
    "worded",
    [
        asked(3, "ada", anonymous=True),
        questions.QuestionEdited(
            at=AT, id=2, asker="ada", text="buy", tried="", expected="", state=QuestionState.QUEUED
        ),
        questions.QuestionSubmitted(at=AT, id=2, question=question(2, "ada", anonymous=True)),
    ],
)
@pytest.mark.parametrize("matched_first", [True, False])
def test_a_rule_that_matches_an_anonymous_question_names_nobody(
    worded: AnyEvent, matched_first: bool
) -> None:
    matched = moderation.RuleMatched(at=AT, rule="ads", member="ada", excerpt="buy", shadow=True)
    (row,) = rows_of(matched, worded) if matched_first else rows_of(worded, matched)
    assert (row.target, row.target_name, row.rule) == ("", "", "ads")
    (other,) = rows_of(worded, replace(matched, member="bo"))
    assert other.target == "bo"


def test_a_rule_that_refuses_an_anonymous_question_names_nobody() -> None:
    matched = moderation.RuleMatched(
        at=AT, rule="ads", member="ada", excerpt="buy", shadow=False, anonymous=True
    )
    (row,) = rows_of(matched)
    assert (row.target, row.target_name, row.rule) == ("", "", "ads")


def test_a_report_of_a_question_names_nobody() -> None:
    handled = moderation.ReportHandled(**BY_TESS, number=3, author="bo", verdict=Verdict.DISMISSED, note="")
    assert said_of(handled) == {**TESS_DID, **counted(AuditSubject.CASE, 3), "detail": "dismissed"}
