"""Somebody writes in the question zone: what they send is in view, and every script and screen has its place."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.person import ZONE, Company

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]


async def test_what_one_sends_is_in_view_though_one_was_reading_further_up(company: Company) -> None:
    ada = await company.person("Ada", size="phone")
    await ada.join(ZONE)
    await ada.says("First of many" + "\nand more" * 60)
    await expect(ada.find("message").first).to_be_visible()
    await ada.find("chat-list").evaluate("(list) => list.scrollTo({ top: 0 })")
    await expect(ada.find("jump-to-latest")).to_be_visible()
    await ada.says("I am done reading")
    await expect(ada.find("message").filter(has_text="I am done reading")).to_be_in_viewport()
    await expect(ada.find("jump-to-latest")).to_have_count(0)


async def test_who_reads_the_end_stays_there_while_the_field_grows_and_messages_come_fast(
    company: Company,
) -> None:
    ada = await company.person("Ada", size="phone")
    await ada.join(ZONE)
    for number in range(6):
        await ada.says(f"Part {number}" + "\nand more" * 12)
    await ada.reads("Part 5")
    await expect(ada.find("message").last).to_be_in_viewport()
    await expect(ada.find("jump-to-latest")).to_have_count(0)


async def test_a_message_runs_in_the_direction_of_its_script(company: Company) -> None:
    ada = await company.person("Ada")
    await ada.join(ZONE)
    for text, direction in (("كيف أحل هذه المسألة؟ 😀", "rtl"), ("用第二种方法。", "ltr")):
        await ada.find("chat-composer").fill(text)
        await expect(ada.find("chat-composer")).to_have_css("direction", direction)
        await ada.find("chat-composer").press("Enter")
        await expect(ada.find("message").get_by_text(text)).to_have_css("direction", direction)


async def test_a_small_phone_shows_the_whole_title_and_a_way_out(company: Company) -> None:
    for language in ("en", "zh-CN"):
        ada = await company.person("Ada", size="phone", language=language)
        await ada.page.set_viewport_size({"width": 360, "height": 640})
        await ada.join(ZONE)
        title = ada.page.get_by_role("heading", level=1)
        assert await title.evaluate("(title) => title.scrollWidth <= title.clientWidth")
        await expect(
            ada.page.get_by_role("button", name=("Leave", "离开")[language == "zh-CN"])
        ).to_be_visible()
        await ada.leave()
