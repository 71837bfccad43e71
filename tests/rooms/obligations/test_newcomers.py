"""Who has hardly spoken here yet."""

from __future__ import annotations

from rooms.obligations.newcomers import FIRST_MESSAGES, FIRST_SECONDS, REMEMBERED_SPEAKERS, Newcomers
from tests.support.rooms import START


def test_somebodys_first_messages_are_a_newcomers() -> None:
    newcomers = Newcomers()
    for number in range(FIRST_MESSAGES):
        assert newcomers.has("ada", START + number)
        newcomers.said("ada", START + number)
    assert not newcomers.has("ada", START + 10)
    assert newcomers.has("bo", START)


def test_after_seven_days_nobody_is_new_any_more() -> None:
    newcomers = Newcomers()
    newcomers.said("ada", START)
    assert newcomers.has("ada", START + FIRST_SECONDS)
    assert not newcomers.has("ada", START + FIRST_SECONDS + 1)


def test_who_spoke_first_longest_ago_is_forgotten() -> None:
    newcomers = Newcomers()
    for number in range(REMEMBERED_SPEAKERS + 1):
        for _ in range(FIRST_MESSAGES):
            newcomers.said(f"member-{number}", START)
    assert len(newcomers.spoken) == REMEMBERED_SPEAKERS
    assert newcomers.has("member-0", START)
    assert not newcomers.has("member-1", START)
