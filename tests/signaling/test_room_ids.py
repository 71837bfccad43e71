"""An id says whose sub-room it is, and nothing that merely looks alike does."""

from __future__ import annotations

import pytest

from signaling.room_ids import SEPARATOR, home_of, parted


def test_a_sub_room_has_its_parents_id_and_its_number() -> None:
    assert parted(f"live-qa{SEPARATOR}12") == ("live-qa", 12)
    assert home_of(f"live-qa{SEPARATOR}12") == home_of("live-qa") == "live-qa"


@pytest.mark.parametrize(
    "id", ["zone", "zone-1", "zone--", "zone--01", "zone--one", "zone--²", "zone--1234567890123456"]
)
def test_what_has_no_number_of_a_sub_room_is_an_id_of_its_own(id: str) -> None:
    assert parted(id) == (id, None)
