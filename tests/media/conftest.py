"""A real packet plane on loopback, and what a connection on it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from studyhall_plane import Plane

from media.addresses import LOOPBACK
from media.aiortc_seam import Certificate
from media.connection import Connection
from media.ice import IceLite
from media.offer import read_offer
from tests.media.offers import description, section

MakeConnection = Callable[[], Connection]


@pytest.fixture
def plane() -> Iterator[Plane]:
    plane = Plane([(LOOPBACK, 0)])
    yield plane
    plane.close()


@pytest.fixture
def make_connection(plane: Plane, anyio_backend: str) -> MakeConnection:
    """A connection of its own number for each call; nobody is at its other end."""
    transports = count(1_000_000)
    ice, certificate = IceLite(), Certificate()
    offer = read_offer(description(section("0")))
    return lambda: Connection(plane, ice, certificate, next(transports), offer, 0.0)
