"""Who is heard, and who is shown to speak."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media.speakers import KEPT_FOR, LOUDER_BY, QUIET, SHOWN_AFTER, SHOWN_FOR, Speakers

STEP = 0.1


def speak(speakers: Speakers, levels: dict[str, int], begin: float, seconds: float) -> float:
    """Levels every tenth of a second from `begin`; returns when the last one came."""
    steps = round(seconds / STEP)
    for step in range(steps + 1):
        speakers.update(levels, begin + step * STEP)
    return begin + steps * STEP


def test_whoever_begins_to_speak_is_heard_at_once_and_shown_a_moment_later() -> None:
    speakers = Speakers(3)
    speakers.update({"ann": 30}, 0.0)
    assert speakers.heard == ["ann"]
    assert speakers.speaking() == []
    speak(speakers, {"ann": 30}, STEP, SHOWN_AFTER)
    assert speakers.speaking() == ["ann"]


def test_a_cough_is_not_shown() -> None:
    speakers = Speakers(3)
    speakers.update({"ann": 10}, 0.0)
    speakers.update({}, SHOWN_FOR + STEP)
    assert speakers.speaking() == []


def test_a_pause_between_words_is_not_shown_and_silence_is() -> None:
    speakers = Speakers(3)
    now = speak(speakers, {"ann": 30}, 0.0, 1.0)
    speakers.update({"ann": 127}, now + SHOWN_FOR - STEP)
    assert speakers.speaking() == ["ann"]
    speakers.update({"ann": 127}, now + SHOWN_FOR + STEP)
    assert speakers.speaking() == []


def test_noise_is_nobody() -> None:
    speakers = Speakers(3)
    speak(speakers, {"ann": QUIET}, 0.0, 2.0)
    assert speakers.heard == []
    assert not speakers.is_lively


def test_the_loudest_come_first() -> None:
    speakers = Speakers(3)
    speak(speakers, {"ann": 40, "ben": 20, "cat": 30}, 0.0, 1.0)
    assert speakers.speaking() == ["ben", "cat", "ann"]


def test_who_is_silent_keeps_the_place_until_somebody_else_speaks() -> None:
    speakers = Speakers(1)
    now = speak(speakers, {"ann": 30}, 0.0, 1.0)
    speakers.update({}, now + KEPT_FOR + STEP)
    assert speakers.heard == ["ann"]
    speakers.update({"ben": 45}, now + KEPT_FOR + 2 * STEP)
    assert speakers.heard == ["ben"]


def test_a_place_is_not_taken_by_who_is_only_a_little_louder() -> None:
    speakers = Speakers(1)
    speak(speakers, {"ann": 30}, 0.0, 1.0)
    speak(speakers, {"ann": 30, "ben": 30 - round(LOUDER_BY) + 1}, 1.0, 1.0)
    assert speakers.heard == ["ann"]
    speak(speakers, {"ann": 30, "cat": 30 - round(LOUDER_BY) - 1}, 2.0, 1.0)
    assert speakers.heard == ["cat"]


def test_who_left_has_no_place_and_no_voice() -> None:
    speakers = Speakers(2)
    speak(speakers, {"ann": 30, "ben": 35}, 0.0, 1.0)
    speakers.forget(["ann", "nobody"])
    assert speakers.heard == ["ben"]
    assert speakers.speaking() == ["ben"]
    assert speakers.known() == {"ben"}


@given(
    st.lists(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 127)), max_size=60), st.integers(1, 4)
)
def test_places_are_never_exceeded_and_nobody_has_two(rounds: list[dict[str, int]], places: int) -> None:
    speakers = Speakers(places)
    for number, levels in enumerate(rounds):
        before = list(speakers.heard)
        speakers.update(levels, number * STEP)
        assert len(set(speakers.heard)) == len(speakers.heard) <= places
        assert len(speakers.heard) >= len(before)
        newcomers = set(speakers.heard) - set(before)
        assert all(levels.get(name, 127) < QUIET for name in newcomers)
