"""Wrong guesses are counted per address, and right ones cost nobody anything."""

from __future__ import annotations

import pytest

from server.auth.attempts import ADDRESSES_KEPT, ATTEMPTS, SECONDS, Attempts
from tests.support.clock import ManualClock


@pytest.fixture
def attempts(clock: ManualClock) -> Attempts:
    return Attempts(clock.now)


def fail(attempts: Attempts, address: str, times: int = ATTEMPTS) -> None:
    for _ in range(times):
        attempts.failed(address)


@pytest.mark.row("S15")
def test_the_eleventh_try_within_a_minute_has_to_wait(attempts: Attempts) -> None:
    fail(attempts, "192.0.2.1", ATTEMPTS - 1)
    assert attempts.wait("192.0.2.1") == 0
    attempts.failed("192.0.2.1")
    assert attempts.wait("192.0.2.1") == SECONDS


def test_tries_come_back_one_by_one_as_the_failures_age(attempts: Attempts, clock: ManualClock) -> None:
    attempts.failed("192.0.2.1")
    clock.advance(30)
    fail(attempts, "192.0.2.1", ATTEMPTS - 1)
    assert attempts.wait("192.0.2.1") == 30
    clock.advance(30)
    assert attempts.wait("192.0.2.1") == 0
    attempts.failed("192.0.2.1")
    assert attempts.wait("192.0.2.1") == 30


def test_another_address_is_not_affected(attempts: Attempts) -> None:
    fail(attempts, "192.0.2.1")
    assert attempts.wait("192.0.2.2") == 0


def test_all_addresses_of_one_ipv6_network_share_their_tries(attempts: Attempts) -> None:
    fail(attempts, "2001:db8:1:2::1")
    assert attempts.wait("2001:db8:1:2:ffff::9") > 0
    assert attempts.wait("2001:db8:1:3::1") == 0


def test_an_ipv4_address_written_as_ipv6_is_the_same_address(attempts: Attempts) -> None:
    fail(attempts, "192.0.2.1")
    assert attempts.wait("::ffff:192.0.2.1") > 0


def test_what_is_no_address_is_counted_as_it_is(attempts: Attempts) -> None:
    fail(attempts, "")
    assert attempts.wait("") > 0


def test_a_crowd_of_addresses_does_not_grow_the_memory(attempts: Attempts) -> None:
    fail(attempts, "192.0.2.1")
    for number in range(ADDRESSES_KEPT):
        attempts.failed(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert attempts.wait("192.0.2.1") == 0  # the one that failed longest ago was forgotten
