"""Strangers and liars at the UDP port of a real media process: counted, unanswered, and nobody else's trouble."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator

import pytest

from media.commands import Direction
from media.events import Connected, Disconnected, Statistics
from tests.media.media_server import MediaServer, media_server
from tests.media.raw_client import SSRC, RawClient, loopback_socket, raw_client
from tests.media.test_aiortc_seam import CLIENT_HELLO_OF_NULL_CIPHER

pytestmark = pytest.mark.anyio

FLOOD = 1000


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    async with media_server() as started:
        yield started


def connected(server: MediaServer, name: str) -> bool:
    return Connected(name, Direction.PUBLISH) in server.events


def accepted(statistics: Statistics) -> int:
    """Packets that were authentic and declared, and would have been forwarded if anybody had been there."""
    return statistics.drops["unwatched"]


async def nothing_comes_before_an_answered_check(client: RawClient) -> None:
    """A check is answered after what was sent before it, so that whatever came before it is seen."""
    response = await client.check()
    assert response[:2] == b"\x01\x01", "something was answered before the check"


@pytest.mark.row("M1")
async def test_a_join_succeeds_while_forged_hellos_flood_the_port(server: MediaServer) -> None:
    server.add("ann")
    async with raw_client(server, "ann") as client:
        with loopback_socket() as stranger:
            await client.negotiate()
            for _ in range(FLOOD // 2):
                stranger.sendto(CLIENT_HELLO_OF_NULL_CIPHER, client.to)
            await client.check()
            for _ in range(FLOOD // 2):
                stranger.sendto(CLIENT_HELLO_OF_NULL_CIPHER, client.to)
            for _ in range(10):
                client.send(CLIENT_HELLO_OF_NULL_CIPHER)  # even from the right address
            await client.handshake()
            await server.until(lambda: connected(server, "ann"))
            with pytest.raises(BlockingIOError):
                stranger.recv(2048)


@pytest.mark.row("M2")
async def test_a_hello_without_a_valid_check_gets_no_byte(server: MediaServer) -> None:
    server.add("ann")
    async with raw_client(server, "ann") as client:
        await client.negotiate()
        client.send(client.client_hello())
        client.send(client.connectivity_check(password="wrong"))
        client.send(client.client_hello())
        await nothing_comes_before_an_answered_check(client)
        await client.handshake()


@pytest.mark.row("M3")
async def test_another_certificate_than_the_named_one_is_closed_without_media(server: MediaServer) -> None:
    server.add("ann")
    async with raw_client(server, "ann") as client:
        await client.negotiate(fingerprint=":".join(["AB"] * 32))
        await client.check()
        async with asyncio.timeout(1.0):
            await client.handshake()
            await server.event(Disconnected)
        for _ in range(20):
            client.send(client.rtp())
        assert not connected(server, "ann")
        await server.statistics_until(lambda s: s.drops["unknown_address"] >= 20)
        assert accepted(await server.statistics()) == 0


@pytest.mark.row("M4")
async def test_rtp_with_a_bad_tag_changes_nothing_and_the_session_lives(server: MediaServer) -> None:
    server.add("ann")
    async with raw_client(server, "ann") as client:
        await client.connect()
        await server.until(lambda: connected(server, "ann"))
        with loopback_socket() as stranger:
            for _ in range(20):
                packet = client.rtp()
                client.send(packet[:-1] + bytes([packet[-1] ^ 1]))
                stranger.sendto(packet, client.to)

        def refused(s: Statistics) -> bool:
            return s.drops["bad_tag"] >= 20 and s.drops["unknown_address"] >= 20

        await server.statistics_until(refused)
        assert accepted(await server.statistics()) == 0
        client.send(client.rtp())
        await server.statistics_until(lambda s: accepted(s) == 1)


@pytest.mark.row("M7")
async def test_a_captured_packet_counts_once(server: MediaServer) -> None:
    server.add("ann")
    async with raw_client(server, "ann") as client:
        await client.connect()
        await server.until(lambda: connected(server, "ann"))
        packet = client.rtp()
        for _ in range(21):
            client.send(packet)
        await server.statistics_until(lambda s: s.drops["replayed"] >= 20)
        assert accepted(await server.statistics()) == 1


@pytest.mark.row("M9")
async def test_no_stun_but_an_authenticated_check_is_answered(server: MediaServer) -> None:
    server.add("ann")
    async with raw_client(server, "ann") as client:
        await client.negotiate()
        for _ in range(50):
            client.send(client.connectivity_check(password=secrets.token_hex(16)))
            client.send(b"\x00\x01\x00\x00\x21\x12\xa4\x42" + secrets.token_bytes(12))
            client.send(secrets.token_bytes(1) + bytes(3) + secrets.token_bytes(100))
        await nothing_comes_before_an_answered_check(client)
        drops = (await server.statistics()).drops
        assert drops["stun_forged"] == 50
        assert drops["stun_malformed"] >= 50


@pytest.mark.row("M9")
async def test_what_goes_out_before_consent_is_no_more_than_what_came_in(server: MediaServer) -> None:
    server.add("ann")
    async with raw_client(server, "ann") as client:
        await client.negotiate()
        request = client.connectivity_check()
        client.send(request)
        assert len(await client.receive()) <= len(request)


@pytest.mark.row("M13")
async def test_an_ssrc_that_was_not_declared_is_dropped_and_counted(server: MediaServer) -> None:
    server.add("ann")
    async with raw_client(server, "ann") as client:
        await client.connect()
        await server.until(lambda: connected(server, "ann"))
        for _ in range(10):
            client.send(client.rtp(ssrc=SSRC + 1))
        await server.statistics_until(lambda s: s.drops["undeclared_ssrc"] >= 10)
