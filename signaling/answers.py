"""From a refusal of any part to the error frame that one client sees. The only place that makes `Error` frames."""

from __future__ import annotations

from rooms.rejections import Rejection, RejectionCode
from signaling.codes import ErrorCode, is_retryable
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
}
MEDIA_REFUSALS: dict[str, ErrorCode] = {
    "bad_sdp": ErrorCode.BAD_SDP,
    "no_media_here": ErrorCode.NO_MEDIA_HERE,
    "unavailable": ErrorCode.MEDIA_UNAVAILABLE,
}


def refusal(ref: int, code: ErrorCode, detail: str = "", retry_ms: int = RETRY_MS) -> Error:
    return Error(ref, code, detail, retry_ms if is_retryable(code) else None)


def rejection(ref: int, rejected: Rejection) -> Error:
    return refusal(ref, REJECTIONS[rejected.code], rejected.detail)


def media_refusal(ref: int, refused: MediaRefused) -> Error:
    return refusal(ref, MEDIA_REFUSALS.get(refused.code, ErrorCode.MEDIA_UNAVAILABLE), refused.detail)
