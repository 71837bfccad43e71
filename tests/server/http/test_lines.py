"""Who in a room has a bad line, for its staff."""

from __future__ import annotations

import httpx
import pytest

from rooms.roles import Role
from server.http.lines import badness
from server.serving import Announcement
from signaling.media_lines import DeviceLine
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio


async def _read(server: Announcement, role: Role, room: str = "study-room") -> httpx.Response:
    async with visitor(server, role) as browser:
        return await browser.get(f"/api/rooms/{room}/lines")


async def test_staff_read_of_a_room_without_media_that_there_is_none(server: Announcement) -> None:
    answer = await _read(server, Role.TEACHER)
    assert (answer.status_code, answer.json()) == (200, [])


@pytest.mark.parametrize(
    ("role", "room", "status"), [(Role.STUDENT, "study-room", 403), (Role.TEACHER, "nowhere", 404)]
)
async def test_nobody_else_reads_it_and_nothing_of_other_rooms(
    server: Announcement, role: Role, room: str, status: int
) -> None:
    assert (await _read(server, role, room)).status_code == status


def test_loss_is_worse_than_a_still_picture_and_that_than_a_long_way() -> None:
    def line(device: str, loss: float | None, frozen: float, rtt_ms: int | None) -> DeviceLine:
        return DeviceLine("ada", device, loss, None, rtt_ms, None, frozen, [])

    lines = [line("far", 0.0, 0.0, 900), line("lossy", 0.2, 0.0, 20), line("quiet", None, 0.0, None)]
    lines.append(line("frozen", 0.0, 8.0, 20))
    order = [each.device for each in sorted(lines, key=badness, reverse=True)]
    assert order == ["lossy", "frozen", "far", "quiet"]
