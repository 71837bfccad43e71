"""The distribution's Chromium, headless, with fake devices: a green picture that changes and a microphone that beeps."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Browser, async_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    # Several pages share one screen here: none of them may be slowed down for being in the background.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
]


def installed() -> str:
    """Its path."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    assert executable, "no Chromium on this machine: run `make packages`"
    return executable


@contextlib.asynccontextmanager
async def chromium(*arguments: str, executable: Path | None = None) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable or installed(), args=[*ARGUMENTS, *arguments]
        )
        try:
            yield browser
        finally:
            await browser.close()
