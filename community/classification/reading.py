"""A message as the rules read it: folded, and without what its author only shows or repeats.

Code, formulas, links, quoted lines and quoted words ask nothing themselves. It knows no language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

LONGEST = 4000
"""Characters that are read: as many as a chat message can have."""
LONGEST_CLAUSE = 100
"""What is longer is read in pieces, so that no pattern takes longer than the square of this."""

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
_LINK = re.compile(r"(?:https?://|www\.)[^\s\u3000-\u9fff\uff00-\uffef]+")
_QUOTED_LINE = re.compile(r"^\s*>.*$", re.MULTILINE)
_QUOTED = re.compile(
    r"“[^”\n]{0,200}”|「[^」\n]{0,200}」|『[^』\n]{0,200}』|‘[^’\n]{0,200}’|《[^》\n]{0,200}》|\"[^\"\n]{0,200}\""
)
_CLAUSE_END = re.compile(r"[,;:!?。、\n]|\.(?=\s|$)|\.{2,}|\s[-\u2013\u2014]+\s|\u2014\u2014")
_MARKS = re.compile(r"\?+")
NO_WORD = re.compile(r"[^\w\s!-~]")
"""One sign outside of words and of ASCII: pictures, what is invisible, other punctuation."""
_BLANK = " \u25a1 "
"""Stands where something was taken out, so that the words around it do not grow together."""

_WIDE = tuple(zip("，？！：；（）", ",?!:;()", strict=True))
"""Of NFKC, so that most Chinese text needs no more of it."""
_TRADITIONAL_SIGNS, _SIMPLE_SIGNS = (
    "為麼嗎請問題報錯誰幾個點這裡裏發復覆說講對會應該還沒無論從時開課後謝樣實現讓過瀏覽總統給見聽寫碼圖檔"
    "試導師標紙調畫貼運幫煩難歡體業樓號頁證釋觀測轉載傳連顯輸結較種條類單雙邊際進帳號錄換學覺據庫網難裝",
    "为么吗请问题报错谁几个点这里里发复复说讲对会应该还没无论从时开课后谢样实现让过浏览总统给见听写码图档"
    "试导师标纸调画贴运帮烦难欢体业楼号页证释观测转载传连显输结较种条类单双边际进帐号录换学觉据库网难装",
)
"""The traditional signs that the Chinese rules use; not a conversion of the language."""
_SIMPLIFIED = str.maketrans(_TRADITIONAL_SIGNS, _SIMPLE_SIGNS)
_TRADITIONAL = re.compile(f"[{_TRADITIONAL_SIGNS}]")


class Reading(Struct, frozen=True):
    """`said`: the author's own words, folded. `clauses`: the same in pieces, none empty, without punctuation around.

    `marked`: how many question marks there are, several in a row being one. `shown`: everything, folded, with code and quotations.
    """

    said: str
    clauses: tuple[str, ...]
    marked: int
    shown: str


def read(text: str) -> Reading:
    """What `text` says, for the rules. Any text will do."""
    shown = _folded(text[:LONGEST])
    said = _own_words(shown)
    return Reading(said=said, clauses=tuple(_clauses(said)), marked=len(_MARKS.findall(said)), shown=shown)


def _folded(text: str) -> str:
    """NFKC, small letters, simplified signs, nothing invisible."""
    if text.isascii():
        return text.lower()
    for wide, narrow in _WIDE:
        text = text.replace(wide, narrow)
    folded = unicodedata.normalize("NFKC", text).casefold()
    if _TRADITIONAL.search(folded):
        folded = folded.translate(_SIMPLIFIED)
    if folded.isprintable():
        return folded
    return NO_WORD.sub(lambda sign: "" if unicodedata.category(sign[0]) == "Cf" else sign[0], folded)


def _own_words(shown: str) -> str:
    words = shown
    for pattern in (_CODE, _FORMULA, _LINK, _QUOTED_LINE):
        words = pattern.sub(_BLANK, words)
    without_quotations = _QUOTED.sub(_BLANK, words)
    words = without_quotations if without_quotations.strip(" □\n?!。,.") else words
    return words.replace("’", "'")


def _clauses(said: str) -> Iterator[str]:
    for part in _CLAUSE_END.split(said):
        for start in range(0, len(part), LONGEST_CLAUSE):
            clause = " ".join(part[start : start + LONGEST_CLAUSE].split())
            if clause.strip(_BLANK):
                yield clause
