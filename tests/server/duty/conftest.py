"""What the tests of duty share."""

from __future__ import annotations

import pytest

from tests.server.duty.watched_clock import WatchedClock


@pytest.fixture
def clock() -> WatchedClock:
    return WatchedClock()
