"""The number of a code says what to do next."""

from __future__ import annotations

import pytest

from signaling.codes import AfterClose, CloseCode, ErrorCode, after_close, is_retryable


@pytest.mark.parametrize(
    ("code", "after"),
    [
        (1000, AfterClose.RESUME),
        (1001, AfterClose.RESUME),
        (1006, AfterClose.RESUME),
        (1009, AfterClose.STAY_AWAY),
        (CloseCode.SHUTTING_DOWN, AfterClose.RESUME),
        (CloseCode.SLOW_READER, AfterClose.RESUME),
        (CloseCode.ROLE_CHANGED, AfterClose.RESUME),
        (CloseCode.SHUT_OUT, AfterClose.NEW_TICKET),
        (CloseCode.TICKET_REFUSED, AfterClose.NEW_TICKET),
        (CloseCode.BAD_FRAME, AfterClose.STAY_AWAY),
        (4499, AfterClose.STAY_AWAY),
        (4099, AfterClose.RESUME),
    ],
)
def test_a_close_code_says_what_the_client_does_next(code: int, after: AfterClose) -> None:
    assert after_close(code) is after


def test_only_codes_from_200_on_may_be_retried() -> None:
    assert [code.name for code in ErrorCode if is_retryable(code)] == [
        "NOT_SAVED",
        "RATE_LIMITED",
        "MEDIA_UNAVAILABLE",
        "INTERNAL",
        "SLOW_MODE",
    ]
