"""What leaves the page in words, in both languages."""

from __future__ import annotations

import pytest

from server.catalogue import LANGUAGES, Language
from server.duty.notice import Reason
from server.duty.wording import LONGEST_TEXT, LONGEST_TITLE, MOST_LINES, Words, most_urgent
from tests.server.duty.given import notice

WORDS = Words("https://study.example")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words_that_name_the_room(reason: Reason, language: Language) -> None:
    assert "Ask here" in WORDS.of([notice(reason=reason)], language).title


def test_everybody_is_told_in_their_language() -> None:
    titles = {WORDS.of([notice(reason=None)], language).title for language in LANGUAGES}
    assert titles == {"Test: notices arrive here", "测试：通知可以送达这里"}


def test_levels_sound_different() -> None:
    titles = {level: WORDS.of([notice(level=level)], "en").title for level in (50, 100, 150, 200, 400)}
    assert len(set(titles.values())) == 4
    assert titles[50] == titles[100]
    assert "200 %" in titles[200]


def test_a_title_is_one_short_line_and_a_text_is_not_endless() -> None:
    long = notice(room_title="two\r\nlines\0\x1b[31m\u2028" + "x" * 300, excerpt="x" * 1000)
    wording = WORDS.of([long], "en")
    assert "“two lines [31m xxx" in wording.title
    assert wording.title.isprintable()
    assert len(wording.title) == LONGEST_TITLE
    assert len(wording.text) == LONGEST_TEXT
    assert wording.url == "https://study.example/ops"


def test_what_concerns_a_member_leads_to_its_room_and_what_staff_do_to_the_board() -> None:
    mention = notice(reason=Reason.STAFF_MENTION, level=0, room="zone--2")
    wording = WORDS.of([mention], "en")
    assert (wording.title, wording.url) == (
        "A teacher calls you in “Ask here”",
        "https://study.example/r/zone",
    )


def test_an_address_is_asked_about_with_a_link() -> None:
    wording = WORDS.confirming("a.b.c", "zh")
    assert (wording.title, wording.url) == ("请确认这是你的邮箱", "https://study.example/confirm/a.b.c")


def test_without_an_address_of_ours_there_is_no_link() -> None:
    assert Words("").of([notice()], "en").url == ""


def test_several_are_one_message_under_the_most_urgent_with_a_line_each() -> None:
    told = [
        notice(id=1, excerpt="first\nof two lines"),
        notice(id=2, level=400, excerpt=""),
        notice(id=3, reason=Reason.BRIEF, level=0),
    ]
    wording = WORDS.of(told, "en")
    assert wording.title.startswith("Incident in “Ask here”")
    assert wording.title.endswith("(and 2 more)")
    assert wording.text.split("\n") == [
        "An answer is overdue in “Ask here”: first of two lines",
        "Incident in “Ask here”: no answer at 400 % of the promised time",
        "You are on duty in “Ask here”: Why is <zero> even & not odd?",
    ]


def test_of_very_many_some_have_a_line_and_the_others_are_counted() -> None:
    wording = WORDS.of([notice(id=id) for id in range(70)], "zh")
    assert "（另有 69 条）" in wording.title
    assert len(wording.text.split("\n")) == MOST_LINES + 1
    assert wording.text.endswith("+ 50")


def test_the_most_urgent_is_the_one_that_waits_longest_then_what_concerns_all_then_the_newest() -> None:
    gap, brief = notice(reason=Reason.GAP, level=0), notice(reason=Reason.BRIEF, level=0)
    assert most_urgent([brief, gap]) == gap
    assert most_urgent([gap, notice(level=100), notice(level=200)]).level == 200
    assert most_urgent([notice(id=4), notice(id=5)]).id == 5
