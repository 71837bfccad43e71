"""Somebody is left in peace in one room: nothing rings there but a teacher who names them, and all of their devices agree."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from rooms.roles import Role
from tests.e2e.person import PATIENCE, ZONE, Company, Person

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]


async def names(speaker: Person, text: str) -> None:
    """`@Ada`, who has written and left."""
    field = speaker.find("chat-composer")
    await field.press_sequentially("@Ada")
    await speaker.find("mention-option").first.click()
    await field.press_sequentially(text)
    await field.press("Enter")
    await speaker.reads(text)


async def test_a_muted_room_is_silent_until_a_teacher_names_its_member(company: Company) -> None:
    ada = await company.person("Ada", size="phone")
    await ada.join(ZONE)
    await ada.says("Good morning")
    await ada.leave()
    card = ada.card(ZONE)
    await card.get_by_test_id("room-bell").click()
    await ada.find("room-mute").select_option("always")
    await ada.find("room-notices-save").press("Enter")
    await expect(card.get_by_test_id("room-bell")).to_have_attribute("data-muted", "true")
    await expect(card.get_by_test_id("room-bell")).to_be_focused()

    bob, tess = await company.person("Bob"), await company.person("Tess", role=Role.TEACHER)
    await bob.join(ZONE)
    await tess.join(ZONE)
    await names(bob, "are you there?")
    bell = ada.find("notice-bell")
    await expect(bell).to_have_attribute("data-unseen", "1", timeout=PATIENCE)
    await expect(ada.find("notices")).not_to_contain_text("are you there?")
    await names(tess, "please look here")
    await expect(ada.find("notices")).to_contain_text("please look here", timeout=PATIENCE)
    await expect(bell).to_have_attribute("data-unseen", "2")

    desk = await ada.page.context.new_page()
    await desk.goto(ada.page.url)
    await expect(desk.get_by_test_id("notice-bell")).to_have_attribute("data-unseen", "2", timeout=PATIENCE)
    muted = desk.locator(f'[data-room="{ZONE}"]').get_by_test_id("room-bell")
    await expect(muted).to_have_attribute("data-muted", "true")
    await bell.click()
    await expect(desk.get_by_test_id("notice-bell")).to_have_attribute("data-unseen", "0", timeout=PATIENCE)
