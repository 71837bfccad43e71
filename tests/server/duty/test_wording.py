"""What leaves the page in words, in both languages."""

from __future__ import annotations

import pytest

from server.catalogue import LANGUAGES, Catalogue, Language
from server.duty.notice import Reason
from server.duty.wording import LONGEST_TEXT, word
from tests.server.duty.given import notice


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words_that_name_the_room(reason: Reason, language: Language) -> None:
    wording = word(notice(reason=reason), Catalogue("notices", language), "")
    assert "Ask here" in wording.title


def test_levels_sound_different() -> None:
    texts = Catalogue("notices", "en")
    titles = {level: word(notice(level=level), texts, "").title for level in (50, 100, 150, 200, 400)}
    assert len(set(titles.values())) == 4
    assert titles[50] == titles[100]
    assert "200 %" in titles[200]


def test_a_title_is_one_line_and_a_text_is_not_endless() -> None:
    long = notice(room_title="two\r\nlines", excerpt="x" * 1000)
    wording = word(long, Catalogue("notices", "en"), "https://study.example")
    assert "two lines" in wording.title
    assert len(wording.text) == LONGEST_TEXT
    assert wording.url == "https://study.example/ops"


def test_without_an_address_of_ours_there_is_no_link() -> None:
    assert word(notice(), Catalogue("notices", "en"), "").url == ""
