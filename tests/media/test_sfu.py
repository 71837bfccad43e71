"""Unmodified aiortc clients meet through the real media process: they see, hear, leave, move and are muted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from media.commands import Direction, MovePeer, Permit, RemovePeer, Source
from media.events import (
    Connected,
    Disconnected,
    RefusalCode,
    Refused,
    Slot,
    SlotsAssigned,
    Statistics,
)
from tests.media.aiortc_clients import Client
from tests.media.media_server import EVERY_SOURCE, MediaServer, media_server, needs_a_network_address
from tests.media.offers import captured, description, section
from tests.media.raw_client import loopback_socket, raw_client

pytestmark = pytest.mark.anyio

MIC, CAMERA, SCREEN = Source.MIC, Source.CAMERA, Source.SCREEN
MUTE_SECONDS = 0.200


@pytest.fixture(params=[1, 2], ids=["one-thread", "two-threads"])
async def server(request: pytest.FixtureRequest) -> AsyncIterator[MediaServer]:
    """With two threads nobody receives on the thread that a group publishes on, as far as there is a choice."""
    async with media_server(threads=request.param, receivers_at_home=0) as started:
        yield started


async def join(
    server: MediaServer, tasks: asyncio.TaskGroup, *names: str, group: str = "room"
) -> list[Client]:
    """Each publishes microphone and camera, and receives everybody else's."""
    clients = []
    for name in names:
        server.add(name, group)
        client = Client(server, name, tasks)
        await client.publish(MIC, CAMERA)
        clients.append(client)
    slots = max(1, len(names) - 1)
    for client in clients:
        await client.receive(audio=slots, video=slots)
    return clients


async def leave(*clients: Client) -> None:
    for client in clients:
        await client.close()


def shown(server: MediaServer, peer: str) -> set[tuple[str, Source]]:
    return {(slot.peer, slot.source) for slot in server.slots(peer).slots}


# -- seeing and hearing


@needs_a_network_address
async def test_two_clients_see_and_hear_each_other(server: MediaServer) -> None:
    async with asyncio.TaskGroup() as tasks:
        ann, ben = await join(server, tasks, "ann", "ben")
        await ann.sees_and_hears("0", "1")
        await ben.sees_and_hears("0", "1")
        assert server.slots("ann") == SlotsAssigned(
            "ann", [Slot("0", "ben", MIC), Slot("1", "ben", CAMERA)], 1, 1
        )
        await leave(ann, ben)


@needs_a_network_address
async def test_three_clients_see_and_hear_each_other(server: MediaServer) -> None:
    async with asyncio.TaskGroup() as tasks:
        clients = await join(server, tasks, "ann", "ben", "cat")
        for client in clients:
            await client.sees_and_hears("0", "1", "2", "3")
        assert shown(server, "ann") == {("ben", MIC), ("ben", CAMERA), ("cat", MIC), ("cat", CAMERA)}
        await leave(*clients)


@needs_a_network_address
async def test_a_late_joiner_gets_a_keyframe_and_the_slots_grow_by_renegotiation(server: MediaServer) -> None:
    async with asyncio.TaskGroup() as tasks:
        ann, ben = await join(server, tasks, "ann", "ben")
        await ann.sees_and_hears("0", "1", more_frames=10)
        before = server.slots("ann").slots
        server.add("cat")
        cat = Client(server, "cat", tasks)
        await cat.publish(MIC, CAMERA)
        assert (server.slots("ann").want_audio, server.slots("ann").want_video) == (2, 2)
        assert server.slots("ann").slots == before
        await cat.receive(audio=2, video=2)
        await cat.sees_and_hears("0", "1", "2", "3")
        await ann.receive(audio=1, video=1)
        await ann.sees_and_hears("0", "1", "2", "3")
        assert server.slots("ann").slots[:2] == before
        await leave(ann, ben, cat)


