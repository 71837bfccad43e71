"""Between a phone and a desk: whatever the window's width, every button of the bar is in it, and the side panel covers
nobody."""

from __future__ import annotations

import pytest
from playwright.async_api import ViewportSize

from rooms.roles import Role
from tests.e2e.person import QA, Company

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

WIDTHS = (320, 390, 760, 900, 1024, 1100, 1280, 1440)
_CUT = """() => [...document.querySelectorAll('.bar button')].filter((button) => {
  const { left, right, width } = button.getBoundingClientRect();
  const seen = document.elementFromPoint((left + right) / 2, button.getBoundingClientRect().top + 8);
  return width > 0 && (left < 0 || right > innerWidth || !button.contains(seen));
}).map((button) => button.dataset.testid)"""
_COVERED = """() => {
  const side = document.querySelector('[data-testid="side-panel"]').getBoundingClientRect();
  return [...document.querySelectorAll('[data-testid="tile"]')]
    .filter((tile) => tile.getBoundingClientRect().right > side.left + 1).length;
}"""
PHONE = 760


async def test_every_button_is_in_reach_and_the_panel_covers_nobody_at_any_width(company: Company) -> None:
    tess = await company.person("Tess", Role.TEACHER)
    await tess.join(QA)
    await tess.open_chat()
    for width in WIDTHS:
        await tess.page.set_viewport_size(ViewportSize(width=width, height=800))
        assert await tess.page.evaluate(_CUT) == [], width
        if width >= PHONE:
            await tess.page.wait_for_function(f"() => ({_COVERED})() === 0")
