"""RE2's syntax, in bounded memory."""

from __future__ import annotations

import pytest

from rooms.moderation.patterns import any_of, compiled, found, literal

TOO_LARGE = "|".join(f"{number}.{{900}}x" for number in range(300))


@pytest.mark.parametrize("pattern", ["(?=a)", r"(a)\1", "(", "[b-a]", TOO_LARGE])
def test_what_re2_cannot_read_or_hold_is_refused_with_its_reason(pattern: str) -> None:
    with pytest.raises(ValueError, match="."):
        compiled(pattern)


def test_an_unreadable_pattern_writes_nothing_to_the_streams_of_the_process(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ValueError, match="perl operator"):
        compiled("(?=a)")
    assert capfd.readouterr() == ("", "")


def test_any_of_several_patterns_matches_and_each_must_be_one_by_itself() -> None:
    either = any_of(("(?P<same>b)", "(?P<same>a)|c"))
    assert [found(either, text) for text in ("xxb", "xa", "c", "d")] == [2, 1, 0, None]
    with pytest.raises(ValueError, match="."):
        any_of(("a)|(b",))


def test_places_are_counted_in_characters() -> None:
    assert found(any_of(("信",)), "微信") == 1


def test_a_literal_matches_itself_alone() -> None:
    sign = compiled(literal("c++ (微.信)"))
    assert found(sign, "c++ (微.信)") == 0
    assert found(sign, "ccc (微x信)") is None


def test_groups_are_captured_where_asked() -> None:
    (match,) = compiled("a(b)", captures=True).finditer("xab")
    assert (match.group(1), match.start(), match.end()) == ("b", 1, 3)
