"""At the door of a room: nothing of a person goes in that they did not agree to bring."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.person import PATIENCE, STUDY, Company

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

_SLOW_DEVICES = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (constraints) => {
  await new Promise((go) => { window.letDevicesOpen = go; });
  window.openedStream = await open(constraints);
  return window.openedStream;
};
"""


async def test_devices_that_open_after_joining_without_them_are_closed(company: Company) -> None:
    ada = await company.person("Ada")
    await ada.page.add_init_script(_SLOW_DEVICES)
    await ada.open_link()
    await ada.choose(STUDY)
    await ada.find("name-input").fill(ada.name)
    await ada.page.wait_for_function("() => window.letDevicesOpen !== undefined", timeout=PATIENCE)
    await ada.find("join-listen").click()
    await expect(ada.find("stage")).to_be_visible(timeout=PATIENCE)
    await ada.page.evaluate("window.letDevicesOpen()")
    await ada.page.wait_for_function(
        "() => window.openedStream?.getTracks().every((track) => track.readyState === 'ended')",
        timeout=PATIENCE,
    )
    await expect(ada.find("mic-button")).to_have_attribute("aria-pressed", "false")
    await expect(ada.find("camera-button")).to_have_attribute("aria-pressed", "false")
