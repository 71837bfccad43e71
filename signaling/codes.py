"""The one table of error and close codes. The number says whether to retry; the client obeys blindly.

4000-4099 close, reconnect and resume · 4100-4199 close, get a new ticket first · 4400-4499 close, do not come back
100-199 refused, asking again as it is cannot help · 200-299 refused now, try the same again after `retry_ms`
WebSocket's own close codes (RFC 6455 section 7.4) keep their meaning: 1001 and 1006 reconnect.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class CloseCode(IntEnum):
    SHUTTING_DOWN = 4000
    ROLE_CHANGED = 4001  # the person has another role now: reconnect with it
    SLOW_READER = 4008  # outgoing queue over its bound: reconnect and resume
    HEARTBEAT_MISSED = 4009
    INTERNAL = 4010  # a bug ended this connection: reconnect and resume
    TICKET_REFUSED = 4101  # missing, expired, used before, or signed by nobody we know
    SHUT_OUT = 4102  # the person may not come to this space any more
    BAD_FRAME = 4400  # not MessagePack, not of the schema, or not allowed in this state
    TOO_LARGE = 4401
    VERSION_UNKNOWN = 4402
    REPLACED = 4404  # the same device connected again elsewhere


class AfterClose(StrEnum):
    RESUME = "resume"  # reconnect, with a fresh ticket as always, and resume
    NEW_TICKET = "new_ticket"  # the right to come was refused: sign in again first
    STAY_AWAY = "stay_away"  # coming back as we are cannot help


CLOSE_RANGES: dict[tuple[int, int], AfterClose] = {
    (4100, 4199): AfterClose.NEW_TICKET,
    (4400, 4499): AfterClose.STAY_AWAY,
}

OUR_FAULT = frozenset({1002, 1003, 1007, 1009, 1010})
"""RFC 6455's codes for "you sent what I cannot take"; sending it again would loop."""

FIRST_RETRYABLE = 200


class ErrorCode(IntEnum):
    BAD_REQUEST = 100
    NOT_PERMITTED = 101
    ROOM_UNKNOWN = 102
    NOT_IN_ROOM = 103
    ROOM_FULL = 104
    EMPTY_MESSAGE = 105
    BAD_SDP = 106
    NO_MEDIA_HERE = 107
    NOT_YOURS = 108
    OUTRANKED = 109
    ROOM_CLOSED = 110
    LOCKED = 111
    WAITING = 112  # at the door: `admitted` says when to enter again
    BANNED = 113
    NOT_FOUND = 114
    TOO_OLD = 115
    WRONG_STATE = 116
    TOO_MANY = 117
    QUOTA = 118
    BAD_CHOICE = 119
    BAD_PATTERN = 120
    MUTED = 121
    RULES_NOT_ACCEPTED = 122
    REFUSED_BY_RULE = 123
    NAME_REFUSED = 124  # by a content rule: choose another one, and connect anew
    EXCLUDED = 125  # removed for good
    NO_QUESTIONS_HERE = 126
    ROOM_ARCHIVED = 127  # it can be read
    NOT_SAVED = 200  # the log did not take it: nothing happened, try again
    RATE_LIMITED = 201
    MEDIA_UNAVAILABLE = 202
    INTERNAL = 203
    SLOW_MODE = 204  # `retry_ms` says when the next post may come


def is_retryable(code: int) -> bool:
    return code >= FIRST_RETRYABLE


def after_close(code: int) -> AfterClose:
    """What a client does once its socket closed with `code`; an unknown code follows its range."""
    if code in OUR_FAULT:
        return AfterClose.STAY_AWAY
    for (low, high), after in CLOSE_RANGES.items():
        if low <= code <= high:
            return after
    return AfterClose.RESUME
