"""Viewers at one media process see and hear who publishes at another, through one link between the two."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from msgspec.structs import replace

from media.commands import Direction, EndExport, Import, MasterKey, Permit, RemovePeer, Source, Ticket
from media.events import Answered, LayersWanted, LinkLost, LinkUp, Slot, Speaking
from tests.media.aiortc_clients import Client
from tests.media.linked_servers import FROM_OWNER, TO_EDGE, Linked
from tests.media.media_server import media_server, needs_a_network_address
from tests.media.offers import captured

pytestmark = [pytest.mark.anyio, needs_a_network_address]

MIC, CAMERA = Source.MIC, Source.CAMERA
NOBODY = frozenset[Source]()
MUTE_SECONDS = 0.200


@asynccontextmanager
async def two(threads: int = 1) -> AsyncIterator[Linked]:
    async with AsyncExitStack() as stack:
        owner, edge = [
            await stack.enter_async_context(media_server(threads=threads, receivers_at_home=0, is_edge=True))
            for _ in range(2)
        ]
        yield Linked(owner, edge)


@pytest.fixture(params=[1, 2], ids=["one-thread", "two-threads"])
async def linked(request: pytest.FixtureRequest) -> AsyncIterator[Linked]:
    async with two(request.param) as made:
        yield made


async def teacher(linked: Linked, tasks: asyncio.TaskGroup) -> Client:
    """Publishes at the owner."""
    linked.owner.add("teacher")
    client = Client(linked.owner, "teacher", tasks)
    await client.publish(MIC, CAMERA)
    return client


async def viewers(linked: Linked, tasks: asyncio.TaskGroup, *names: str) -> list[Client]:
    """Receive at the edge."""
    made = []
    for name in names:
        linked.edge.add(name, may_publish=NOBODY)
        made.append(Client(linked.edge, name, tasks))
        await made[-1].receive(audio=1, video=1)
    return made


async def leave(*clients: Client) -> None:
    for client in clients:
        await client.close()


async def sent_by_owner(linked: Linked) -> int:
    return (await linked.owner.statistics()).packets_out


async def test_viewers_at_the_edge_see_and_hear_who_publishes_at_the_owner(linked: Linked) -> None:
    async with asyncio.TaskGroup() as tasks:
        await linked.open()
        ann = await teacher(linked, tasks)
        seeing = await viewers(linked, tasks, "ben", "cat", "dan")
        for client in seeing:
            await client.sees_and_hears("0", "1")
        assert linked.edge.slots("ben").slots == [Slot("0", "teacher", MIC), Slot("1", "teacher", CAMERA)]
        await linked.edge.event(Speaking, lambda news: news.peers == ["teacher"])
        await linked.owner.event(LayersWanted, lambda news: news.layers == {CAMERA: 1})
        before, seen = await sent_by_owner(linked), [await each.packets_received() for each in seeing]
        await seeing[0].sees_and_hears("0", more_frames=100)
        sent = await sent_by_owner(linked) - before
        got = [await each.packets_received() - was for each, was in zip(seeing, seen, strict=True)]
        assert sent < sum(got) / 2, "one copy for three, and reports"
        await leave(ann, *seeing)


async def test_who_comes_later_at_either_end_is_seen_and_sees(linked: Linked) -> None:
    async with asyncio.TaskGroup() as tasks:
        ann = await teacher(linked, tasks)
        (ben,) = await viewers(linked, tasks, "ben")
        await linked.open()
        await ben.sees_and_hears("0", "1")
        linked.owner.link.send(RemovePeer("teacher"))
        await linked.edge.until(lambda: not linked.edge.slots("ben").slots)
        await leave(ann)
        again = await teacher(linked, tasks)
        await ben.sees_and_hears("0", "1")
        await leave(again, ben)


@pytest.mark.row("S5")
async def test_a_mute_at_the_owner_ends_what_the_edge_sends_within_200_ms(linked: Linked) -> None:
    async with asyncio.TaskGroup() as tasks:
        await linked.open()
        ann = await teacher(linked, tasks)
        (ben,) = await viewers(linked, tasks, "ben")
        await ben.sees_and_hears("0", "1")
        started = time.monotonic()
        linked.owner.link.send(Permit("teacher", NOBODY))
        await linked.edge.until(lambda: not linked.edge.slots("ben").slots)
        assert time.monotonic() - started <= MUTE_SECONDS
        last = (await linked.owner.statistics()).drops["not_allowed"]
        await linked.owner.statistics_until(lambda s: s.drops["not_allowed"] >= last + 20)
        linked.owner.link.send(Permit("teacher", frozenset({MIC, CAMERA})))
        await ben.sees_and_hears("0", "1")
        await leave(ann, ben)


async def test_each_of_two_may_be_the_edge_of_the_other() -> None:
    async with two() as there:
        back = Linked(there.edge, there.owner, "another room")
        await back.open()
        await there.open()
        for server in (there.owner, there.edge):
            assert [event for event in server.events if isinstance(event, LinkUp)] == [LinkUp(FROM_OWNER)]


async def test_a_link_that_ends_takes_its_tracks_along_and_the_next_one_brings_them_back(
    linked: Linked,
) -> None:
    async with asyncio.TaskGroup() as tasks:
        await linked.open()
        ann = await teacher(linked, tasks)
        (ben,) = await viewers(linked, tasks, "ben")
        await ben.sees_and_hears("0", "1")
        linked.close()
        await linked.edge.event(LinkLost)
        await linked.edge.until(lambda: not linked.edge.slots("ben").slots)
        await linked.open()
        await ben.sees_and_hears("0", "1")
        await leave(ann, ben)


async def test_nothing_is_exported_after_the_end_of_the_export(linked: Linked) -> None:
    async with asyncio.TaskGroup() as tasks:
        await linked.open()
        ann = await teacher(linked, tasks)
        (ben,) = await viewers(linked, tasks, "ben")
        await ben.sees_and_hears("0", "1")
        linked.owner.link.send(EndExport(TO_EDGE, "room"))
        linked.edge.link.send(Import(FROM_OWNER, "room", []))
        await linked.edge.until(lambda: not linked.edge.slots("ben").slots)
        await linked.owner.statistics_until(lambda s: s.drops["unwatched"] > 20)
        await leave(ann, ben)


async def test_who_has_no_ticket_of_ours_gets_no_link(linked: Linked) -> None:
    def forged(ticket: Ticket) -> Ticket:
        return replace(ticket, pwd="0" * len(ticket.pwd))

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(3):
            await linked.open(forged)
    assert (await linked.owner.statistics()).drops["stun_forged"] > 0
    assert any(isinstance(event, LinkLost) for event in linked.edge.events)


async def test_who_has_other_keys_is_heard_by_nobody(linked: Linked) -> None:
    def other_keys(ticket: Ticket) -> Ticket:
        return replace(ticket, to_edge=MasterKey(bytes(16), bytes(12)))

    async with asyncio.TaskGroup() as tasks:
        await linked.open(other_keys)
        ann = await teacher(linked, tasks)
        (ben,) = await viewers(linked, tasks, "ben")
        await linked.edge.statistics_until(lambda s: s.drops["bad_tag"] > 10)
        assert {heard.frames for heard in ben.heard.values()} == {0}
        await leave(ann, ben)


async def test_who_publishes_at_the_owner_and_receives_at_the_edge_is_not_shown_to_themselves(
    linked: Linked,
) -> None:
    async with asyncio.TaskGroup() as tasks:
        await linked.open()
        ann = await teacher(linked, tasks)
        (ben,) = await viewers(linked, tasks, "ben")
        await ben.sees_and_hears("0", "1")
        linked.edge.add("teacher", may_publish=NOBODY)
        own = Client(linked.edge, "teacher", tasks)
        await own.receive(audio=1, video=1)
        assert linked.edge.slots("teacher").slots == []
        assert linked.edge.slots("teacher").want_video == 0
        await leave(ann, ben, own)


async def test_no_client_is_told_of_a_socket_that_is_for_links() -> None:
    async with media_server(is_edge=True) as edge:
        edge.add("ben", may_publish=NOBODY)
        answer = await edge.negotiate("ben", Direction.RECEIVE, captured("chromium_receive"))
        assert isinstance(answer, Answered)
        udp = re.findall(r"^a=candidate:\d+ 1 udp \d+ (\S+) (\d+) ", answer.sdp, re.MULTILINE)
        assert {(host, int(port)) for host, port in udp} == set(edge.bound)
