"""The bad line itself: what it loses, and when the rest comes out."""

from __future__ import annotations

import random

import pytest

from tests.netem.pipe import TCP, UDP, Conditions, Pipe, protocol


def ipv4(kind: int = UDP, size: int = 125) -> bytes:
    return bytes([0x45]) + bytes(8) + bytes([kind]) + bytes(size - 10)


def pipe(conditions: Conditions) -> Pipe:
    return Pipe(random.Random(1), conditions)


def test_packets_come_out_in_order_after_the_delay() -> None:
    line = pipe(Conditions(delay=0.05))
    first, second = ipv4(size=30), ipv4(size=40)
    line.offer(first, 1.0)
    line.offer(second, 1.01)
    assert line.next_out() == pytest.approx(1.05)
    assert line.take(1.049) == []
    assert line.take(2.0) == [first, second]
    assert line.next_out() is None


def test_nobody_overtakes_when_the_delay_shrinks() -> None:
    line = pipe(Conditions(delay=1.0))
    slow, quick = ipv4(size=30), ipv4(size=40)
    line.offer(slow, 0.0)
    line.conditions = Conditions()
    line.offer(quick, 0.1)
    assert line.take(0.9) == []
    assert line.take(1.0) == [slow, quick]


def test_the_share_that_is_lost_is_the_one_asked_for() -> None:
    line = pipe(Conditions(loss=0.2))
    for _ in range(10_000):
        line.offer(ipv4(), 0.0)
    assert line.dropped == pytest.approx(2000, abs=120)
    assert line.passed == 10_000 - line.dropped == len(line.take(0.0))


def test_a_rate_spaces_packets_and_a_full_queue_drops_at_its_tail() -> None:
    line = pipe(Conditions(rate=10_000, queue=0.25))  # a packet of 125 bytes takes 0.1 s
    for _ in range(5):
        line.offer(ipv4(), 0.0)
    assert (line.passed, line.dropped) == (3, 2)
    assert [len(line.take(at)) for at in (0.09, 0.11, 0.21, 0.31)] == [0, 1, 1, 1]


def test_a_blocked_protocol_does_not_pass_and_others_do() -> None:
    line = pipe(Conditions(blocked=frozenset({UDP})))
    line.offer(ipv4(UDP), 0.0)
    line.offer(ipv4(TCP), 0.0)
    assert [protocol(packet) for packet in line.take(0.0)] == [TCP]


def test_the_protocol_of_both_versions_is_found() -> None:
    assert protocol(ipv4(TCP)) == TCP
    assert protocol(bytes([0x60]) + bytes(5) + bytes([UDP]) + bytes(33)) == UDP
