"""Strikes, matches and held messages, in bounded memory."""

from __future__ import annotations

from rooms.moderation.content_state import (
    RECENT_MATCHES,
    REMEMBERED_OFFENDERS,
    STRIKES_PER_MEMBER,
    Content,
    match_of,
)
from rooms.moderation.events import RuleMatched, StrikeTaken
from rooms.moderation.terms import MONTH


def matched(at: float, member: str = "ada", rule: str = "spam", *, shadow: bool = False) -> RuleMatched:
    return RuleMatched(at=at, rule=rule, member=member, excerpt="buy", shadow=shadow)


def taken(struck_at: float, member: str = "ada") -> StrikeTaken:
    return StrikeTaken(at=9.0, member=member, by="tess", struck_at=struck_at)


def test_a_match_in_shadow_is_no_strike() -> None:
    content = Content()
    content.apply(matched(1.0, shadow=True))
    assert content.strikes_of("ada", 1.0) == []
    assert content.matches == [match_of(matched(1.0, shadow=True))]


def test_matches_of_one_moment_are_one_strike() -> None:
    content = Content()
    content.apply(matched(1.0))
    content.apply(matched(1.0, rule="more"))
    content.apply(matched(2.0))
    assert content.strikes_of("ada", 2.0) == [1.0, 2.0]


def test_strikes_count_for_thirty_days_and_are_then_forgotten() -> None:
    content = Content()
    content.apply(matched(1.0))
    assert content.strikes_of("ada", MONTH) == [1.0]
    assert content.strikes_of("ada", MONTH + 1.0) == []
    content.apply(matched(MONTH + 1.0))
    assert content.strikes == {"ada": [MONTH + 1.0]}


def test_the_strike_that_is_taken_back_is_the_one_that_is_meant() -> None:
    content = Content()
    content.apply(matched(1.0))
    content.apply(matched(2.0))
    content.apply(taken(1.0))
    content.apply(taken(5.0))
    assert content.strikes == {"ada": [2.0]}
    content.apply(taken(2.0))
    content.apply(taken(2.0))
    assert content.strikes == {}


def test_strikes_and_matches_are_bounded() -> None:
    content = Content()
    for at in range(STRIKES_PER_MEMBER + 1):
        content.apply(matched(float(at)))
    assert len(content.strikes["ada"]) == STRIKES_PER_MEMBER
    for number in range(REMEMBERED_OFFENDERS):
        content.apply(matched(1.0, f"member-{number}"))
    assert len(content.strikes) == REMEMBERED_OFFENDERS
    assert "ada" not in content.strikes
    assert len(content.matches) == RECENT_MATCHES
