"""Media of whoever sits at another node than the room's: asked for there, told from there, and begun anew when that changes."""

from __future__ import annotations

import asyncio

import pytest

from rooms.terms import Source
from signaling.codec import encode
from signaling.codes import ErrorCode
from signaling.ports import MediaRefused
from signaling.wire import Error, Ok
from signaling.wire_media import MediaAnswer, MediaLost, MediaOffer, Slots, View, WatchSlots
from tests.support.node import NodeRig, Page, cluster, pass_time, settled

pytestmark = pytest.mark.anyio


async def offered(page: Page, sdp: str) -> object:
    ref = page.next_ref()
    page.send_request(MediaOffer(ref, "study", "publish", sdp, {"0": Source.MIC}))
    return await page.until_answer(ref)


def news(rig: NodeRig, want_audio: int) -> None:
    """The owner's media has something to tell to bo's device."""
    rig.media.listeners["study", "bo-device"].media_news("slots", encode(Slots("study", [], want_audio, 0)))


async def test_an_offer_is_answered_by_the_node_that_owns_the_room() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        bo = await two.seated("bo")
        assert await offered(bo, "sdp of bo") == MediaAnswer(2, "answer to sdp of bo")
        assert one.media.offers == [("study", "bo-device", "publish", "sdp of bo", {"0": "mic"})]
        assert two.media.offers == []
        one.media.refusal = MediaRefused("bad_sdp", "no audio")
        answer = await offered(bo, "another")
        assert isinstance(answer, Error)
        assert (answer.code, answer.detail) == (ErrorCode.BAD_SDP, "no audio")


async def test_news_reach_the_seat_and_what_it_watches_reaches_the_owner() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        bo = await two.seated("bo")
        await settled()
        news(one, 7)
        await bo.until(Slots, lambda slots: slots.want_audio == 7)
        views = {"3": View(360, 1)}
        bo.send_request(WatchSlots("study", views))
        await settled()
        assert one.media.watched == [("study", "bo-device", views)]
        one.media.listeners["study", "bo-device"].media_lost()
        await bo.until(MediaLost)
        bo.hang_up(clean=True)
        await settled()
        assert ("study", "bo-device") not in one.media.listeners


async def test_when_the_owner_dies_media_is_lost_and_begun_anew_at_the_next() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        bo = await two.seated("bo")
        one.cut_off(log_too=True)
        await pass_time(two, 3)
        await bo.until(MediaLost)
        assert ("study", "bo-device") in two.media.listeners
        assert await offered(bo, "again") == MediaAnswer(2, "answer to again")
        assert [offer[3] for offer in two.media.offers] == ["again"]


async def test_what_a_dead_node_listened_to_is_listened_to_no_more() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        await two.seated("bo")
        await settled()
        assert ("study", "bo-device") in one.media.listeners
        two.cut_off(log_too=True)
        await pass_time(one, 3)
        assert ("study", "bo-device") not in one.media.listeners


async def test_an_owner_that_does_not_answer_is_said_to_be_unavailable() -> None:
    async with cluster("one", "two") as (one, two):
        await one.seated("ada")
        bo = await two.seated("bo")
        one.bus.is_losing = True
        async with asyncio.TaskGroup() as tasks:
            offering = tasks.create_task(offered(bo, "lost"))
            await settled()
            await pass_time(two, 5)
            answer = await offering
        assert isinstance(answer, Error)
        assert answer.code == ErrorCode.MEDIA_UNAVAILABLE
        one.bus.is_losing = False
        await pass_time(two, 1)
        assert isinstance(await bo.post("study", "words go on"), Ok)
