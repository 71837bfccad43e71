"""People meet in a study room: they see and hear each other through the server, come, go, mute and come back."""

from __future__ import annotations

import asyncio
from itertools import permutations

import pytest
from playwright.async_api import expect

from rooms.roles import Role
from tests.e2e.person import PATIENCE, QA, Company

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]


async def test_two_see_and_hear_each_other_and_talk(company: Company) -> None:
    ada, ben = await company.person("Ada", Role.TEACHER), await company.person("Ben")
    await ada.join()
    await ben.join()
    for one, other in permutations((ada, ben), 2):
        await one.sees(other)
        await one.hears(other)
    await ada.says("Which method is easiest?")
    await ben.reads("Which method is easiest?")
    await ben.says("用第二种方法最简单。")
    await ada.reads("用第二种方法最简单。")


async def test_four_each_see_and_hear_every_other(company: Company) -> None:
    people = [await company.person(name) for name in ("Ada", "Ben", "Chen", "Dora")]
    for person in people:
        await person.join()
    for one, other in permutations(people, 2):
        await one.sees(other)
        await one.hears(other)


async def test_mute_and_camera_off_are_seen_by_others_and_end(company: Company) -> None:
    ada, ben = await company.person("Ada"), await company.person("Ben")
    await ada.join()
    await ben.join()
    await ben.sees(ada)
    await ben.sees_mic(ada, "on")
    await ada.find("mic-button").click()
    await ben.sees_mic(ada, "off")
    await ada.find("camera-button").click()
    await ben.sees_no_picture_of(ada)
    await ada.find("mic-button").click()
    await ada.find("camera-button").click()
    await ben.sees_mic(ada, "on")
    await ben.sees(ada)
    await ben.hears(ada)


async def test_a_shared_screen_reaches_the_others_beside_the_camera(company: Company) -> None:
    ada, ben = await company.person("Ada"), await company.person("Ben")
    await ada.join()
    await ben.join()
    await ada.find("share-button").click()
    await ben.sees(ada, "screen")
    await ben.sees(ada)
    await ada.find("share-button").click()
    await expect(ben.tile(ada, "screen")).to_have_count(0, timeout=PATIENCE)


async def test_one_face_is_made_large_without_a_break_and_alike_again(company: Company) -> None:
    ada, ben = await company.person("Ada"), await company.person("Ben")
    await ada.join()
    await ben.join()
    await ada.sees(ben)

    async def share_of_the_stage() -> float:
        stage, tile = await ada.find("stage").bounding_box(), await ada.tile(ben).bounding_box()
        assert stage is not None
        assert tile is not None
        return tile["width"] * tile["height"] / (stage["width"] * stage["height"])

    assert await share_of_the_stage() < 0.5
    await ada.tile(ben).hover()
    await ada.tile(ben).get_by_test_id("tile-menu").click()
    await ada.find("tile-menu-pin").click()
    await ada.sees(ben)
    await ada.hears(ben)
    assert await share_of_the_stage() > 0.6
    await ada.tile(ben).get_by_test_id("tile-menu").click()
    await ada.find("tile-menu-pin").click()
    assert await share_of_the_stage() < 0.5


async def test_who_reloads_is_back_with_sound_picture_and_history(company: Company) -> None:
    ada, ben = await company.person("Ada"), await company.person("Ben")
    await ada.join()
    await ben.join()
    await ada.says("Before the reload")
    await ben.reads("Before the reload")
    await ben.page.reload()
    await ben.reads("Before the reload")
    for one, other in permutations((ada, ben), 2):
        await one.sees(other)
        await one.hears(other)
    await expect(ada.find("tile")).to_have_count(2)


async def test_who_leaves_is_gone_at_once_and_who_comes_late_sees_everyone(company: Company) -> None:
    ada, ben, chen = [await company.person(name) for name in ("Ada", "Ben", "Chen")]
    await ada.join()
    await ben.join()
    await ada.sees(ben)
    await ben.leave()
    await ada.misses(ben)
    await chen.join()
    await chen.sees(ada)
    await ada.hears(chen)
    await chen.misses(ben)


async def test_a_crashed_tab_is_gone_within_the_grace(company: Company) -> None:
    ada, ben = await company.person("Ada"), await company.person("Ben")
    await ada.join()
    await ben.join()
    await ada.sees(ben)
    crash = asyncio.ensure_future(ben.page.goto("chrome://crash"))
    await expect(ada.tile(ben)).to_have_count(0, timeout=40_000)
    crash.cancel()


async def test_listening_without_devices_is_a_way_to_join(company: Company) -> None:
    ada, ben = await company.person("Ada"), await company.person("Ben")
    await ada.join()
    await ben.join(devices=False)
    await ben.sees(ada)
    await ben.hears(ada)
    await ada.sees_mic(ben, "off")
    await ada.sees_no_picture_of(ben)


async def test_the_audience_of_a_live_session_sees_the_stage_and_sends_nothing(company: Company) -> None:
    teacher, student = await company.person("Ms Wang", Role.TEACHER), await company.person("Ben")
    await teacher.join(QA)
    await student.join(QA)
    await student.sees(teacher)
    await student.hears(teacher)
    await expect(student.find("mic-button")).to_have_count(0)
    await teacher.says("Welcome, everyone")
    await student.reads("Welcome, everyone")
