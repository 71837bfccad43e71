"""The in-process bus hands each message to each subscriber, in order, whatever the others do."""

from __future__ import annotations

import logging

import pytest

from signaling.bus import MemoryBus


def test_a_message_reaches_the_subscribers_of_its_channel_only() -> None:
    bus = MemoryBus()
    study: list[bytes] = []
    other: list[bytes] = []
    bus.subscribe("study", study.append)
    bus.subscribe("other", other.append)
    bus.publish("study", b"1")
    bus.publish("study", b"2")
    bus.publish("nobody", b"3")
    assert (study, other) == ([b"1", b"2"], [])


def test_who_unsubscribed_hears_no_more() -> None:
    bus = MemoryBus()
    heard: list[bytes] = []
    unsubscribe = bus.subscribe("study", heard.append)
    unsubscribe()
    unsubscribe()
    bus.publish("study", b"1")
    assert heard == []


def test_a_receiver_may_unsubscribe_while_it_is_told() -> None:
    bus = MemoryBus()
    heard: list[bytes] = []

    def once(message: bytes) -> None:
        heard.append(message)
        unsubscribe()

    unsubscribe = bus.subscribe("study", once)
    bus.subscribe("study", heard.append)
    bus.publish("study", b"1")
    bus.publish("study", b"2")
    assert heard == [b"1", b"1", b"2"]


def test_a_receiver_that_fails_costs_the_others_nothing(caplog: pytest.LogCaptureFixture) -> None:
    bus = MemoryBus()
    heard: list[bytes] = []

    def broken(_message: bytes) -> None:
        raise RuntimeError("broken")

    bus.subscribe("study", broken)
    bus.subscribe("study", heard.append)
    with caplog.at_level(logging.ERROR):
        bus.publish("study", b"1")
    assert heard == [b"1"]
    assert "a receiver of study failed" in caplog.text
