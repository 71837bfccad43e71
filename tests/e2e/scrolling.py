"""How smoothly a chat of thousands of messages scrolls in headless Chromium.

    python -m tests.e2e.scrolling --messages 5000

prints frames per second and the slowest frames while the whole chat is scrolled up and down by the wheel's distances,
from the intervals of requestAnimationFrame. `make bench-scroll` runs it. Figures count on a quiet machine only.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

from playwright.async_api import expect

from tests.e2e.browser import chromium
from tests.e2e.person import PATIENCE, ZONE, Company, Person
from tests.support.long_chat import fill
from tests.support.running_server import server_process

_LOAD_ALL = """async () => {
  for (;;) {
    const button = document.querySelector('[data-testid="load-older"]');
    if (button === null) return;
    if (!button.disabled) button.click();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}"""

# A wheel's notch each frame: faster than anybody reads, and every row has to be made on the way.
_SCROLL = """async ([seconds, step]) => {
  const list = document.querySelector('[data-testid="chat-list"]');
  const intervals = [];
  let most = 0;
  let direction = -1;
  let last = await new Promise(requestAnimationFrame);
  const end = last + seconds * 1000;
  while (last < end) {
    if (list.scrollTop <= 0) direction = 1;
    list.scrollTop += direction * step;
    const now = await new Promise(requestAnimationFrame);
    intervals.push(now - last);
    last = now;
    most = Math.max(most, list.querySelectorAll('[data-testid="message"]').length);
  }
  return { intervals, most };
}"""


async def talk_long(company: Company, messages: int) -> None:
    """Have that many messages in the zone. Its first visitor has it made."""
    first = await company.person("First")
    await first.join(ZONE)
    await first.page.close()
    await company.server.stop()
    await fill(company.server.data, ZONE, messages)
    await company.server.start()


async def load_everything(person: Person) -> None:
    """Read the whole history, page by page."""
    await expect(person.find("message").first).to_be_visible(timeout=PATIENCE)
    await person.page.evaluate(_LOAD_ALL)
    await expect(person.find("load-older")).to_have_count(0, timeout=PATIENCE)


async def measure(messages: int, seconds: float, step: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with server_process(Path(folder) / "data") as server, chromium() as browser:
            company = Company(server, browser)
            await talk_long(company, messages)
            ada = await company.person("Ada")
            await ada.join(ZONE)
            await load_everything(ada)
            seen = await ada.page.evaluate(_SCROLL, [seconds, step])
            await company.say_goodbye()
    _print(messages, step, seen["intervals"], seen["most"])


def _print(messages: int, step: int, intervals: list[float], most: int) -> None:
    ordered = sorted(intervals)
    rate = 1000 * len(intervals) / sum(intervals)
    p95, p99 = (ordered[int(len(ordered) * share)] for share in (0.95, 0.99))
    late = sum(interval > 1000 / 55 for interval in intervals) / len(intervals)
    sys.stdout.write(
        f"{messages} messages, {step} px per frame, at most {most} in the document, load {os.getloadavg()[0]:.1f}\n"
        f"{rate:.1f} frames/s; a frame p95 {p95:.1f} ms, p99 {p99:.1f} ms, worst {ordered[-1]:.1f} ms; {late:.1%} late\n"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--step", type=int, default=120, help="CSS pixels per frame")
    options = parser.parse_args()
    asyncio.run(measure(options.messages, options.seconds, options.step))
