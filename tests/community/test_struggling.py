"""Questions that come back again and again are a sign."""

from __future__ import annotations

from msgspec.structs import replace

from community.struggling import WEEK, Asked, Struggling, struggling

NOW = 10 * WEEK
ONCE = Asked("zone", "ada", "Ada", 1, NOW - 60)


def test_who_is_not_helped_by_two_answers_is_to_be_looked_after() -> None:
    assert struggling([ONCE], NOW) == []
    assert struggling([replace(ONCE, reopened=2)], NOW) == [Struggling("zone", "ada", "Ada", 2)]
    elsewhere = replace(ONCE, room="class", at=NOW)
    assert struggling([elsewhere, ONCE], NOW) == [Struggling("class", "ada", "Ada", 2)]


def test_the_one_with_most_comes_first() -> None:
    bo = Asked("zone", "bo", "Bo", 3, NOW)
    assert [each.member for each in struggling([replace(ONCE, reopened=2), bo], NOW)] == ["bo", "ada"]


def test_what_was_long_ago_was_never_opened_again_or_asked_anonymously_is_none() -> None:
    old = replace(ONCE, reopened=5, at=NOW - WEEK - 1)
    first = replace(ONCE, reopened=0)
    hidden = replace(ONCE, member="", name="", reopened=5)
    assert struggling([old, first, first, hidden], NOW) == []
