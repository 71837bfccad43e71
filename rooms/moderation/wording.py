"""The forms in which words are compared, so that width, case, spaces and invisible signs hide nothing.

Pure text: no rule, member or room. What is shown to people is always the text as it was written.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rooms.moderation.patterns import Pattern, any_of, literal

EXCERPT = 120
"""Characters of a text that staff see of it in a queue."""
_BEFORE = 40
_LEFT_OUT = "…"
_SHINGLE = 2
_CJK = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Bopomofo}"
_CJK_NAMES = ("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO")
_EDGE = rf"[^\p{{L}}\p{{N}}]|[{_CJK}]"


@lru_cache(maxsize=8)  # every rule of a room asks for the same text
def normalised(text: str) -> str:
    """NFKC and casefold (full-width digits are digits), without signs that cannot be seen."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")


@lru_cache(maxsize=8)
def squeezed(text: str) -> str:
    """Normalised, and without spaces and punctuation that stand between two Chinese, Japanese or Korean signs."""
    kept: list[str] = []
    between: list[str] = []
    after_cjk = False
    for sign in normalised(text):
        if not sign.isalnum():
            between.append(sign)
            continue
        is_cjk = _is_cjk(sign)
        if not (after_cjk and is_cjk):
            kept += between
        between.clear()
        kept.append(sign)
        after_cjk = is_cjk
    return "".join(kept + between)


@lru_cache(maxsize=128)
def any_word(words: tuple[str, ...]) -> Pattern:
    """To be searched in squeezed text. A word of letters matches whole words; Chinese signs have no boundary."""
    return any_of(tuple(_whole(squeezed(word).strip()) for word in words))


def shingles(text: str) -> frozenset[str]:
    """The overlapping pairs of its letters and digits; a shorter text is its own shingle."""
    letters = "".join(sign for sign in normalised(text) if sign.isalnum()) or text
    last = max(len(letters) - _SHINGLE, 0)
    return frozenset(letters[start : start + _SHINGLE] for start in range(last + 1))


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient of two sets of shingles, from 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other))


def excerpt(text: str, at: int = 0) -> str:
    """At most `EXCERPT` characters of `text`, with what stands at `at` among them; "…" is what was left out."""
    start = max(0, min(at - _BEFORE, len(text) - EXCERPT))
    end = start + EXCERPT
    before = _LEFT_OUT if start > 0 else ""
    after = _LEFT_OUT if end < len(text) else ""
    return before + text[start + len(before) : end - len(after)].strip() + after


def _whole(word: str) -> str:
    before = f"(?:^|{_EDGE})" if _has_boundary(word[0]) else ""
    after = f"(?:$|{_EDGE})" if _has_boundary(word[-1]) else ""
    return before + literal(word) + after


def _has_boundary(sign: str) -> bool:
    return sign.isalnum() and not _is_cjk(sign)


@lru_cache(maxsize=4096)
def _is_cjk(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith(_CJK_NAMES)
