"""What may be a reaction: pictures and nothing to read. It bounds the alphabet; which pictures there are, fonts know.

Unicode grows yearly and Python's tables lag behind it, so the blocks of pictures count as a whole.
https://www.unicode.org/reports/tr51/ has the grammar that this is a generous version of.
"""

from __future__ import annotations

import re
from unicodedata import category, normalize

_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
_JOINING = re.compile("[\u200d\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
"""Zero width joiner, "as a picture", skin tones, and the tags that flags of regions are spelled with."""
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
"""Two regional indicators. One alone is a letter."""
_BLOCKS = range(0x1F000, 0x1FB00)
_IN_OTHER_CATEGORIES = "‼⁉ℹ〰"
_SQUARED = "🅰🅱🅾🅿🆎🆑🆒🆓🆔🆕🆖🆗🆘🆙🆚"
_WRITTEN = "🈁🈂🈚🈯🈲🈳🈴🈵🈶🈷🈸🈹🈺🉐🉑㊗㊙©®™"
"""Emoji that are letters or words. The rest of their kind are an alphabet in circles, squares and radicals."""


_ALPHABETS = range(0x1F100, 0x1F200)
_BRAILLE = range(0x2800, 0x2900)


def is_emoji(text: str) -> bool:
    """Whether `text` is pictures alone: no letters, digits, spaces or control characters."""
    if _KEYCAP.fullmatch(text):
        return True
    pictures = _JOINING.sub("", _FLAG.sub("🏳", text))
    return bool(pictures) and all(_is_picture(character) for character in pictures)


def _is_picture(character: str) -> bool:
    if character in _IN_OTHER_CATEGORIES or character in _SQUARED or character in _WRITTEN:
        return True
    if _is_readable(character):
        return False
    if ord(character) in _BLOCKS:
        return True
    return not character.isascii() and category(character) in ("So", "Sm")


def _is_readable(character: str) -> bool:
    """A letter, digit or sign in another shape; or Braille, whose blank nobody sees."""
    if ord(character) in _ALPHABETS or ord(character) in _BRAILLE:
        return True
    return any(category(sign)[0] in "LN" for sign in normalize("NFKC", character))
