"""Somebody walks from one network into another: the sound is back at once, and they are who they were."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

import pytest
from playwright.async_api import expect

from rooms.roles import Role
from tests.e2e.person import PATIENCE, QA
from tests.netem.conftest import Town
from tests.netem.figures import between, longest_silence
from tests.netem.networks import STREET_ADDRESSES
from tests.netem.pipe import Conditions
from tests.netem.report import Report

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240), pytest.mark.row("F7")]

BETWEEN_MOVES = 12.0
"""Seconds in which all that a move starts is over."""
KNOWN = 4.0
"""Seconds in which a browser has noticed a new address: Chromium here had candidates of it after 2.2 s."""
LONGEST = 1.5
"""Seconds of silence that a change may cost."""
NEAR = Conditions(delay=0.02)


@pytest.mark.parametrize(
    "overlap", [pytest.param(KNOWN, id="make before break"), pytest.param(0.0, id="break before make")]
)
async def test_after_a_change_of_address_the_sound_is_back_in_both_directions(
    town: Town, report: Report, overlap: float
) -> None:
    """With an overlap as phones do it, whose second network is there before the first one goes; and without, where a
    browser that binds its sockets to addresses can do nothing before it has noticed the new one."""
    town.roads.line.both(NEAR)
    await town.meet()
    await town.record()
    to, of = [], []
    for old, new in pairwise(STREET_ADDRESSES):
        town.roads.street.lives_at(new)
        await town.ben_sees.lasts(overlap)
        begins = await town.ben_sees.now(), await town.ada_sees.now()
        town.roads.street.leaves(old)
        await town.ben_sees.lasts(BETWEEN_MOVES)
        heard, was_heard = await town.ben_sees.samples(), await town.ada_sees.samples()
        to.append(longest_silence(between(heard, begins[0], begins[0] + BETWEEN_MOVES)))
        of.append(longest_silence(between(was_heard, begins[1], begins[1] + BETWEEN_MOVES)))
    case = f"F7, address changes {len(to)} times, {'make before break' if overlap else 'break before make'}"
    met = [
        report.add(case, "longest silence for whom it changes", max(to), LONGEST, "s"),
        report.add(case, "longest silence of whom it changes", max(of), LONGEST, "s"),
    ]
    report.add(case, "median of those", median([*to, *of]), None, "s")
    assert all(met)


async def test_over_a_change_of_address_somebody_keeps_their_seat_hand_and_mute(town: Town) -> None:
    town.roads.line.both(NEAR)
    tess = await town.neighbours.person("Tess", Role.TEACHER)
    await tess.join(QA)
    ben = town.ben
    await ben.join(QA)
    await ben.hears(tess)
    await ben.find("hand-button").click()
    await ben.find("hand-topic").fill("the last step")
    await ben.find("hand-raise").click()
    await tess.find("people-button").click()
    hand = tess.page.locator(f'[data-testid="hand"][data-member="{ben.member}"]')
    row = tess.page.locator(f'[data-testid="person"][data-member="{ben.member}"]')
    await expect(hand).to_have_count(1, timeout=PATIENCE)
    await row.get_by_test_id("person-menu").click()
    await tess.find("person-menu-mute").click()
    await tess.find("mute-dialog").get_by_test_id("dialog-submit").click()
    await expect(row.get_by_test_id("muted-mark")).to_be_visible(timeout=PATIENCE)

    old, new, *_ = STREET_ADDRESSES
    town.roads.street.lives_at(new)
    town.roads.street.leaves(old)
    await town.ben_sees.start()
    await town.ben_sees.lasts(1)  # what was under way is heard to its end
    await ben.hears(tess)
    await expect(hand).to_have_count(1)
    await expect(row.get_by_test_id("muted-mark")).to_be_visible()
    await expect(tess.find("person")).to_have_count(2)
    await tess.find("call-next").click()
    await expect(ben.find("called-prompt")).to_be_visible(timeout=PATIENCE)
