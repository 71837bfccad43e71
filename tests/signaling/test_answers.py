"""Every refusal that a part can give has its code on the wire, and says whether to ask again."""

from __future__ import annotations

import pytest

from rooms.rejections import Rejection, RejectionCode
from signaling.answers import MEDIA_REFUSALS, REJECTIONS, media_refusal, name_of, refusal, rejection
from signaling.codes import ErrorCode
from signaling.mailbox import Done, Failed
from signaling.ports import MediaRefused
from signaling.wire import Error


def test_every_rejection_of_a_room_has_a_code() -> None:
    assert set(REJECTIONS) == set(RejectionCode)


def test_a_rejection_carries_its_detail_and_no_time_to_retry() -> None:
    assert rejection(3, Rejection(RejectionCode.ROOM_FULL, "16 are here")) == Error(
        3, ErrorCode.ROOM_FULL, "16 are here", None
    )


def test_what_may_be_tried_again_says_when() -> None:
    assert refusal(3, ErrorCode.NOT_SAVED).retry_ms == 1000
    assert refusal(3, ErrorCode.RATE_LIMITED, retry_ms=70).retry_ms == 70
    assert refusal(3, ErrorCode.ROOM_UNKNOWN).retry_ms is None


@pytest.mark.parametrize(("code", "error"), [*MEDIA_REFUSALS.items(), ("else", ErrorCode.MEDIA_UNAVAILABLE)])
def test_every_refusal_of_media_has_a_code(code: str, error: ErrorCode) -> None:
    assert media_refusal(1, MediaRefused(code)).code == error


def test_an_outcome_is_called_as_the_code_that_a_client_reads() -> None:
    outcomes = (Done(4), Rejection(RejectionCode.MUTED), Failed(ErrorCode.NOT_SAVED))
    assert [name_of(outcome) for outcome in outcomes] == ["ok", "muted", "not_saved"]
