"""Browsers that nominate several pairs and use another one than we selected: what they send is taken all the same."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest
from typing_extensions import override

from media.commands import Direction
from media.events import Connected
from tests.media.media_server import MediaServer, media_server
from tests.media.offers import description, section
from tests.media.raw_client import RawClient, loopback_socket, raw_client, tcp_client

pytestmark = pytest.mark.anyio

OpenWay = Callable[[MediaServer, str], AbstractAsyncContextManager[RawClient]]


@pytest.fixture(params=[1, 2], ids=["one-thread", "two-threads"])
async def server(request: pytest.FixtureRequest) -> AsyncIterator[MediaServer]:
    async with media_server(threads=request.param) as started:
        # With two threads the next group is for the one that accepts no connections.
        started.add("cat", "elsewhere")
        await started.negotiate("cat", Direction.PUBLISH, description(section("0")))
        started.add("ann")
        yield started


class TwoWayClient(RawClient):
    """Receives at its own socket, and sends by `way`, if any: both are checked and nominated, the own one first."""

    way: RawClient | None = None

    @override
    def send(self, data: bytes) -> None:
        if self.way is None:
            super().send(data)
        else:
            self.way.send(data)

    async def check_both(self, way: RawClient) -> None:
        await self.check()
        way.ufrag, way.answer = self.ufrag, self.answer
        response = await way.check()
        assert response[:2] == b"\x01\x01"
        self.way = way


@contextlib.asynccontextmanager
async def two_way_client(
    server: MediaServer, name: str, open_way: OpenWay = raw_client
) -> AsyncIterator[TwoWayClient]:
    with loopback_socket() as udp:
        async with open_way(server, name) as way:
            client = TwoWayClient(server, name, udp)
            await client.negotiate()
            await client.check_both(way)
            yield client


async def arrives(server: MediaServer, client: RawClient) -> None:
    """A packet is authentic and declared; nobody is there to be sent it."""
    before = (await server.statistics()).drops["unwatched"]
    client.send(client.rtp())
    await server.statistics_until(lambda s: s.drops["unwatched"] == before + 1)


@pytest.mark.row("M2")
@pytest.mark.parametrize("open_way", [raw_client, tcp_client])
async def test_a_handshake_from_a_checked_pair_succeeds_and_is_answered_at_the_selected_one(
    server: MediaServer, open_way: OpenWay
) -> None:
    async with two_way_client(server, "ann", open_way) as client:
        await client.handshake()
        await server.event(Connected, lambda e: e == Connected("ann", Direction.PUBLISH))
        await arrives(server, client)
        assert (await server.statistics()).drops["unknown_address"] == 0


@pytest.mark.row("M4")
async def test_media_from_the_pairs_of_an_ended_ice_session_is_nobodys(server: MediaServer) -> None:
    async with two_way_client(server, "ann") as client, raw_client(server, "ann") as moved:
        await client.handshake()
        client.ufrag = secrets.token_hex(4)
        await client.negotiate()
        await arrives(server, client)
        moved.ufrag, moved.answer = client.ufrag, client.answer
        await moved.check()
        client.send(client.rtp())
        await server.statistics_until(lambda s: s.drops["unknown_address"] == 1)
        client.way = moved
        await arrives(server, client)


@pytest.mark.row("M9")
async def test_another_peer_cannot_take_a_checked_pair_over(server: MediaServer) -> None:
    server.add("bob")
    async with two_way_client(server, "ann") as client:
        await client.handshake()
        assert client.way is not None
        thief = RawClient(server, "bob", client.way.udp)
        await thief.negotiate()
        thief.send(thief.connectivity_check())
        await server.statistics_until(lambda s: s.drops["stun_address_taken"] == 1)
        await arrives(server, client)
