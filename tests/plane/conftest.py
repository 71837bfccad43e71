"""A plane on loopback, and peers that are closed after the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from studyhall_plane import Plane, Profile

from tests.plane.peers import Publisher, Subscriber


@pytest.fixture(params=[1, 2], ids=["one-thread", "two-threads"])
def plane(request: pytest.FixtureRequest) -> Iterator[Plane]:
    """Of two threads the first has all publishers, and the second all subscribers."""
    plane = Plane([("127.0.0.1", 0)], threads=request.param)
    yield plane
    plane.close()


@pytest.fixture
def publish(plane: Plane) -> Iterator[Callable[..., Publisher]]:
    """Makes publishers."""
    made: list[Publisher] = []

    def make(profile: Profile = "AEAD_AES_128_GCM") -> Publisher:
        made.append(Publisher(plane, profile))
        return made[-1]

    yield make
    for peer in made:
        peer.close()


@pytest.fixture
def subscribe(plane: Plane) -> Iterator[Callable[..., Subscriber]]:
    """Makes subscribers."""
    made: list[Subscriber] = []

    def make(profile: Profile = "AEAD_AES_128_GCM") -> Subscriber:
        made.append(Subscriber(plane, profile))
        return made[-1]

    yield make
    for peer in made:
        peer.close()
