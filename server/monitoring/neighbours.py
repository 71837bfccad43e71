"""What this node is to others, and they to it: who lives, what waits between them, and which rooms changed hands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from signaling.cluster.membership import Membership


class Queue(Protocol):
    @property
    def waiting_bytes(self) -> int: ...


class NeighboursCollector(Collector):
    def __init__(self, membership: Membership, bus: Queue) -> None:
        self._membership, self._bus = membership, bus

    @override
    def collect(self) -> Iterable[Metric]:
        membership, neighbours = self._membership, self._membership.neighbours
        nodes = GaugeMetricFamily("studyhall_nodes", "Nodes that live, with this one", labels=["draining"])
        draining = sum(each.is_draining for each in neighbours.standings.values())
        nodes.add_metric(["no"], len(neighbours.standings) - draining)
        nodes.add_metric(["yes"], draining)
        yield nodes
        for name, help, value in (
            (
                "studyhall_lease_held",
                "Whether the registry took this node's last beat",
                neighbours.is_in_touch,
            ),
            (
                "studyhall_load_points",
                "How much this node has to do, as rooms are placed by",
                neighbours.points(),
            ),
            (
                "studyhall_calls_waiting",
                "Calls to other nodes without an answer yet",
                membership.calls.waiting,
            ),
            ("studyhall_bus_waiting_bytes", "What waits to be told to other nodes", self._bus.waiting_bytes),
        ):
            gauge = GaugeMetricFamily(name, help)
            gauge.add_metric([], float(value))
            yield gauge
        for name, help, value in (
            (
                "studyhall_rooms_taken_over",
                "Rooms of other nodes that this one owns since",
                membership.taken_over,
            ),
            ("studyhall_rooms_given_away", "Rooms of this node that others own since", membership.given_away),
            ("studyhall_letters_dropped", "What nodes of another version said", membership.calls.dropped),
        ):
            counter = CounterMetricFamily(name, help)
            counter.add_metric([], float(value))
            yield counter
