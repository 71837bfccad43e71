"""Every reason for which a room refuses a command. A refusal is a value that one person sees; a bug raises.

The wire turns `code` into its number (`signaling/codes.py`); the page turns it into words.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class RejectionCode(StrEnum):
    NOT_PERMITTED = "not_permitted"
    NOT_PRESENT = "not_present"
    ROOM_FULL = "room_full"
    ALREADY_OPEN = "already_open"
    NOT_OPEN = "not_open"
    EMPTY_MESSAGE = "empty_message"


class Rejection(Struct, frozen=True):
    """`detail` is for a developer's eyes, in English; people read the words of the code."""

    code: RejectionCode
    detail: str = ""
