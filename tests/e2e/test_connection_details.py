"""Somebody looks at how sound and picture reach them, and goes back by the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.person import PATIENCE, Company, Size

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]


@pytest.mark.parametrize("size", ["desk", "phone"])
async def test_connection_details_show_every_track_and_close_by_keyboard(
    company: Company, size: Size
) -> None:
    ada, ben = await company.person("Ada"), await company.person("Ben", size=size)
    await ada.join()
    await ben.join()
    await ben.sees(ada)
    await ben.find("settings-button").click()
    await ben.find("connection-details").focus()
    await ben.page.keyboard.press("Enter")
    dialog = ben.find("connection-dialog")
    await expect(dialog.get_by_test_id("connection-way")).to_have_text("direct (UDP)", timeout=PATIENCE)
    tracks = dialog.get_by_test_id("connection-track")
    await expect(tracks).to_have_count(4, timeout=PATIENCE)
    await expect(tracks.filter(has_text="Ada: camera")).to_contain_text("frozen")
    await expect(tracks.filter(has_text="You: camera")).to_contain_text("kb/s")
    await ben.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(ben.find("settings-dialog")).to_be_visible()
    await ben.page.keyboard.press("Escape")
    await expect(ben.find("settings-dialog")).to_have_count(0)
