"""A line gets narrow and wide again: the picture follows, the sound goes on."""

from __future__ import annotations

import pytest

from tests.netem.conftest import Town
from tests.netem.figures import between, concealed_share, first_with_height, freeze_ratio, longest_silence
from tests.netem.pipe import Conditions
from tests.netem.report import Report

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]

CASE = "F10, 2 Mb/s → 300 kb/s → 2 Mb/s"
WIDE = Conditions(delay=0.025, rate=2_000_000)
NARROW = Conditions(delay=0.025, rate=300_000)
SETTLES, STAYS, RETURNS = 15.0, 20.0, 25.0


@pytest.mark.row("F10")
async def test_a_narrow_line_gets_a_smaller_picture_at_once_and_whole_sound(
    town: Town, report: Report
) -> None:
    line, clock = town.roads.line.down, town.ben_sees
    line.conditions = WIDE
    await town.meet()
    await town.record()
    await clock.lasts(SETTLES)
    line.conditions = NARROW
    narrow = await clock.now()
    wide = await clock.lasts(STAYS)
    line.conditions = WIDE
    end = await clock.lasts(RETURNS)
    samples = await clock.samples()
    before, poor = between(samples, 0, narrow), between(samples, narrow, wide)
    rich = between(samples, wide, end)
    high = before[-1].height
    settled = between(samples, narrow + 3, wide)
    met = [
        report.add(CASE, "layer down after", first_with_height(poor, below=high), 2.0, "s"),
        report.add(CASE, "layer up after", first_with_height(rich, above=high - 1), 10.0, "s"),
        report.add(CASE, "longest silence", longest_silence(poor + rich), 0.5, "s"),
        report.add(CASE, "concealed audio while narrow, from 3 s on", concealed_share(settled), 0.01, "%"),
    ]
    report.add(
        CASE, "concealed audio in the first 3 s", concealed_share(between(poor, 0, narrow + 3)), None, "%"
    )
    report.add(CASE, "height before", high, None, "px")
    report.add(CASE, "height while narrow", settled[-1].height, None, "px")
    report.add(CASE, "frozen while narrow", freeze_ratio(poor), None, "%")
    assert all(met)
