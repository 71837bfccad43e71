"""From a refusal of any part to the error frame that one client sees. The only place that makes `Error` frames."""

from __future__ import annotations

import math
from typing import assert_never

from rooms.rejections import Rejection, RejectionCode
from signaling.codes import ErrorCode, is_retryable
from signaling.mailbox import Done, Failed, Outcome
from signaling.ports import MediaRefused
from signaling.wire import Error

RETRY_MS = 1000
"""How long to wait before asking again, where nothing better is known."""

REJECTIONS: dict[RejectionCode, ErrorCode] = {
    RejectionCode.NOT_PERMITTED: ErrorCode.NOT_PERMITTED,
    RejectionCode.NOT_PRESENT: ErrorCode.NOT_IN_ROOM,
    RejectionCode.ROOM_FULL: ErrorCode.ROOM_FULL,
    RejectionCode.ALREADY_OPEN: ErrorCode.BAD_REQUEST,
    RejectionCode.NOT_OPEN: ErrorCode.ROOM_UNKNOWN,
    RejectionCode.EMPTY_MESSAGE: ErrorCode.EMPTY_MESSAGE,
    RejectionCode.NOT_YOURS: ErrorCode.NOT_YOURS,
    RejectionCode.OUTRANKED: ErrorCode.OUTRANKED,
    RejectionCode.ROOM_CLOSED: ErrorCode.ROOM_CLOSED,
    RejectionCode.ROOM_ARCHIVED: ErrorCode.ROOM_ARCHIVED,
    RejectionCode.LOCKED: ErrorCode.LOCKED,
    RejectionCode.WAITING: ErrorCode.WAITING,
    RejectionCode.BANNED: ErrorCode.BANNED,
    RejectionCode.NOT_FOUND: ErrorCode.NOT_FOUND,
    RejectionCode.TOO_OLD: ErrorCode.TOO_OLD,
    RejectionCode.WRONG_STATE: ErrorCode.WRONG_STATE,
    RejectionCode.TOO_MANY: ErrorCode.TOO_MANY,
    RejectionCode.QUOTA: ErrorCode.QUOTA,
    RejectionCode.BAD_CHOICE: ErrorCode.BAD_CHOICE,
    RejectionCode.NO_QUESTIONS_HERE: ErrorCode.NO_QUESTIONS_HERE,
    RejectionCode.BAD_PATTERN: ErrorCode.BAD_PATTERN,
    RejectionCode.MUTED: ErrorCode.MUTED,
    RejectionCode.RULES_NOT_ACCEPTED: ErrorCode.RULES_NOT_ACCEPTED,
    RejectionCode.REFUSED_BY_RULE: ErrorCode.REFUSED_BY_RULE,
    RejectionCode.EXCLUDED: ErrorCode.EXCLUDED,
    RejectionCode.NAME_REFUSED: ErrorCode.NAME_REFUSED,
    RejectionCode.SLOW_MODE: ErrorCode.SLOW_MODE,
}
MEDIA_REFUSALS: dict[str, ErrorCode] = {
    "bad_sdp": ErrorCode.BAD_SDP,
    "no_media_here": ErrorCode.NO_MEDIA_HERE,
    "unavailable": ErrorCode.MEDIA_UNAVAILABLE,
}


def refusal(ref: int, code: ErrorCode, detail: str = "", retry_ms: int = RETRY_MS) -> Error:
    return Error(ref, code, detail, retry_ms if is_retryable(code) else None)


def rejection(ref: int, rejected: Rejection) -> Error:
    wait = RETRY_MS if rejected.retry_after is None else math.ceil(rejected.retry_after * 1000)
    return refusal(ref, REJECTIONS[rejected.code], rejected.detail, wait)


def name_of(outcome: Outcome) -> str:
    """`ok`, or the name of the code that a client reads."""
    match outcome:
        case Done():
            return "ok"
        case Rejection():
            return REJECTIONS[outcome.code].name.lower()
        case Failed(code):
            return code.name.lower()
        case _:
            assert_never(outcome)


def media_refusal(ref: int, refused: MediaRefused) -> Error:
    return refusal(ref, MEDIA_REFUSALS.get(refused.code, ErrorCode.MEDIA_UNAVAILABLE), refused.detail)
