"""What may be a reaction: pictures and nothing to read. It bounds the alphabet; which pictures there are, fonts know.

Unicode grows yearly and Python's tables lag behind it, so the blocks of pictures count as a whole.
https://www.unicode.org/reports/tr51/ has the grammar that this is a generous version of.
"""

from __future__ import annotations

import re
from unicodedata import category

_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
_JOINING = re.compile("[\u200d\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
"""Zero width joiner, "as a picture", skin tones, and the tags that flags of regions are spelled with."""
_BLOCKS = range(0x1F000, 0x1FB00)
_IN_OTHER_CATEGORIES = "‼⁉ℹ〰"


def is_emoji(text: str) -> bool:
    """Whether `text` is pictures alone: no letters, digits, spaces or control characters."""
    if _KEYCAP.fullmatch(text):
        return True
    pictures = _JOINING.sub("", text)
    return bool(pictures) and all(_is_picture(character) for character in pictures)


def _is_picture(character: str) -> bool:
    if ord(character) in _BLOCKS or character in _IN_OTHER_CATEGORIES:
        return True
    return not character.isascii() and category(character) in ("So", "Sm")
