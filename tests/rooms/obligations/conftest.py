"""The zone in which most tests of obligations happen."""

from __future__ import annotations

import pytest

from tests.rooms.obligations.zone import Zone


@pytest.fixture
def zone() -> Zone:
    return Zone()
