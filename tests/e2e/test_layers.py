"""A camera sends what somebody sees: nothing while nobody looks, small pictures for small tiles."""

from __future__ import annotations

import pytest
from playwright.async_api import ViewportSize

from tests.e2e.person import SIZES, Company, Person

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]

SMALL = ViewportSize(width=360, height=420)

_ENCODINGS = """async (active) => {
  for (const connection of window.connections)
    for (const { track, getParameters } of connection.getSenders().map((sender) => ({
      track: sender.track, getParameters: () => sender.getParameters() })))
      if (track?.kind === "video" && connection.connectionState === "connected") {
        const { encodings } = getParameters();
        const sent = encodings.filter((encoding) => encoding.active).length;
        return sent === active ? 1 : 0;
      }
  return 0;
}"""
"""Whether so many encodings of the own camera are on."""

_NARROW = """async ([selector, width]) => {
  const video = document.querySelector(selector);
  return video && video.videoWidth > 0 && video.videoWidth <= width ? 1 : 0;
}"""

WIDE = """async ([selector, width]) => (document.querySelector(selector)?.videoWidth ?? 0) > width ? 1 : 0"""


async def sends(person: Person, encodings: int) -> None:
    await person.rises(_ENCODINGS, encodings, above=0)


def picture_of(person: Person) -> str:
    return f'[data-testid="tile"][data-member="{person.member}"][data-source="camera"] video'


async def test_a_camera_that_nobody_sees_is_not_sent_until_somebody_comes(company: Company) -> None:
    ada, ben = await company.person("Ada"), await company.person("Ben")
    await ada.join()
    await sends(ada, 0)
    await ben.join()
    await ben.sees(ada)
    await sends(ada, 3)
    await ben.leave()
    await sends(ada, 0)


async def test_a_small_tile_is_sent_a_small_picture_and_the_large_ones_stop(company: Company) -> None:
    ada, ben = await company.person("Ada"), await company.person("Ben")
    await ada.join()
    await ben.join()
    await ben.sees(ada)
    await ben.rises(WIDE, [picture_of(ada), 320], above=0)
    await ben.page.set_viewport_size(SMALL)
    await ben.rises(_NARROW, [picture_of(ada), 640], above=0)
    await sends(ada, 2)
    await ben.page.set_viewport_size(SIZES["desk"])
    await sends(ada, 3)
    await ben.rises(WIDE, [picture_of(ada), 320], above=0)
