"""What goes wrong for somebody again and again is a sign; once is not, and what was dealt with is none any more."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from community.struggling import OFTEN, WEEK, Sign, Signed, Struggling, struggling

NOW = 10 * WEEK
ONCE = Signed(Sign.REOPENED, "zone", "ada", "Ada", NOW - 60)


@pytest.mark.parametrize("sign", Sign)
def test_each_kind_of_sign_is_one_when_it_comes_often_enough(sign: Sign) -> None:
    signs = [replace(ONCE, sign=sign, at=NOW - number) for number in range(OFTEN[sign])]
    assert struggling(signs[1:], NOW) == []
    assert struggling(signs, NOW) == [Struggling("zone", "ada", "Ada", {sign: OFTEN[sign]})]


def test_several_at_once_count_as_many_and_the_last_place_is_told() -> None:
    assert struggling([replace(ONCE, count=2)], NOW) == [Struggling("zone", "ada", "Ada", {Sign.REOPENED: 2})]
    elsewhere = replace(ONCE, room="class", at=NOW)
    assert [each.room for each in struggling([elsewhere, ONCE], NOW)] == ["class"]


def test_other_kinds_are_told_beside_the_one_that_is_often() -> None:
    late = replace(ONCE, sign=Sign.LATE)
    (found,) = struggling([late, late, ONCE], NOW)
    assert (found.signs, found.times) == ({Sign.LATE: 2, Sign.REOPENED: 1}, 3)
    assert struggling([late, ONCE], NOW) == []


def test_the_one_with_most_comes_first() -> None:
    bo = replace(ONCE, member="bo", name="Bo", count=3)
    assert [each.member for each in struggling([replace(ONCE, count=2), bo], NOW)] == ["bo", "ada"]


def test_what_was_long_ago_or_asked_anonymously_is_none() -> None:
    old = replace(ONCE, count=5, at=NOW - WEEK - 1)
    hidden = replace(ONCE, member="", name="", count=5)
    assert struggling([old, hidden], NOW) == []


def test_what_was_before_somebody_looked_after_them_counts_no_more() -> None:
    twice = replace(ONCE, count=2)
    assert struggling([twice], NOW, {"ada": ONCE.at}) == []
    assert len(struggling([twice], NOW, {"ada": ONCE.at - 1, "bo": NOW})) == 1
