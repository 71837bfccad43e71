"""Statistics of everything, and of the peers of one group only."""

from __future__ import annotations

import pytest
from studyhall_plane import Plane

from media.commands import Source
from media.counting import Counting
from media.group import Group, Peer

pytestmark = pytest.mark.anyio


async def test_only_the_group_that_was_asked_for_is_told_peer_by_peer(plane: Plane) -> None:
    room, other = Group("room"), Group("other")
    peers = {name: Peer(name, group, frozenset(Source)) for name, group in (("ann", room), ("ben", other))}
    counting = Counting(plane, {"stun_forged": 3}, peers)
    assert counting.statistics(1, None).by_peer == []
    of_room = counting.statistics(2, "room")
    assert (of_room.ref, of_room.peers, [peer.peer for peer in of_room.by_peer]) == (2, 2, ["ann"])
    assert of_room.by_peer[0].estimate is None
    assert of_room.pictures == {}
    assert of_room.drops["stun_forged"] == 3
