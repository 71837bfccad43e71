"""What a room may be called, and why not."""

from __future__ import annotations

import pytest

from community.titles import LONGEST_TITLE, TitleFlaw, titled


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("  Linear   algebra ", "Linear algebra"),
        ("闲聊区", "闲聊区"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("x" * LONGEST_TITLE, "x" * LONGEST_TITLE),
    ],
)
def test_a_title_is_one_visible_line(text: str, title: str) -> None:
    assert titled(text) == title


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", TitleFlaw.EMPTY),
        (" \n\t", TitleFlaw.EMPTY),
        ("\u200b\u200b", TitleFlaw.EMPTY),
        ("x" * (LONGEST_TITLE + 1), TitleFlaw.TOO_LONG),
        ("abc\u202edef", TitleFlaw.UNCLEAN),
        ("Z\u0335\u0336\u0337\u0338\u0334", TitleFlaw.UNCLEAN),
        ("bell\u0007", TitleFlaw.UNCLEAN),
    ],
)
def test_what_is_wrong_with_a_title_has_a_name(text: str, flaw: TitleFlaw) -> None:
    assert titled(text) is flaw
