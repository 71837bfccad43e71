"""A name is one visible line that cannot pretend or break a page."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect

from community.names import LONGEST_NAME, MARKS_PER_SIGN, clean_name
from rooms.terms import DisplayName


@pytest.mark.parametrize(
    ("given_name", "cleaned"),
    [
        ("Ada", "Ada"),
        ("  Ada \n Lovelace\t", "Ada Lovelace"),
        ("李 小龙", "李 小龙"),
        ("\u202eadA", "adA"),
        ("A\x00d\x07a\u200b", "Ada"),
        ("李雷", "李雷"),
        ("👩\u200d🏫 Ms B", "👩\u200d🏫 Ms B"),
        ("x" * 60, "x" * 60),
        ("x" * 61, None),
        ("", None),
        ("   ", None),
        ("\n", None),
        ("\u202e", None),
        ("\u200d\u200d", None),
        (" \u200d\u2060 ", None),
        ("Ad\u200da\u200c", "Ada"),
        ("A\u200d\u200d\u3164d\u2800a\u00ad", "Ada"),
        ("\u2066Ada\u2069\u200f", "Ada"),
        ("Ada\U000e0001", "Ada"),
        ("\u3164", None),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("李\u200d雷", "李雷"),
        ("க்\u200dஷ", "க்\u200dஷ"),
        ("👩\u200d\u200d🏫\u200d B", "👩\u200d🏫 B"),
        ("é" + "\u0336\u200d" * 9, "é\u0336\u0336\u0336"),
        ("Jose\u0301", "José"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("ก็ที่นั่น", "ก็ที่นั่น"),
        ("שָׁלוֹם", unicodedata.normalize("NFC", "שָׁלוֹם")),
        ("Z" + "\u0336" * 20 + "a" + "\u20dd" * 9, "Z" + "\u0336" * 3 + "a" + "\u20dd" * 3),
        ("\u0336" * 5 + "Ada", "Ada"),
    ],
)
def test_a_name_is_cleaned_or_refused(given_name: str, cleaned: str | None) -> None:
    assert clean_name(given_name) == cleaned


@given(st.text(max_size=200))
def test_a_clean_name_is_short_visible_and_stays_as_it_is(name: str) -> None:
    cleaned = clean_name(name)
    if cleaned is not None:
        assert 0 < len(cleaned) <= LONGEST_NAME
        assert clean_name(cleaned) == cleaned
        assert not any(character in "\n\r\t\x00\u202e" for character in cleaned)
        marks = "".join(
            "m" if unicodedata.category(character) in ("Mn", "Me") else "." for character in cleaned
        )
        assert "m" * (MARKS_PER_SIGN + 1) not in marks


def test_rooms_take_every_name_that_is_clean() -> None:
    limits = inspect.type_info(DisplayName)
    assert isinstance(limits, inspect.StrType)
    assert limits.max_length == LONGEST_NAME
