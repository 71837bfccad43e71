"""What the page may cost whoever comes for the first time: what is loaded before sound and picture, and how long a slow
computer works until its reader can press a button. Figures are printed when all tests are over; limits stand here.
"""

from __future__ import annotations

import pytest
from playwright.async_api import Page, Request, expect

from tests.e2e.person import PATIENCE, ZONE, Company

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

MOST_SCRIPT = 150_000
"""Bytes of JavaScript, as they are sent, from the invite to a first word in a room."""
SLOWER = 4
"""How many times slower than this machine's the reader's processor is."""
MOST_UNTIL_INTERACTIVE = 12_000
"""Milliseconds from the address to the first button that answers. A quiet machine needs a tenth; tests share theirs."""

_WATCH_TASKS = """
window.busyUntil = 0;
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) window.busyUntil = startTime + duration;
}).observe({ type: "longtask", buffered: true });
"""
_INTERACTIVE = """() => new Promise((resolve) => {
  const shown = performance.now();
  requestIdleCallback(() => resolve(Math.max(shown, window.busyUntil)));
})"""
"""When the button is there and the page has time for its reader: after its last long task."""


class Loaded:
    """What a page's requests brought, by what it was for."""

    def __init__(self, page: Page) -> None:
        self._finished: list[Request] = []
        page.on("requestfinished", lambda request: self._finished.append(request))

    async def sizes(self, kind: str) -> dict[str, int]:
        """Bytes on the wire without headers, of every file of this kind ("script", "stylesheet")."""
        asked = [request for request in self._finished if request.resource_type == kind]
        return {
            request.url.rpartition("/")[2]: (await request.sizes())["responseBodySize"] for request in asked
        }


def listed(sizes: dict[str, int]) -> str:
    return ", ".join(f"{name} {size:,}" for name, size in sizes.items())


async def test_the_lobby_and_a_chat_need_no_more_script_than_they_may(
    company: Company, figures: list[str]
) -> None:
    ada = await company.person("Ada")
    loaded = Loaded(ada.page)
    await ada.join(ZONE)
    await ada.says("Good morning!")
    await ada.reads("Good morning!")
    scripts, styles = await loaded.sizes("script"), await loaded.sizes("stylesheet")
    figures.append(f"script before media: {sum(scripts.values()):,} bytes ({listed(scripts)})")
    figures.append(f"styles before media: {sum(styles.values()):,} bytes ({listed(styles)})")
    assert len(scripts) > 1, "boot and the page are two"
    assert sum(scripts.values()) <= MOST_SCRIPT


async def test_a_slow_computer_is_not_kept_waiting_for_the_lobby(
    company: Company, figures: list[str]
) -> None:
    ada = await company.person("Ada")
    await ada.page.add_init_script(_WATCH_TASKS)
    devtools = await ada.page.context.new_cdp_session(ada.page)
    await devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await ada.page.goto(ada.link)
    await expect(ada.find("join-room").first).to_be_enabled(timeout=PATIENCE)
    taken: float = await ada.page.evaluate(_INTERACTIVE)
    figures.append(f"lobby on a processor {SLOWER} times slower: interactive after {taken:.0f} ms")
    assert taken <= MOST_UNTIL_INTERACTIVE
