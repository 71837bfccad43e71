"""What counts as work: rooms, sockets, and above all people whose media are here."""

from __future__ import annotations

import pytest

from signaling.cluster.load import OF_A_ROOM, OF_A_SOCKET, OF_MEDIA, points
from tests.support.node import running

pytestmark = pytest.mark.anyio


async def test_people_in_rooms_with_media_weigh_more_than_readers() -> None:
    async with running() as rig:
        assert points([], sockets=0) == 0
        assert points([], sockets=3) == 3 * OF_A_SOCKET
        await rig.seated("ada", "zone")
        assert points(rig.node.open_rooms(), sockets=1) == OF_A_ROOM + OF_A_SOCKET
        await rig.seated("bo", "study")
        assert points(rig.node.open_rooms(), sockets=2) == 2 * OF_A_ROOM + 2 * OF_A_SOCKET + OF_MEDIA
