"""A network that lets no UDP through: sound and picture come by TCP."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.person import PATIENCE, STUDY
from tests.netem.conftest import Town
from tests.netem.pipe import UDP, Conditions
from tests.netem.report import Report

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]

CASE = "F11, no UDP"
_IN_ROOM = "(sample) => sample.audio_packets > 0"


@pytest.mark.row("F11")
async def test_where_udp_is_blocked_people_see_and_hear_each_other_by_tcp(town: Town, report: Report) -> None:
    town.roads.line.both(Conditions(delay=0.025, blocked=frozenset({UDP})))
    ada, ben, clock = town.ada, town.ben, town.ben_sees
    await ada.join()
    await ben.open_link()
    await ben.choose(STUDY)
    await ben.find("name-input").fill("Ben")
    await expect(ben.find("preview").locator("video")).to_be_visible(timeout=PATIENCE)
    await town.record()
    pressed = await clock.now()
    await ben.find("join-button").click()
    await ben.sees(ada)
    await ada.sees(ben)
    await clock.lasts(1)
    samples = await clock.samples()
    heard = next((sample.at for sample in samples if sample.audio_packets > 0), float("inf"))
    seen = next((sample.at for sample in samples if sample.frames > 0), float("inf"))
    met = [
        report.add(CASE, "heard after pressing join", heard - pressed, 5.0, "s"),
        report.add(CASE, "seen after pressing join", seen - pressed, 5.0, "s"),
    ]
    assert samples[-1].protocol == "tcp"
    assert all(met)