@needs_a_network_address
async def test_somebody_who_publishes_before_anybody_receives_is_seen_at_once(server: MediaServer) -> None:
    async with asyncio.TaskGroup() as tasks:
        server.add("ann")
        server.add("ben")
        ann, ben = Client(server, "ann", tasks), Client(server, "ben", tasks)
        await ben.receive(audio=1, video=1)
        await ann.publish(MIC, CAMERA)
        await ben.sees_and_hears("0", "1")
        await leave(ann, ben)


# -- leaving


@needs_a_network_address
async def test_who_says_goodbye_is_gone_and_the_slots_are_free(server: MediaServer) -> None:
    async with asyncio.TaskGroup() as tasks:
        ann, ben = await join(server, tasks, "ann", "ben")
        await ann.sees_and_hears("0", "1")
        await ben.close()
        await server.event(Disconnected, lambda e: e == Disconnected("ben", Direction.PUBLISH))
        await server.event(Disconnected, lambda e: e == Disconnected("ben", Direction.RECEIVE))
        await server.until(lambda: server.slots("ann") == SlotsAssigned("ann", [], 0, 0))
        await leave(ann)


@pytest.mark.row("S5")
@needs_a_network_address
async def test_a_removed_peer_that_keeps_sending_is_heard_by_nobody_within_200_ms(
    server: MediaServer,
) -> None:
    server.add("ann")
    server.add("ben")
    async with asyncio.TaskGroup() as tasks, raw_client(server, "ben") as ben:
        ann = Client(server, "ann", tasks)
        await ann.receive(audio=1, video=0)
        await ben.connect()
        await server.event(Connected, lambda e: e.peer == "ben")

        async def ben_sends_until(condition: Callable[[Statistics], bool]) -> None:
            ben.send(ben.rtp())
            while not condition(await server.statistics()):
                ben.send(ben.rtp())

        out = (await server.statistics()).packets_out
        await ben_sends_until(lambda s: s.packets_out >= out + 20)
        removed = time.monotonic()
        server.link.send(RemovePeer("ben"))
        await server.until(lambda: server.slots("ann").slots == [])
        await ben_sends_until(lambda s: s.drops["unknown_address"] > 0)
        assert time.monotonic() - removed <= MUTE_SECONDS
        stopped = await ann.packets_received()
        await ben_sends_until(lambda s: s.drops["unknown_address"] >= 50)
        assert await ann.packets_received() == stopped > 0
        assert Disconnected("ben", Direction.PUBLISH) not in server.events
        await leave(ann)


# -- permission


@pytest.mark.row("S5")
@pytest.mark.row("S6")
@needs_a_network_address
async def test_a_muted_client_that_keeps_sending_is_heard_by_nobody_within_200_ms(
    server: MediaServer,
) -> None:
    async with asyncio.TaskGroup() as tasks:
        ann, ben = await join(server, tasks, "ann", "ben")
        await ann.sees_and_hears("0", "1")
        muted = time.monotonic()
        server.link.send(Permit("ben", frozenset()))
        await server.statistics_until(lambda s: s.drops["not_allowed"] > 0)
        assert time.monotonic() - muted <= MUTE_SECONDS
        assert server.slots("ann") == SlotsAssigned("ann", [], 0, 0)
        stopped = await ann.packets_received()
        await server.statistics_until(lambda s: s.drops["not_allowed"] >= 50)  # ben goes on sending
        assert await ann.packets_received() == stopped
        server.link.send(Permit("ben", EVERY_SOURCE))
        await ann.sees_and_hears("0", "1")
        await leave(ann, ben)


@needs_a_network_address
async def test_only_the_source_that_is_not_permitted_is_withheld(server: MediaServer) -> None:
    async with asyncio.TaskGroup() as tasks:
        server.add("ann")
        server.add("ben", may_publish=frozenset({CAMERA}))
        ann, ben = Client(server, "ann", tasks), Client(server, "ben", tasks)
        await ann.receive(audio=1, video=1)
        await ben.publish(MIC, CAMERA)
        await ann.sees_and_hears("1")
        assert shown(server, "ann") == {("ben", CAMERA)}
        assert ann.heard["0"].frames == 0
        await leave(ann, ben)


