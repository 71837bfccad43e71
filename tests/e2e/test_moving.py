"""Somebody says that a message is off topic, staff move it, and everybody finds it where it is now."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from rooms.roles import Role
from tests.e2e.axe import barriers
from tests.e2e.person import PATIENCE, ZONE, Company, Person

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

MATCH = "Who won the match yesterday?"


def message(person: Person, text: str) -> Locator:
    return person.find("message").filter(has_text=text)


async def chooses(person: Person, text: str, item: str) -> None:
    """From the menu of a message."""
    await message(person, text).first.hover()
    await message(person, text).first.get_by_test_id("message-menu").click()
    await person.find(f"message-menu-{item}").click()


async def test_what_is_off_topic_is_moved_and_every_link_leads_to_it(company: Company) -> None:
    ada = await company.person("Ada")
    bo = await company.person("Bo", size="phone")
    tess = await company.person("Tess", Role.TEACHER)
    for person in (ada, bo, tess):
        await person.join(ZONE)
    await ada.says(MATCH)
    await bo.reads(MATCH)
    await chooses(bo, MATCH, "off-topic")
    prompt = tess.find("off-topic-prompt")
    await expect(prompt).to_contain_text("1 person", timeout=PATIENCE)
    await expect(ada.find("off-topic-prompt")).to_have_count(0)
    assert await barriers(tess.page) == []
    await prompt.get_by_test_id("off-topic-lounge").click()
    for person in (ada, bo, tess):
        await expect(person.find("moved-link")).to_be_visible(timeout=PATIENCE)
    await expect(prompt).to_have_count(0)
    assert await barriers(bo.page) == []

    await bo.find("moved-link").click()
    await bo.find("join-button").click()
    await bo.reads(MATCH)
    await expect(bo.find("came-from")).to_be_visible()

    number = await message(ada, "Moved to").get_attribute("data-message")
    await ada.page.goto(f"{ada.page.url.split('/r/')[0]}/r/{ZONE}?message={number}")
    await ada.reads(MATCH)
    assert ada.page.url.endswith("/r/lounge")


async def test_staff_choose_the_room_and_say_why_by_keyboard_too(company: Company) -> None:
    ada = await company.person("Ada", language="zh-CN", size="phone")
    tess = await company.person("Tess", Role.TEACHER, language="zh-CN", size="phone")
    for person in (ada, tess):
        await person.join(ZONE)
    await ada.says(MATCH)
    await tess.reads(MATCH)
    await message(tess, MATCH).get_by_test_id("message-menu").focus()
    await tess.page.keyboard.press("Enter")
    await expect(tess.page.get_by_role("menuitem").first).to_be_focused()
    await tess.find("message-menu-move").focus()
    await tess.page.keyboard.press("Enter")
    dialog = tess.find("move-dialog")
    await expect(dialog.get_by_role("combobox")).to_have_value("lounge")
    await dialog.get_by_role("combobox").select_option("live-qa")
    await dialog.get_by_role("textbox").fill("闲聊")
    assert await barriers(tess.page) == []
    await tess.find("dialog-submit").press("Enter")
    await expect(ada.find("moved-link")).to_be_visible(timeout=PATIENCE)
    await expect(ada.page.get_by_text("闲聊")).to_be_visible()
