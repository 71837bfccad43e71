"""What a machine finds of barriers on a page as it is now: axe-core, which comes with the packages of the page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.async_api import Page

_AXE = Path(__file__).parents[2] / "web_client/node_modules/axe-core/axe.min.js"
_RUN = """async (counted) => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations
    .filter(({ impact }) => counted.includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary}`));
}"""
COUNTED = ("serious", "critical")


async def barriers(page: Page) -> list[str]:
    """Those that keep somebody out: what, where, and why it is one."""
    if await page.evaluate("typeof axe === 'undefined'"):
        await page.evaluate(_source())  # by the debugger: the page itself may load nothing of others
    found: list[str] = await page.evaluate(_RUN, list(COUNTED))
    return found


@cache
def _source() -> str:
    return _AXE.read_text(encoding="utf-8")
