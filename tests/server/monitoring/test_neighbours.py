"""What a node is to others: who lives, what waits, which rooms changed hands; no node is named."""

from __future__ import annotations

import pytest

from server.monitoring.neighbours import NeighboursCollector
from signaling.cluster.calls import channel
from tests.server.monitoring.samples import told
from tests.support.node import NodeRig, cluster, pass_time

pytestmark = pytest.mark.anyio


class Queue:
    waiting_bytes = 12


def seen(rig: NodeRig) -> dict[tuple[str, ...], float]:
    assert rig.node.membership is not None
    return told(NeighboursCollector(rig.node.membership, Queue()).collect())


async def test_rooms_that_change_hands_and_nodes_that_drain_are_counted() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        await two.seated("bo")
        await pass_time(one, 1)
        assert (seen(one)["studyhall_nodes", "no"], seen(one)["studyhall_nodes", "yes"]) == (2, 0)
        assert seen(one)["studyhall_load_points",] > seen(two)["studyhall_load_points",] > 0
        assert seen(one)["studyhall_bus_waiting_bytes",] == 12
        await one.node.hand_over("study")
        await pass_time(one, 1)
        assert seen(one)["studyhall_rooms_given_away_total",] == 1
        assert seen(two)["studyhall_rooms_taken_over_total",] == 1
        assert one.node.membership is not None
        await one.node.membership.neighbours.drain()
        await pass_time(one, 1)
        assert (seen(two)["studyhall_nodes", "no"], seen(two)["studyhall_nodes", "yes"]) == (1, 1)


@pytest.mark.row("F4")
async def test_what_waits_and_what_was_not_understood_is_counted() -> None:
    async with cluster("one", "two") as (one, two):
        two.bus.publish(channel("one"), b"strange")
        await one.seated("ada")
        await two.seated("bo")
        one.cut_off()
        await pass_time(one, 1)
        assert seen(one)["studyhall_letters_dropped_total",] == 1
        assert (seen(one)["studyhall_lease_held",], seen(two)["studyhall_lease_held",]) == (0, 1)
        assert seen(two)["studyhall_calls_waiting",] == 0
