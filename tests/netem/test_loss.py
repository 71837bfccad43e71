"""Packets get lost, one by one or many for a while: people are understood, and pictures go on."""

from __future__ import annotations

import pytest

from tests.netem.conftest import Town
from tests.netem.figures import (
    Sample,
    between,
    concealed_share,
    frame_rate,
    freeze_ratio,
    longest_silence,
    plis_per_second,
    recovery,
)
from tests.netem.pipe import Conditions
from tests.netem.report import Report

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]

RTT = 0.1
WARM_UP = 8.0
"""Seconds until estimators and jitter buffers know the line."""
WINDOW = 20.0
BURST = 5.0


async def window_of(town: Town, seconds: float) -> tuple[list[Sample], list[Sample]]:
    """What Ben received over the bad line, and what Ada received of him, in the next seconds."""
    begins = await town.ben_sees.now(), await town.ada_sees.now()
    await town.ben_sees.lasts(seconds)
    down = between(await town.ben_sees.samples(), begins[0], begins[0] + seconds)
    up = between(await town.ada_sees.samples(), begins[1], begins[1] + seconds)
    return down, up


@pytest.mark.row("F8")
@pytest.mark.parametrize(
    ("loss", "concealed", "frozen"),
    [(0.0, None, None), (0.05, 0.01, 0.01), (0.1, 0.03, 0.03), (0.2, 0.08, 0.1)],
)
async def test_with_random_loss_people_are_understood_and_seen(
    town: Town, report: Report, loss: float, concealed: float | None, frozen: float | None
) -> None:
    town.roads.line.both(Conditions(delay=RTT / 2))
    await town.meet()
    town.roads.line.both(Conditions(delay=RTT / 2, loss=loss))
    await town.record()
    await town.ben_sees.lasts(WARM_UP)
    met: list[bool] = []
    for way, samples in zip(("to", "from"), await window_of(town, WINDOW), strict=True):
        case = f"F8, {loss:.0%} lost, {way} the client"
        met.append(report.add(case, "concealed audio", concealed_share(samples), concealed, "%"))
        met.append(report.add(case, "frozen", freeze_ratio(samples), frozen, "%"))
        report.add(case, "frames per second", frame_rate(samples), None, "")
        report.add(case, "height at the end", samples[-1].height, None, "px")
    assert all(met)


@pytest.mark.row("F9")
async def test_after_a_burst_of_loss_all_is_well_soon_and_publishers_are_not_pestered(
    town: Town, report: Report
) -> None:
    well = Conditions(delay=RTT / 2)
    town.roads.line.both(well)
    await town.meet()
    await town.record()
    await town.ben_sees.lasts(WARM_UP)
    before, _ = await window_of(town, 3)
    town.roads.line.both(Conditions(delay=RTT / 2, loss=0.3))
    asked_from = await town.ada_sees.now()
    bad, _ = await window_of(town, BURST)
    town.roads.line.both(well)
    after, _ = await window_of(town, 12)
    asked = between(await town.ada_sees.samples(), asked_from, asked_from + BURST + 12)
    usual = frame_rate(before)
    met = [
        report.add(
            "F9, 30 % lost for 5 s",
            "recovered after",
            recovery(after, frames_per_second=0.7 * usual),
            2.0,
            "s",
        ),
        report.add("F9, 30 % lost for 5 s", "PLI to the publisher", plis_per_second(asked), 1.0, "/s"),
    ]
    report.add("F9, 30 % lost for 5 s", "concealed meanwhile", concealed_share(bad), None, "%")
    report.add("F9, 30 % lost for 5 s", "longest silence", longest_silence(bad), None, "s")
    assert all(met)
