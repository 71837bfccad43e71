"""Viewers of a crowded room are served where they sit, by what its owner sends there once, for as long as that works."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import pytest

from rooms.terms import Source
from signaling.cluster.relaying import RETRY_SECONDS, SHUNNED_SECONDS, TRIES
from signaling.codec import encode
from signaling.wire_media import LayersWanted, MediaAnswer, MediaLost, MediaOffer, Slots, View, WatchSlots
from tests.support.memory_relay import MemoryRelay
from tests.support.node import NodeRig, Page, cluster, pass_time, settled

pytestmark = pytest.mark.anyio

BO = ("study", "bo-device")


class Rig:
    """Node "one" owns the room; Bo sits at "two"."""

    def __init__(self, one: NodeRig, two: NodeRig, relays: dict[str, MemoryRelay]) -> None:
        self.one, self.two = one, two
        self.owner, self.edge = relays["one"], relays["two"]
        self.owner.is_full = True

    async def bo(self) -> Page:
        await self.one.seated("ada")
        return await self.two.seated("bo")

    async def viewer(self) -> Page:
        """Bo, who is served at "two"."""
        bo = await self.bo()
        await received(bo)
        assert BO in self.two.media.listeners
        return bo


@asynccontextmanager
async def two_nodes() -> AsyncIterator[Rig]:
    relays = {"one": MemoryRelay(), "two": MemoryRelay()}
    async with cluster("one", "two", relays=relays) as (one, two):
        yield Rig(one, two, relays)


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with two_nodes() as made:
        yield made


async def offered(page: Page, direction: Literal["publish", "receive"]) -> object:
    ref = page.next_ref()
    sources = {"0": Source.MIC} if direction == "publish" else {}
    page.send_request(MediaOffer(ref, "study", direction, "sdp", sources))
    return await page.until_answer(ref)


async def received(page: Page) -> None:
    answer = await offered(page, "receive")
    assert isinstance(answer, MediaAnswer), answer
    await settled()


def offers(rig: NodeRig) -> list[str]:
    return [offer[2] for offer in rig.media.offers]


async def test_a_small_room_is_served_by_its_owner(rig: Rig) -> None:
    rig.owner.is_full = False
    await received(await rig.bo())
    assert (offers(rig.one), offers(rig.two)) == (["receive"], [])
    assert rig.edge.opened == 0


async def test_a_viewer_of_a_crowded_room_is_served_where_they_sit(rig: Rig) -> None:
    await rig.viewer()
    assert (offers(rig.one), offers(rig.two)) == ([], ["receive"])
    assert rig.edge.served == {("study", "bo", "bo-device")}
    assert list(rig.owner.exports) == [("two", "study")]
    assert rig.edge.shown == {"study": b"tracks of study"}


async def test_one_link_and_one_copy_serve_however_many(rig: Rig) -> None:
    await rig.viewer()
    for name in ("cy", "di", "ed"):
        await received(await rig.two.seated(name))
    assert (rig.edge.opened, len(rig.edge.served), len(rig.owner.exports)) == (1, 4, 1)


async def test_who_publishes_does_so_at_the_owner_wherever_they_receive(rig: Rig) -> None:
    bo = await rig.viewer()
    await offered(bo, "publish")
    assert (offers(rig.one), offers(rig.two)) == (["publish"], ["receive"])
    await received(bo)
    assert offers(rig.two) == ["receive", "receive"]


async def test_who_only_watches_costs_the_owner_no_letters(rig: Rig) -> None:
    bo = await rig.viewer()
    assert BO not in rig.one.media.listeners
    await offered(bo, "publish")
    await settled()
    assert BO in rig.one.media.listeners


async def test_news_come_from_where_they_are_known(rig: Rig) -> None:
    bo = await rig.viewer()
    await offered(bo, "publish")
    await settled()
    at_owner, at_edge = rig.one.media.listeners[BO], rig.two.media.listeners[BO]
    bo.frames()
    at_owner.media_news("slots", encode(Slots("study", [], 1, 1)))
    at_owner.media_news("layers_wanted", encode(LayersWanted("study", {Source.CAMERA: 2})))
    at_edge.media_news("slots", encode(Slots("study", [], 7, 7)))
    assert (await bo.until(Slots, lambda slots: slots.want_audio != 0)).want_audio == 7
    assert (await bo.until(LayersWanted)).layers == {Source.CAMERA: 2}


async def test_what_a_viewer_sees_is_told_where_they_are_served(rig: Rig) -> None:
    bo = await rig.viewer()
    bo.send_request(WatchSlots("study", {"1": View(180, 0)}))
    await settled()
    assert (rig.one.media.watched, rig.two.media.watched) == (
        [],
        [("study", "bo-device", {"1": View(180, 0)})],
    )


async def test_lists_of_tracks_and_wishes_for_layers_travel(rig: Rig) -> None:
    await rig.viewer()
    rig.owner.exports["two", "study"](b"other tracks")
    await settled()
    assert rig.edge.shown == {"study": b"other tracks"}
    rig.edge.wants["study"]("peer of ada", b"two layers")
    await settled()
    assert rig.owner.wanted == [("two", "study", "peer of ada", b"two layers")]


async def test_when_the_last_viewer_leaves_nothing_is_sent_any_more(rig: Rig) -> None:
    bo, cy = await rig.viewer(), await rig.two.seated("cy")
    await received(cy)
    bo.hang_up(clean=True)
    await settled()
    assert rig.edge.served == {("study", "cy", "cy-device")}
    assert BO not in rig.two.media.listeners
    cy.hang_up(clean=True)
    await settled()
    assert (rig.edge.served, rig.edge.shown, rig.owner.exports) == (set(), {}, {})


async def test_a_link_that_ended_is_opened_anew_and_everything_told_again(rig: Rig) -> None:
    await rig.viewer()
    rig.edge.shown.clear()
    rig.edge.links["one"]()
    await settled()
    assert (rig.edge.opened, rig.edge.shown) == (2, {"study": b"tracks of study"})
    assert len(rig.edge.served) == 1


async def test_a_link_that_ended_unused_is_opened_when_somebody_comes(rig: Rig) -> None:
    (await rig.viewer()).hang_up(clean=True)
    await settled()
    rig.edge.links["one"]()
    await settled()
    assert rig.edge.opened == 1
    await received(await rig.two.seated("cy"))
    assert (rig.edge.opened, offers(rig.one)) == (2, [])


async def test_where_no_link_can_be_opened_the_owner_serves(rig: Rig) -> None:
    rig.edge.has_no_way = True
    bo = await rig.bo()
    await received(bo)
    assert (offers(rig.one), offers(rig.two)) == (["receive"], [])
    rig.edge.has_no_way = False
    await received(bo)
    assert (offers(rig.one), offers(rig.two)) == (["receive", "receive"], []), "not tried again at once"
    await pass_time(rig.two, SHUNNED_SECONDS + 1)
    await received(bo)
    assert offers(rig.two) == ["receive"]


async def test_who_was_served_by_a_link_that_cannot_be_opened_again_goes_to_the_owner(rig: Rig) -> None:
    bo = await rig.viewer()
    bo.frames()
    rig.edge.has_no_way = True
    rig.edge.links["one"]()
    await settled()
    await pass_time(rig.two, 2 * TRIES * RETRY_SECONDS)
    await bo.until(MediaLost)
    assert rig.edge.served == set()
    assert BO in rig.one.media.listeners
    await received(bo)
    assert offers(rig.one) == ["receive"]


async def test_letters_that_got_lost_are_said_again(rig: Rig) -> None:
    await rig.viewer()
    rig.edge.wants["study"]("peer of ada", b"two layers")
    rig.edge.shown.clear()
    rig.two.cut_off()
    await pass_time(rig.two, 1)
    rig.two.reconnect()
    await pass_time(rig.two, 1)
    assert rig.edge.shown == {"study": b"tracks of study"}
    assert rig.owner.wanted[-1] == ("two", "study", "peer of ada", b"two layers")


@pytest.mark.row("F18")
async def test_of_an_edge_that_died_nothing_is_left_at_the_owner(rig: Rig) -> None:
    await rig.viewer()
    rig.two.cut_off(log_too=True)
    await pass_time(rig.one, 3)
    assert rig.owner.exports == {}
    assert rig.owner.closed == ["two"]


async def test_when_the_owner_dies_viewers_begin_anew_at_the_next(rig: Rig) -> None:
    bo = await rig.viewer()
    rig.one.cut_off(log_too=True)
    await pass_time(rig.two, 3)
    await bo.until(MediaLost)
    assert rig.edge.shown == {}
    assert "one" in rig.edge.closed
    await received(bo)
    assert offers(rig.two) == ["receive", "receive"]


async def test_a_node_that_relays_nothing_is_never_asked_to() -> None:
    owner = MemoryRelay()
    owner.is_full = True
    async with cluster("one", "two", relays={"one": owner}) as (one, two):
        await one.seated("ada")
        await received(await two.seated("bo"))
        assert (offers(one), offers(two)) == (["receive"], [])


async def test_an_owner_that_relays_nothing_serves_everybody() -> None:
    async with cluster("one", "two", relays={"two": MemoryRelay()}) as (one, two):
        await one.seated("ada")
        await received(await two.seated("bo"))
        assert (offers(one), offers(two)) == (["receive"], [])
