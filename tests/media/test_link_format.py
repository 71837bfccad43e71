"""What both ends of a link know without telling each other."""

from __future__ import annotations

import pytest

from media.codecs import OF_KIND
from media.commands import Source
from media.link_format import clock_rate_of, new_key, payloads_of


def test_every_codec_that_a_section_may_have_fits_one_track() -> None:
    for names in OF_KIND.values():
        assert len(payloads_of(sorted(names))) == len(names)


def test_a_codec_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="h266"):
        payloads_of(["h266"])


def test_sound_and_pictures_have_their_clocks() -> None:
    assert [clock_rate_of(source) for source in (Source.MIC, Source.SCREEN_AUDIO)] == [48_000, 48_000]
    assert [clock_rate_of(source) for source in (Source.CAMERA, Source.SCREEN)] == [90_000, 90_000]


def test_keys_are_chosen_by_chance() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert {(len(each.key), len(each.salt)) for each in keys} == {(16, 12)}
