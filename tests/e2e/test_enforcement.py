"""What staff decided holds although the student's page was tampered with: the server stops the packets."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from rooms.roles import Role
from tests.e2e.person import PATIENCE, STUDY, Company, Person

pytestmark = pytest.mark.anyio

TAMPER = """
(() => {
  // This page never lets go: it closes no connection, stops no track, and sends what it sent whatever it is told.
  RTCPeerConnection.prototype.close = () => undefined;
  MediaStreamTrack.prototype.stop = () => undefined;
  const enabled = Object.getOwnPropertyDescriptor(MediaStreamTrack.prototype, "enabled");
  Object.defineProperty(MediaStreamTrack.prototype, "enabled", { get: enabled.get, set: () => undefined });
  const replace = RTCRtpSender.prototype.replaceTrack;
  RTCRtpSender.prototype.replaceTrack = function (track) {
    return track ? replace.call(this, track) : Promise.resolve();
  };
  RTCRtpSender.prototype.setParameters = () => Promise.resolve();
})()
"""

PACKETS = """async (kind) => {
  let packets = 0;
  for (const connection of window.connections)
    for (const report of (await connection.getStats()).values())
      if (report.type === kind) packets += report.packetsSent ?? report.packetsReceived ?? 0;
  return packets;
}"""


async def packets(person: Person, kind: str) -> int:
    count: int = await person.page.evaluate(PACKETS, kind)
    return count


async def sends_on(person: Person, more: int = 50) -> None:
    """The tampered page goes on sending: so many packets more than now."""
    await person.rises(PACKETS, "outbound-rtp", above=await packets(person, "outbound-rtp") + more)


@pytest.mark.row("S5")
@pytest.mark.row("S6")
async def test_a_muted_and_then_removed_student_reaches_nobody_whatever_their_page_does(
    company: Company,
) -> None:
    tess, ada = await company.person("Tess", Role.TEACHER), await company.person("Ada")
    await ada.page.add_init_script(TAMPER)
    await tess.join(STUDY, devices=False)
    await ada.join(STUDY)
    await tess.sees(ada)
    await tess.hears(ada)
    await tess.find("people-button").click()
    entry = tess.page.locator(f'[data-testid="person"][data-member="{ada.member}"]')
    await entry.get_by_test_id("person-menu").click()
    await tess.find("person-menu-mute").click()
    dialog = tess.find("mute-dialog")
    for scope in ("voice", "video"):
        await dialog.locator(f'input[name="{scope}"]').check()
    await dialog.get_by_test_id("dialog-submit").click()
    await expect(dialog).to_be_hidden(timeout=PATIENCE)
    await tess.sees_mic(ada, "off")
    await sends_on(ada, 20)  # what was under way has arrived
    received = await packets(tess, "inbound-rtp")
    await sends_on(ada)
    assert await packets(tess, "inbound-rtp") == received
    await entry.get_by_test_id("person-menu").click()
    await tess.find("person-menu-remove").click()
    await tess.find("remove-dialog").get_by_test_id("dialog-submit").click()
    await expect(ada.find("door-removed")).to_be_visible(timeout=PATIENCE)
    await tess.misses(ada)
    await ada.page.goto(f"{tess.page.url.split('/r/')[0]}/r/{STUDY}/join")
    await ada.find("name-input").fill("Ada")
    await ada.find("join-listen").click()
    await expect(ada.find("room-refused")).to_be_visible(timeout=PATIENCE)
    assert await packets(tess, "inbound-rtp") == received
