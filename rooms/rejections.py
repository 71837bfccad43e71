"""Every reason for which a room refuses a command. A refusal is a value that one person sees; a bug raises.

The wire turns `code` into its number (`signaling/codes.py`); the page turns it into words.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class RejectionCode(StrEnum):
    NOT_PERMITTED = "not_permitted"
    NOT_PRESENT = "not_present"
    NOT_YOURS = "not_yours"
    OUTRANKED = "outranked"  # sanctions are for those below one's own rank
    ROOM_FULL = "room_full"
    ROOM_CLOSED = "room_closed"
    ROOM_ARCHIVED = "room_archived"  # it can be read, and nothing is said in it
    LOCKED = "locked"
    WAITING = "waiting"  # at the door, until staff let one in
    BANNED = "banned"
    EXCLUDED = "excluded"  # banned for good
    ALREADY_OPEN = "already_open"
    NOT_OPEN = "not_open"
    EMPTY_MESSAGE = "empty_message"
    NOT_FOUND = "not_found"
    TOO_OLD = "too_old"  # the room has forgotten it; the log has not
    WRONG_STATE = "wrong_state"  # somebody was faster, or it never was so
    TOO_MANY = "too_many"  # pins, open questions, polls, cases
    QUOTA = "quota"  # sub-rooms
    BAD_CHOICE = "bad_choice"  # no such option, or too many of them
    NO_QUESTIONS_HERE = "no_questions_here"  # a lounge: where questions are answered is elsewhere
    BAD_PATTERN = "bad_pattern"  # RE2 cannot read it
    MUTED = "muted"
    RULES_NOT_ACCEPTED = "rules_not_accepted"
    REFUSED_BY_RULE = "refused_by_rule"
    NAME_REFUSED = "name_refused"  # by a content rule, at the door
    SLOW_MODE = "slow_mode"  # `retry_after` says when


class Rejection(Struct, frozen=True):
    """`detail` is for a developer's eyes, in English; people read the words of the code. `retry_after` in seconds."""

    code: RejectionCode
    detail: str = ""
    retry_after: float | None = None
