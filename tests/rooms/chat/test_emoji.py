"""Reactions are pictures: nothing that can be read as words."""

from __future__ import annotations

import pytest

from rooms.chat.emoji import is_emoji


@pytest.mark.parametrize(
    "text",
    [
        "👍",
        "❤",
        "❤️",
        "👍🏽",
        "👩‍🔬",
        "🏳️‍🌈",
        "🇨🇳",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "1️⃣",
        "#⃣",
        "↔️",
        "ℹ️",
        "‼️",
        "🎉🎉",
        "㊗️",
        "🇨🇳🇩🇪",
        "🆗",
        "🅰️",
        "©️",
        "🀄",
    ],
)
def test_pictures_are_emoji_however_many_code_points_they_take(text: str) -> None:
    assert is_emoji(text)


def test_a_picture_that_is_newer_than_our_tables_is_an_emoji() -> None:
    assert is_emoji("\U0001fae9")


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "ok",
        "👍a",
        "1",
        "12",
        "1️",
        "#",
        " ",
        "👍 ",
        "\n",
        "\x00",
        "👍\u202e",
        "好",
        "é",
        "+",
        "<",
        "ⓕⓞⓞ",
        "🄵🅄",
        "🅵🆄",
        "🇫",
        "🇫🇺🇨",
        "⼤⼈",
        "㊤",
        "\u2800",
        "\ufe0f",
        "\u200d",
        "",
    ],
)
def test_what_can_be_read_or_not_be_seen_is_none(text: str) -> None:
    assert not is_emoji(text)
