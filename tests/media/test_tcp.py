"""Clients whose network lets no UDP through: the same handshake, the same media, over TCP (RFC 6544)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from media.commands import Direction
from media.events import Connected
from tests.media.media_server import MediaServer, media_server
from tests.media.offers import description, section
from tests.media.raw_client import TcpClient, raw_client, tcp_client

pytestmark = pytest.mark.anyio


@pytest.fixture(params=[1, 2], ids=["one-thread", "two-threads"])
async def server(request: pytest.FixtureRequest) -> AsyncIterator[MediaServer]:
    async with media_server(threads=request.param) as started:
        # With two threads the next group is for the one that accepts no connections.
        started.add("cat", "elsewhere")
        await started.negotiate("cat", Direction.PUBLISH, description(section("0")))
        started.add("ann")
        yield started


async def arrives(server: MediaServer, client: TcpClient, packets: int) -> None:
    """So many packets are authentic and declared; nobody is there to be sent them."""
    before = (await server.statistics()).drops["unwatched"]
    for _ in range(packets):
        client.send(client.rtp())
    await server.statistics_until(lambda s: s.drops["unwatched"] == before + packets)


@pytest.mark.row("F11")
async def test_a_client_connects_and_sends_over_tcp_alone(server: MediaServer) -> None:
    async with tcp_client(server, "ann") as client:
        await client.connect()
        await server.event(Connected, lambda e: e == Connected("ann", Direction.PUBLISH))
        await arrives(server, client, 50)


async def test_the_answer_names_where_tcp_listens(server: MediaServer) -> None:
    async with tcp_client(server, "ann") as client:
        await client.negotiate()
        host, port = client.tcp.getpeername()
        assert " tcp " in client.answer
        assert f"{host} {port} typ host tcptype passive" in client.answer


async def test_udp_wins_over_tcp_when_both_work(server: MediaServer) -> None:
    async with tcp_client(server, "ann") as client:
        await client.connect()
        client.tcp.setblocking(True)
        before = await server.statistics()
        super(TcpClient, client).send(client.connectivity_check())
        await super(TcpClient, client).receive()
        super(TcpClient, client).send(client.rtp())
        await server.statistics_until(lambda s: s.drops["unwatched"] == before.drops["unwatched"] + 1)


async def test_a_client_whose_connection_broke_comes_back_on_another_one(server: MediaServer) -> None:
    async with tcp_client(server, "ann") as client:
        await client.connect()
        await arrives(server, client, 5)
        async with tcp_client(server, "ann") as again:
            client.tcp.close()
            client.tcp = again.tcp
            await client.check()
            await client.check()  # a worse pair has to be heard twice
            await arrives(server, client, 5)


async def test_who_sends_no_frames_is_cut_off_and_the_others_are_not(server: MediaServer) -> None:
    async with tcp_client(server, "ann") as client, tcp_client(server, "ann") as stranger:
        await client.connect()
        stranger.tcp.send(b"GET / HTTP/1.1\r\n\r\n")
        with pytest.raises((EOFError, ConnectionResetError)):
            await stranger.receive()
        await arrives(server, client, 5)


async def test_media_from_a_connection_that_proved_nothing_is_nobodys(server: MediaServer) -> None:
    async with raw_client(server, "ann") as client, tcp_client(server, "ann") as stranger:
        await client.connect()
        before = (await server.statistics()).drops["unknown_address"]
        stranger.send(client.rtp())
        await server.statistics_until(lambda s: s.drops["unknown_address"] == before + 1)


async def test_many_idle_connections_cost_nobody_a_join(server: MediaServer) -> None:
    async with asyncio.timeout(20):
        idle = [await asyncio.open_connection(*server.tcp[-1]) for _ in range(100)]
        async with raw_client(server, "ann") as client:
            await client.connect()
        for _, writer in idle:
            writer.close()
