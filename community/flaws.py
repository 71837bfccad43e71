"""What can be wrong with a calendar or a roster that somebody writes down. A flaw is a value with a code, never an exception.

Decoding has already refused what has the wrong shape (a minute 2000, a field that does not exist); a flaw is what
only shows when the parts are looked at together. It never says whether anybody may save it.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class FlawCode(StrEnum):
    UNKNOWN_ZONE = "unknown_zone"  # not a name of the IANA database
    REVERSED = "reversed"  # ends when it begins, or before
    OVERLAPPING = "overlapping"  # hours that are open twice
    TWICE = "twice"  # a day, an id that is there already
    BAD_RULE = "bad_rule"  # not RFC 5545, or a part that has no meaning here
    NEVER = "never"  # a rule by which no day ever comes
    OUT_OF_RANGE = "out_of_range"  # a year no roster is made for
    UNKNOWN_SHIFT = "unknown_shift"
    UNKNOWN_PERSON = "unknown_person"  # not of the staff
    UNFIT = "unfit"  # a target that cannot hold where it is set


class Flaw(Struct, frozen=True):
    """`where` is the path of the part, such as `weekly.monday[1]`. `detail` is for a developer, in English."""

    code: FlawCode
    where: str
    detail: str = ""
