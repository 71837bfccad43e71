"""An operator makes rooms in the console, and whoever is in the lobby or in the room sees it without a reload."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from rooms.roles import Role
from tests.e2e.person import PATIENCE, Company
from tests.e2e.staffed import comes_to_the_board

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

QUESTION = "Why is 0! = 1?"


async def test_a_room_is_made_renamed_and_archived_before_everybodys_eyes(company: Company) -> None:
    olga, ada = await company.person("Olga", Role.OPERATOR), await company.person("Ada", size="phone")
    await comes_to_the_board(olga)
    await ada.open_link()
    await olga.find("ops-tab-rooms").click()
    await olga.find("room-add").click()
    await olga.find("room-title").fill("Show your week")
    await olga.find("room-purpose").select_option("sharing")
    await olga.find("dialog-submit").click()
    card = ada.find("room-card").filter(has_text="Show your week")
    await expect(card).to_contain_text("Show what you made", timeout=PATIENCE)
    room = await card.get_attribute("data-room") or ""
    await ada.choose(room)
    await ada.find("name-input").fill("Ada")
    await ada.find("join-button").click()
    await ada.says(QUESTION)
    item = olga.find("space-room").filter(has_text="Show your week")
    await item.get_by_test_id("room-edit").click()
    await olga.find("room-title").fill("Tea corner")
    await olga.find("dialog-submit").click()
    await expect(ada.page.get_by_text("Tea corner").first).to_be_visible(timeout=PATIENCE)
    await olga.find("space-room").filter(has_text="Tea corner").get_by_test_id("room-archive").click()
    await olga.find("dialog-submit").click()
    await expect(ada.find("archived-notice")).to_be_visible(timeout=PATIENCE)
    await expect(ada.find("chat-composer")).to_have_count(0)
    await expect(ada.find("message").filter(has_text=QUESTION)).to_be_visible()