# -- groups


@needs_a_network_address
async def test_a_moved_peer_keeps_its_connections_and_meets_the_other_group(server: MediaServer) -> None:
    async with asyncio.TaskGroup() as tasks:
        ann, ben = await join(server, tasks, "ann", "ben")
        (cat,) = await join(server, tasks, "cat", group="other")
        await ann.sees_and_hears("0", "1")
        connections = [e for e in server.events if isinstance(e, Connected)]
        server.link.send(MovePeer("ben", "other"))
        await server.until(lambda: server.slots("ann").slots == [])
        await cat.sees_and_hears("0", "1")
        await ben.sees_and_hears("0", "1")
        assert shown(server, "cat") == {("ben", MIC), ("ben", CAMERA)}
        assert shown(server, "ben") == {("cat", MIC), ("cat", CAMERA)}
        assert [e for e in server.events if isinstance(e, Connected)] == connections
        await leave(ann, ben, cat)


async def test_who_moves_is_told_anew_what_there_is_even_if_it_looks_the_same(server: MediaServer) -> None:
    server.add("ann", "one")
    await server.statistics()
    assert server.events.count(SlotsAssigned("ann", [], 0, 0)) == 1
    server.link.send(MovePeer("ann", "two"))
    await server.statistics()
    assert server.events.count(SlotsAssigned("ann", [], 0, 0)) == 2


async def test_groups_know_nothing_of_each_other(server: MediaServer) -> None:
    server.add("ann", "one")
    server.add("ben", "two")
    await server.negotiate("ann", Direction.PUBLISH, captured("chromium_publish"), {"0": MIC, "1": CAMERA})
    await server.statistics()
    assert server.slots("ben") == SlotsAssigned("ben", [], 0, 0)


# -- negotiation


async def test_a_new_certificate_replaces_the_connection_silently(server: MediaServer) -> None:
    server.add("ann")
    async with raw_client(server, "ann") as first, raw_client(server, "ann") as second:
        await first.connect()
        await server.event(Connected)
        await second.negotiate()
        assert second.credential("ice-ufrag") != first.credential("ice-ufrag")
        await second.check()
        await second.handshake()
        await server.until(lambda: server.events.count(Connected("ann", Direction.PUBLISH)) == 2)
        assert not [e for e in server.events if isinstance(e, Disconnected)]


async def test_a_later_offer_of_the_same_session_keeps_credentials_and_counts_versions(
    server: MediaServer,
) -> None:
    server.add("ann")
    async with raw_client(server, "ann") as client:
        await client.negotiate()
        first = client.answer
        await client.negotiate()
        assert client.answer.split("\r\n")[2:] == first.split("\r\n")[2:]
        assert first.split("\r\n")[1].split()[1:3][1] == "1"
        assert client.answer.split("\r\n")[1].split()[1:3] == [first.split("\r\n")[1].split()[1], "2"]


async def test_an_ice_restart_keeps_the_dtls_association_and_follows_to_the_new_path(
    server: MediaServer,
) -> None:
    server.add("ann")
    async with raw_client(server, "ann") as client:
        await client.connect()
        await server.event(Connected)
        old_password = client.credential("ice-pwd")
        client.ufrag = "restarted"
        await client.negotiate()
        assert client.credential("ice-pwd") != old_password
        with loopback_socket() as elsewhere:
            old_socket, client.udp = client.udp, elsewhere
            await client.check()
            client.send(client.rtp())
            await server.statistics_until(lambda s: s.drops["unwatched"] == 1)
            old_socket.sendto(client.rtp(), client.to)
            await server.statistics_until(lambda s: s.drops["unknown_address"] == 1)
        assert server.events.count(Connected("ann", Direction.PUBLISH)) == 1


