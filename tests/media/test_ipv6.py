"""Media over IPv6: a socket of its own, candidates of both families, and clients that have nothing else."""

from __future__ import annotations

import asyncio
import ipaddress

import pytest

from media.addresses import LOOPBACK, default_addresses
from media.commands import Direction, Source
from media.events import Answered, Connected
from tests.media.aiortc_clients import Client
from tests.media.media_server import MediaServer, media_server
from tests.media.raw_client import raw_client

pytestmark = pytest.mark.anyio

LOOPBACK_V6 = "::1"
OWN_V6 = [host for host, _ in default_addresses(0) if ":" in host]


def candidate_hosts(answer: str, transport: str) -> list[str]:
    """In the order of the answer's first section."""
    first = answer.split("\r\nm=")[1]
    lines = [line.split(" ") for line in first.split("\r\n") if line.startswith("a=candidate:")]
    return [fields[4] for fields in lines if fields[2] == transport]


async def test_an_answer_names_candidates_of_both_families() -> None:
    async with media_server([(LOOPBACK_V6, 0), (LOOPBACK, 0)]) as server:
        server.add("ann")
        async with raw_client(server, "ann") as client:
            await client.negotiate()
        for transport in ("udp", "tcp"):
            assert candidate_hosts(client.answer, transport) == [LOOPBACK_V6, LOOPBACK]
        assert f"c=IN IP6 {LOOPBACK_V6}\r\n" in client.answer


async def publishes(server: MediaServer, name: str, host: str, received: int) -> None:
    """Ten packets, until so many were received of everybody. Nobody watches: that is where authentic packets end."""
    server.add(name)
    async with raw_client(server, name, host) as client:
        await client.connect()
        await server.event(Connected, lambda event: event.peer == name)
        for _ in range(10):
            client.send(client.rtp())
        await server.statistics_until(lambda statistics: statistics.drops["unwatched"] == received)


async def test_media_of_a_client_on_ipv6_is_received_beside_one_on_ipv4() -> None:
    async with media_server([(LOOPBACK, 0), (LOOPBACK_V6, 0)]) as server:
        await publishes(server, "ann", LOOPBACK_V6, received=10)
        await publishes(server, "ben", LOOPBACK, received=20)


@pytest.mark.skipif(
    not OWN_V6, reason="this machine has no IPv6 address but ::1, which aiortc clients never use"
)
async def test_clients_that_are_told_nothing_but_ipv6_see_and_hear_each_other() -> None:
    async with media_server([(OWN_V6[0], 0)]) as server, asyncio.TaskGroup() as tasks:
        clients = []
        for name in ("ann", "ben"):
            server.add(name)
            client = Client(server, name, tasks)
            await client.publish(Source.MIC, Source.CAMERA)
            clients.append(client)
        for client in clients:
            await client.receive(audio=1, video=1)
        for client in clients:
            await client.sees_and_hears("0", "1")
        answer = await server.negotiate("ann", Direction.RECEIVE, clients[0].receiving.localDescription.sdp)
        assert isinstance(answer, Answered)
        hosts = candidate_hosts(answer.sdp, "udp")
        assert [ipaddress.ip_address(host).version for host in hosts] == [6]
        for client in clients:
            await client.close()
