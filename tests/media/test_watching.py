"""How large a picture is seen decides which layer is of use."""

from __future__ import annotations

import pytest

from media.commands import View
from media.watching import Watched, watched_at


@pytest.mark.parametrize(
    ("height", "encodings", "layer"),
    [
        (90, 3, 0),
        (180, 3, 0),
        (216, 3, 0),
        (240, 3, 1),
        (432, 3, 1),
        (433, 3, 2),
        (4000, 3, 2),
        (180, 2, 0),
        (720, 2, 1),
        (100, 1, 0),
        (720, 1, 2),
    ],
)
def test_the_lowest_layer_that_fills_the_tile_is_enough(height: int, encodings: int, layer: int) -> None:
    assert watched_at(View(height), encodings, is_screen=False).layer == layer


@pytest.mark.parametrize("is_screen", [False, True])
def test_what_nobody_sees_has_no_layer(is_screen: bool) -> None:
    assert watched_at(View(0, priority=2), 3, is_screen=is_screen) == Watched(-1, 2, is_screen)


def test_of_what_nothing_was_said_everything_is_of_use() -> None:
    assert watched_at(None, 3, is_screen=False) == Watched(2, 0, False)


def test_a_screen_is_sent_sharp_however_small_it_is_shown() -> None:
    assert watched_at(View(90), 3, is_screen=True).layer == 2
