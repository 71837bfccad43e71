"""One page that asks for nothing: figures, budgets and plots stand in it, and no text becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from typing_extensions import override

from loadtests.scenarios.budgets import Limit, Verdict
from loadtests.scenarios.outcome import Outcome
from loadtests.scenarios.page import page
from tests.loadtests.scenarios.test_outcome import ONE

VERDICTS = [Verdict("lost", 0.0, Limit(most=0)), Verdict("chat_p99_ms", 99.0, Limit(most=98))]


def elements(text: str) -> list[str]:
    found: list[str] = []

    class Reader(HTMLParser):
        @override
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append(tag)

    Reader().feed(text)
    return found


def test_it_shows_budgets_waits_errors_and_two_plots_for_each_wait() -> None:
    waits = {"chat": ONE.waits["chat"]}
    text = page(
        "a machine", "studyhall load lecture", [(Outcome(**(vars(ONE) | {"waits": waits})), VERDICTS)]
    )
    assert elements(text).count("svg") == 2
    for said in ("a machine", "studyhall load lecture", ">kept<", ">missed<", "≤ 98", "RATE_LIMITED"):
        assert said in text


def test_it_asks_for_nothing_from_elsewhere() -> None:
    text = page("a machine", "command", [(ONE, [])])
    assert not re.findall(r"(?:src|href)=|url\(|@import", text)
    assert "script" not in elements(text)


def test_no_text_becomes_markup() -> None:
    text = page("<script>alert(1)</script>", "a & b", [])
    assert "script" not in elements(text)
    assert "a &amp; b" in text
