"""Encodings of one picture on the wire: how they are known, which of them is sent, and how much they may bring."""

from __future__ import annotations

import pytest
from studyhall_plane import Plane

from tests.plane.peers import (
    OUT_SSRC,
    QUIET,
    SSRC,
    Publish,
    Publisher,
    Subscribe,
    Subscriber,
    wait_for_drops,
    wait_until,
)

LOW, HIGH = 0x2001, 0x2002  # SSRCs that nobody declared
RIDS = {LOW: "l", HIGH: "h"}


class Simulcast:
    """A publisher of two encodings, known by their rids, that a subscriber is shown."""

    def __init__(self, plane: Plane, publisher: Publisher, subscriber: Subscriber) -> None:
        self.publisher = publisher
        self.streams = [publisher.add_video(None, rid=rid) for rid in RIDS.values()]
        self.output = subscriber.add_video(OUT_SSRC)
        plane.route(self.output, self.streams)

    def send(self, sequence: int, *, key: bool = False) -> list[bytes]:
        """One picture of each encoding, lowest first."""
        pictures = [1000 * position + sequence for position in range(2)]
        return [
            self.publisher.send_video(ssrc, sequence, picture, key=key, mid="v", rid=rid)
            for picture, (ssrc, rid) in zip(pictures, RIDS.items(), strict=True)
        ]


@pytest.fixture
def simulcast(plane: Plane, publisher: Publisher, subscriber: Subscriber) -> Simulcast:
    return Simulcast(plane, publisher, subscriber)


@pytest.fixture
def publisher(publish: Publish) -> Publisher:
    return publish()


@pytest.fixture
def subscriber(subscribe: Subscribe) -> Subscriber:
    return subscribe()


def layer(plane: Plane, output: int) -> int:
    return plane.output_statistics(output)["layer"]


def test_the_highest_encoding_is_sent_and_then_the_one_that_is_of_use(
    plane: Plane, simulcast: Simulcast, subscriber: Subscriber
) -> None:
    _, high = simulcast.send(1, key=True)
    wait_until(lambda: layer(plane, simulcast.output) == 1, "the highest encoding is sent")
    received = [subscriber.expect_rtp()]
    while received[-1].payload[5:] != high:
        received.append(subscriber.expect_rtp())
    assert {packet.ssrc for packet in received} == {OUT_SSRC}
    plane.watch(simulcast.output, layer=0, priority=0, is_screen=False)
    low, _ = simulcast.send(2, key=True)
    after = subscriber.expect_rtp()
    while after.payload[5:] != low:
        received.append(after)
        after = subscriber.expect_rtp()
    assert layer(plane, simulcast.output) == 0
    numbers = [packet.sequence_number for packet in [*received, after]]
    assert numbers == [(numbers[0] + step) % 65536 for step in range(len(numbers))]


def test_nothing_is_sent_while_nobody_looks(
    plane: Plane, simulcast: Simulcast, subscriber: Subscriber
) -> None:
    plane.watch(simulcast.output, layer=-1, priority=0, is_screen=False)
    simulcast.send(1, key=True)
    wait_for_drops(plane, "unwatched", 2)
    assert layer(plane, simulcast.output) == -1
    assert subscriber.receive_rtp(within=QUIET) is None


@pytest.mark.row("M13")
def test_an_encoding_that_was_not_declared_is_dropped(
    plane: Plane, simulcast: Simulcast, subscriber: Subscriber
) -> None:
    simulcast.publisher.send_video(0x3000, 1, 1, key=True, mid="v", rid="x")
    wait_for_drops(plane, "undeclared_rid", 1)
    assert subscriber.receive_rtp(within=QUIET) is None


@pytest.mark.row("M6")
def test_what_exceeds_the_agreed_rate_costs_no_receiver(
    plane: Plane, publisher: Publisher, subscriber: Subscriber
) -> None:
    stream = publisher.add_video(SSRC, max_bitrate=40_000)
    output = subscriber.add_video(OUT_SSRC)
    plane.route(output, [stream])
    for sequence in range(1, 301):
        publisher.send_video(SSRC, sequence, sequence, key=sequence == 1)
    wait_until(lambda: plane.statistics()["drops"]["over_ceiling"] > 100, "the excess is dropped")
    assert plane.output_statistics(output)["packets"] < 200


def test_statistics_of_a_transport_have_all_their_numbers(plane: Plane, subscriber: Subscriber) -> None:
    statistics = plane.transport_statistics(subscriber.transport)
    assert statistics == {"estimate": 0, "sent_bitrate": 0, "rtt_us": 0, "lost": 0}
