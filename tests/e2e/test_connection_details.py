"""Somebody looks at how sound and picture reach them, and goes back by the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from rooms.roles import Role
from tests.e2e.axe import barriers
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


async def test_staff_see_whose_line_is_how_good(company: Company) -> None:
    ada, tess = await company.person("Ada"), await company.person("Tess", role=Role.TEACHER)
    await ada.join()
    await tess.join()
    await tess.sees(ada)
    await tess.find("people-button").click()
    await tess.find("people-lines").click()
    lines = tess.find("lines-dialog").get_by_test_id("line")
    await expect(lines).to_have_count(2, timeout=PATIENCE)
    of_ada = lines.filter(has_text="Ada")
    await expect(of_ada).to_have_attribute("data-quality", "good")
    await expect(of_ada).to_contain_text("picture sizes", timeout=PATIENCE)
    await expect(of_ada).to_contain_text("round trip", timeout=PATIENCE)
    assert await barriers(tess.page) == []