async def test_a_section_set_inactive_frees_its_slots(server: MediaServer) -> None:
    server.add("ann")
    server.add("ben")
    await server.negotiate("ben", Direction.RECEIVE, captured("firefox_receive"))
    offer = captured("chromium_publish")
    await server.negotiate("ann", Direction.PUBLISH, offer, {"0": MIC, "1": CAMERA})
    await server.until(lambda: shown(server, "ben") == {("ann", MIC), ("ann", CAMERA)})
    stopped = offer.replace("a=sendonly", "a=inactive", 1)
    await server.negotiate("ann", Direction.PUBLISH, stopped, {"0": MIC, "1": CAMERA})
    await server.until(lambda: shown(server, "ben") == {("ann", CAMERA)})
    await server.negotiate("ann", Direction.PUBLISH, offer, {"0": MIC, "1": CAMERA})
    await server.until(lambda: shown(server, "ben") == {("ann", MIC), ("ann", CAMERA)})


async def test_a_slot_that_was_stopped_and_comes_back_has_a_new_ssrc(server: MediaServer) -> None:
    """The old SSRC's packet index would start again under the same key."""
    server.add("ann")
    offer = description(section("0", "audio", "recvonly"), section("1", "video", "recvonly"))
    answers = []
    for sdp in (offer, offer.replace("a=recvonly", "a=inactive", 1), offer):
        answer = await server.negotiate("ann", Direction.RECEIVE, sdp)
        assert not isinstance(answer, Refused)
        answers.append({line.split()[0] for line in answer.sdp.split("\r\n") if line.startswith("a=ssrc:")})
    assert len(answers[0]) == len(answers[2]) == 3
    assert len(answers[0] & answers[2]) == 2
    assert answers[1] == answers[0] & answers[2]


@pytest.mark.parametrize(
    ("peer", "sdp", "code"),
    [
        ("nobody", captured("chromium_publish"), RefusalCode.UNKNOWN_PEER),
        ("ann", "hello", RefusalCode.BAD_SDP),
        (
            "ann",
            description(section("0")).replace("opus", "speex"),
            RefusalCode.BAD_SDP,
        ),
    ],
)
async def test_an_offer_that_cannot_be_answered_is_refused_with_its_code(
    server: MediaServer, peer: str, sdp: str, code: RefusalCode
) -> None:
    server.add("ann")
    refused = await server.negotiate(peer, Direction.PUBLISH, sdp)
    assert isinstance(refused, Refused)
    assert refused.code is code


async def test_a_refused_offer_leaves_the_connection_as_it_was(server: MediaServer) -> None:
    server.add("ann")
    async with raw_client(server, "ann") as client:
        await client.connect()
        await server.event(Connected)
        await server.negotiate("ann", Direction.PUBLISH, "hello")
        client.send(client.rtp())
        await server.statistics_until(lambda s: s.drops["unwatched"] == 1)


# -- peers


async def test_a_peer_added_twice_is_replaced_without_its_connections(server: MediaServer) -> None:
    server.add("ann")
    server.add("ben")
    await server.negotiate("ann", Direction.PUBLISH, captured("aiortc_publish"), {"0": MIC, "1": CAMERA})
    await server.until(lambda: server.slots("ben").want_video == 1)
    server.add("ann", may_publish=frozenset())
    await server.until(lambda: server.slots("ben").want_video == 0)
    assert (await server.statistics()).peers == 2


async def test_commands_for_a_peer_that_is_not_there_are_ignored(server: MediaServer) -> None:
    server.link.send(RemovePeer("nobody"))
    server.link.send(Permit("nobody", EVERY_SOURCE))
    server.link.send(MovePeer("nobody", "room"))
    assert (await server.statistics()).peers == 0
    assert server.events == []


async def test_statistics_name_every_drop_reason_and_count_time(server: MediaServer) -> None:
    statistics = await server.statistics()
    assert {"not_allowed", "unknown_address", "bad_tag", "stun_forged", "stun_malformed"} <= set(
        statistics.drops
    )
    assert statistics.process_cpu > 0
    assert len(statistics.threads) in (1, 2)
    assert all(spent > 0 for spent in statistics.threads)
