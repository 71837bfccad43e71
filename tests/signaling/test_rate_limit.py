"""A token bucket allows a burst, then a steady rate, and says how long to wait."""

from __future__ import annotations

import pytest

from signaling.rate_limit import Bucket, Rate

RATE = Rate(burst=3, per_second=2.0)


def test_a_burst_is_allowed_at_once_and_the_next_one_waits() -> None:
    bucket = Bucket(RATE, now=0.0)
    assert [bucket.take(0.0) for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]


def test_waiting_as_told_is_enough() -> None:
    bucket = Bucket(RATE, now=0.0)
    for _ in range(3):
        bucket.take(0.0)
    wait = bucket.take(0.1)
    assert wait == pytest.approx(0.4)
    assert bucket.take(0.1 + wait) == 0.0


def test_a_refusal_costs_no_token() -> None:
    bucket = Bucket(RATE, now=0.0)
    for _ in range(50):
        bucket.take(0.0)
    assert bucket.take(0.5) == 0.0


def test_a_long_silence_saves_no_more_than_a_burst() -> None:
    bucket = Bucket(RATE, now=0.0)
    allowed = sum(bucket.take(3600.0) == 0.0 for _ in range(10))
    assert allowed == 3
