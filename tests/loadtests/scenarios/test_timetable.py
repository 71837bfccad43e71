"""The same seed makes the same timetable, at about the rate that was asked for; acts are begun in their order."""

from __future__ import annotations

from functools import partial
from random import Random

import pytest

from loadtests.scenarios.timetable import Act, moments, perform


def test_a_seed_decides_when_things_happen() -> None:
    first = moments(Random(7), 10, 100)
    assert first == moments(Random(7), 10, 100) != moments(Random(8), 10, 100)
    assert first == sorted(first)
    assert 0 < first[0] < first[-1] < 100
    assert 850 < len(first) < 1150


def test_a_rate_of_nothing_is_never() -> None:
    assert moments(Random(1), 0.0, 10) == []


@pytest.mark.anyio
async def test_acts_are_begun_in_the_order_of_their_times() -> None:
    done: list[str] = []

    async def do(name: str) -> None:
        done.append(name)

    await perform([Act(0.02, partial(do, "second")), Act(0.0, partial(do, "first"))])
    assert done == ["first", "second"]
