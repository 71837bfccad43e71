"""Every text of every catalogue is there in both languages."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from server import catalogue as module
from server.catalogue import LANGUAGES, Catalogue, language_of_locale, load, title_in

FILES = sorted(path.stem for path in Path(module.__file__).parent.glob("*.json"))


@pytest.mark.parametrize("name", FILES)
def test_every_text_is_there_in_every_language(name: str) -> None:
    for key, texts in load(name).items():
        assert set(texts) == set(LANGUAGES), key
        assert all(text.strip() for text in texts.values()), key


@pytest.mark.parametrize("name", FILES)
def test_every_language_fills_in_the_same_names(name: str) -> None:
    for key, texts in load(name).items():
        fields = {
            frozenset(field for _, field, _, _ in string.Formatter().parse(text) if field is not None)
            for text in texts.values()
        }
        assert len(fields) == 1, key


def test_the_command_line_has_its_texts() -> None:
    assert "cli" in FILES


def test_a_text_is_filled_in() -> None:
    assert Catalogue("cli", "en").text("running", url="http://x") == "Studyhall is running at http://x"
    assert "http://x" in Catalogue("cli", "zh").text("running", url="http://x")


def test_a_text_or_a_name_that_is_not_there_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Catalogue("cli", "en").text("no_such_text")
    with pytest.raises(KeyError):
        Catalogue("cli", "en").text("running")


def test_a_ready_made_title_is_in_the_language_of_its_reader_and_no_other_is_changed() -> None:
    assert title_in("Live Q&A", "zh") == "直播答疑"
    assert title_in("直播答疑", "en") == "Live Q&A"
    assert title_in("直播答疑 2", "en") == "直播答疑 2"


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("zh_CN.UTF-8", "zh"),
        ("zh", "zh"),
        ("en_GB.UTF-8", "en"),
        ("C", "en"),
        ("de_DE", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_a_chinese_locale_gives_chinese_and_any_other_english(locale: str | None, language: str) -> None:
    assert language_of_locale(locale) == language
