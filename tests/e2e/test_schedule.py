"""Staff write what the room shall post later, in the room, and find it in the console."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from rooms.roles import Role
from tests.e2e.person import PATIENCE, ZONE, Company

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

WORDS = "What did you learn this week?"


@pytest.mark.row("A27")
async def test_what_is_planned_in_the_room_stands_in_the_console_until_it_is_deleted(
    company: Company,
) -> None:
    tess = await company.person("Tess", Role.TEACHER)
    await tess.join(ZONE)
    await tess.find("chat-composer").fill(WORDS)
    await tess.find("schedule-button").click()
    await expect(tess.find("schedule-body")).to_have_value(WORDS, timeout=PATIENCE)
    await tess.find("schedule-repeats").select_option("weekly")
    await tess.find("schedule-saturday").uncheck()
    await tess.find("schedule-zone").fill("Europe/Berlin")
    await expect(tess.find("schedule-preview").locator("li")).to_have_count(5, timeout=PATIENCE)
    await tess.find("dialog-submit").click()
    await expect(tess.find("schedule-dialog")).to_have_count(0, timeout=PATIENCE)
    await expect(tess.find("chat-composer")).to_have_value("")

    await tess.page.goto(f"{tess.page.url.split('/r/')[0]}/ops/schedule")
    row = tess.find("schedule-row")
    await expect(row).to_contain_text(WORDS, timeout=PATIENCE)
    await row.get_by_test_id("schedule-pause").click()
    await expect(row).to_contain_text("paused", timeout=PATIENCE)
    await row.get_by_test_id("schedule-delete").click()
    await tess.find("dialog-submit").click()
    await expect(tess.find("schedule-none")).to_be_visible(timeout=PATIENCE)
