"""Half of the media process's time is stolen: people go on hearing and seeing each other, and no sound is lost."""

from __future__ import annotations

import pytest

from loadtests.cpu import media_process
from tests.e2e.person import Company, Person
from tests.support.stolen_cpu import stolen

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

SECONDS = 10.0
LOST = 0.01

_AUDIO = """async () => {
  const counted = { received: 0, lost: 0 };
  for (const connection of window.connections)
    for (const report of (await connection.getStats()).values())
      if (report.type === "inbound-rtp" && report.kind === "audio") {
        counted.received += report.packetsReceived;
        counted.lost += report.packetsLost;
      }
  return counted;
}"""
_LASTS = "([end]) => performance.now() / 1000 >= end"


async def audio(person: Person) -> tuple[int, int]:
    """Packets received and lost so far."""
    counted: dict[str, int] = await person.page.evaluate(_AUDIO)
    return counted["received"], counted["lost"]


@pytest.mark.row("F16")
async def test_where_half_of_the_processor_is_stolen_no_sound_is_lost(company: Company) -> None:
    ada, ben = await company.person("Ada"), await company.person("Ben")
    await ada.join()
    await ben.join()
    await ben.sees(ada)
    await ben.hears(ada)
    with stolen(media_process(company.server.pid), 0.5):
        received, lost = await audio(ben)
        end: float = await ben.page.evaluate(f"performance.now() / 1000 + {SECONDS}")
        await ben.page.wait_for_function(_LASTS, arg=[end], timeout=60_000)
        received_then, lost_then = await audio(ben)
        heard, missed = received_then - received, lost_then - lost
        assert heard > 0
        assert missed <= LOST * (heard + missed)
        await ben.sees(ada)
        await ben.hears(ada)
