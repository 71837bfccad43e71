"""What a monitoring system reads: counters of media, rooms and sockets in the text format of Prometheus.

For whoever names the configured token; without one there is no such page. Nothing in it is about a person: rooms and
people are counted, not named.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from media.events import Statistics
from rooms.room import Room
from server.http.errors import Refusal
from signaling.ports import RoomSpec

OpenRooms = Callable[[], list[tuple[RoomSpec, Room]]]


class Prometheus:
    """`media` gives the media process's counters, or None while there is none."""

    def __init__(
        self, token: str | None, rooms: OpenRooms, media: Callable[[], Awaitable[Statistics | None]]
    ) -> None:
        self._token, self._rooms, self._media = token, rooms, media

    def routes(self) -> list[BaseRoute]:
        return [] if self._token is None else [Route("/metrics", self.read)]

    async def read(self, request: Request) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self._token is None or not hmac.compare_digest(given.encode(), self._token.encode()):
            raise Refusal(401, "no_session", "the token of --metrics-token, as a bearer token")
        registry = CollectorRegistry()
        registry.register(_Collected([*_of_rooms(self._rooms()), *_of_media(await self._media())]))
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class _Collected:
    """What was collected already, as the library wants it."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> list[Metric]:
        return self._metrics


def _of_rooms(rooms: list[tuple[RoomSpec, Room]]) -> Iterator[Metric]:
    open_rooms = GaugeMetricFamily("studyhall_rooms_open", "Rooms that run here now", labels=["kind"])
    members = GaugeMetricFamily("studyhall_members_present", "Members in rooms here", labels=["kind"])
    for kind in sorted({spec.kind for spec, _ in rooms}):
        of_kind = [room for spec, room in rooms if spec.kind is kind]
        open_rooms.add_metric([kind.value], len(of_kind))
        members.add_metric([kind.value], sum(len(room.present()) for room in of_kind))
    yield open_rooms
    yield members


def _of_media(statistics: Statistics | None) -> Iterator[Metric]:
    up = GaugeMetricFamily("studyhall_media_up", "Whether the media process answers")
    up.add_metric([], float(statistics is not None))
    yield up
    if statistics is None:
        return
    peers = GaugeMetricFamily("studyhall_media_peers", "Devices with media")
    peers.add_metric([], statistics.peers)
    yield peers
    moved = {
        "in": (statistics.packets_in, statistics.bytes_in),
        "out": (statistics.packets_out, statistics.bytes_out),
    }
    packets = CounterMetricFamily("studyhall_media_packets", "Packets", labels=["direction"])
    traffic = CounterMetricFamily("studyhall_media_bytes", "Bytes on the wire", labels=["direction"])
    for direction, (count, size) in moved.items():
        packets.add_metric([direction], count)
        traffic.add_metric([direction], size)
    yield packets
    yield traffic
    drops = CounterMetricFamily("studyhall_media_drops", "Packets that went nowhere", labels=["reason"])
    for reason, count in sorted(statistics.drops.items()):
        drops.add_metric([reason], count)
    yield drops
    pictures = GaugeMetricFamily(
        "studyhall_media_pictures",
        "Pictures that somebody is sent now, by layer (0 lowest)",
        labels=["layer"],
    )
    for layer, count in sorted(statistics.pictures.items()):
        pictures.add_metric([layer], count)
    yield pictures
    cpu = CounterMetricFamily("studyhall_media_cpu_seconds", "CPU time", labels=["thread"])
    cpu.add_metric(["process"], statistics.process_cpu)
    for number, seconds in enumerate(statistics.threads):
        cpu.add_metric([f"plane-{number}"], seconds)
    yield cpu
