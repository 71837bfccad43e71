"""Text as words for an index that parts words at spaces, so that Chinese is found without a dictionary.

A run of Chinese, Japanese or Korean signs becomes its overlapping pairs, in order, and its single signs behind them:
two signs or more are then found as a phrase of pairs, one sign by itself. Anything else that has letters or digits is
a word, found by its beginning; a number before its letters is a word of its own, so that 2H₂O is found by H₂O. An index must keep these words as they are: SQLite's `ascii` tokenizer does, and
PostgreSQL's `simple` configuration.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import lru_cache
from itertools import groupby, takewhile

from msgspec import Struct


class Kind(Enum):
    """What a run of characters is. A gap is what parts the others."""

    SIGNS = "signs"
    WORD = "word"
    SYMBOL = "symbol"
    GAP = "gap"


_SIGN = re.compile(
    "["
    "\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u31f0-\u31ff"  # repetition, zero, numerals, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han and its extensions
    "\u1100-\u11ff\uac00-\ud7af"  # Hangul
    "]"
)
_LETTERS = ("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Mn", "Mc")
"""Categories of which words are made: letters, digits, and the marks that belong to the letter before them."""

_VARIANTS = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Marks that choose how a picture is drawn."""

_PICTURES = ("Sm", "So")
"""Categories of which each character is a word by itself: mathematics and pictures. Punctuation is not."""


class Term(Struct, frozen=True):
    """`words` must follow each other; with `is_prefix` the last of them may go on."""

    words: tuple[str, ...]
    is_prefix: bool = False


def segmented(text: str) -> str:
    """What an index shall hold of `text`: words with single spaces between them."""
    words: list[str] = []
    signs: dict[str, None] = {}
    for kind, run in _runs(text):
        words += _parts(kind, run) if kind is not Kind.SIGNS or len(run) > 1 else ()
        if kind is Kind.SIGNS:
            signs.update(dict.fromkeys(run))
    return " ".join([*words, *signs])


def terms(text: str) -> list[Term]:
    """What to look for: all of them must be found. Empty when there is no word in `text`."""
    found = (Term(_parts(kind, run), is_prefix=kind is Kind.WORD) for kind, run in _runs(text))
    return list(dict.fromkeys(found))


def matches(words: str, wanted: Sequence[Term]) -> bool:
    """Whether `words`, as `segmented` gives them, have every term."""
    held = words.split(" ")
    return all(_has(held, term) for term in wanted)


def _has(held: list[str], term: Term) -> bool:
    *firsts, last = term.words
    length = len(term.words)
    for start in range(len(held) - length + 1):
        some = held[start : start + length]
        ends = some[-1].startswith(last) if term.is_prefix else some[-1] == last
        if ends and some[:-1] == firsts:
            return True
    return False


def _runs(text: str) -> Iterator[tuple[Kind, str]]:
    """Each run with its kind. Width, case and composed forms make no difference."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    for kind, run in groupby(folded, _kind):
        if kind is Kind.SYMBOL:
            yield from ((kind, symbol) for symbol in run)
        elif kind is not Kind.GAP:
            yield kind, "".join(run)


@lru_cache(maxsize=10_000)
def _kind(character: str) -> Kind:
    if _SIGN.match(character):
        return Kind.SIGNS
    category = unicodedata.category(character)
    if category in _LETTERS and character not in _VARIANTS:
        return Kind.WORD
    if category in _PICTURES and not character.isascii():
        return Kind.SYMBOL
    return Kind.GAP


def _parts(kind: Kind, run: str) -> tuple[str, ...]:
    """The words of a run. Of a single sign it is that sign."""
    if kind is Kind.SIGNS and len(run) > 1:
        return tuple(run[start : start + 2] for start in range(len(run) - 1))
    if kind is Kind.WORD:
        number = "".join(takewhile(str.isdecimal, run))
        return tuple(part for part in (number, run.removeprefix(number)) if part)
    return (run,)
