"""What a room may be called: one visible line. A title that would be cut or cleaned is refused, with the reason.

An operator who is told why writes another; nobody finds a room under words that they did not choose.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from community.names import visible_line

LONGEST_TITLE = 60
"""In code points."""


class TitleFlaw(StrEnum):
    EMPTY = "title_empty"
    TOO_LONG = "title_too_long"
    UNCLEAN = "title_unclean"  # signs that nobody sees, or that turn the line around


def titled(text: str) -> str | TitleFlaw:
    """The title, composed and without blanks around or doubled within; or what is wrong with it."""
    title = " ".join(unicodedata.normalize("NFC", text).split())
    seen = visible_line(text)
    if not seen:
        return TitleFlaw.EMPTY
    if seen != title:
        return TitleFlaw.UNCLEAN
    return title if len(title) <= LONGEST_TITLE else TitleFlaw.TOO_LONG
