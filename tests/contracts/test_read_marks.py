"""What every store of read marks promises: `signaling.ports.ReadMarks`."""

from __future__ import annotations

import pytest

from signaling.ports import ReadMark, ReadMarks

pytestmark = pytest.mark.anyio


async def test_who_has_read_nothing_has_read_up_to_nothing(marks: ReadMarks) -> None:
    assert await marks.get("ada", "zone") == ReadMark("ada", "zone", 0, 0)


async def test_a_mark_is_kept_for_each_person_and_room(marks: ReadMarks) -> None:
    kept = [ReadMark("ada", "zone", 7, 3), ReadMark("ada", "study", 2, 0), ReadMark("bo", "zone", 9, 9)]
    await marks.advance(kept)
    assert [await marks.get(mark.person, mark.room) for mark in kept] == kept


async def test_a_mark_never_goes_back_in_either_of_its_numbers(marks: ReadMarks) -> None:
    await marks.advance([ReadMark("ada", "zone", 7, 3)])
    await marks.advance([ReadMark("ada", "zone", 5, 4)])
    assert await marks.get("ada", "zone") == ReadMark("ada", "zone", 7, 4)
    await marks.advance([ReadMark("ada", "zone", 8, 1)])
    assert await marks.get("ada", "zone") == ReadMark("ada", "zone", 8, 4)


async def test_two_marks_of_one_person_and_room_count_as_the_higher(marks: ReadMarks) -> None:
    await marks.advance([ReadMark("ada", "zone", 7, 3), ReadMark("ada", "zone", 6, 5)])
    assert await marks.get("ada", "zone") == ReadMark("ada", "zone", 7, 5)


async def test_moving_nothing_changes_nothing(marks: ReadMarks) -> None:
    await marks.advance([])
    assert await marks.get("ada", "zone") == ReadMark("ada", "zone")
