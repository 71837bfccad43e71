"""Somebody walks from one network into another: the sound is back at once, and they are who they were."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.async_api import expect

from rooms.roles import Role
from tests.e2e.person import PATIENCE, QA
from tests.netem.conftest import Town
from tests.netem.figures import between, longest_silence
from tests.netem.networks import STREET_ADDRESSES
from tests.netem.pipe import Conditions
from tests.netem.recorder import Recorder
from tests.netem.report import Report

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240), pytest.mark.row("F7")]

MOVES = len(STREET_ADDRESSES) - 1
BETWEEN_MOVES = 15.0
"""Seconds in which all that a move starts is over."""
NEAR = Conditions(delay=0.02)


async def test_after_a_change_of_address_the_sound_is_back_in_both_directions(
    town: Town, report: Report
) -> None:
    town.roads.line.both(NEAR)
    await town.meet()
    await town.record()
    gaps: list[tuple[float, float]] = []
    for old, new in pairwise(STREET_ADDRESSES):
        begins = await town.ben_sees.now(), await town.ada_sees.now()
        town.roads.street.moves(old, new)
        await town.ben_sees.lasts(BETWEEN_MOVES)
        heard, was_heard = await town.ben_sees.samples(), await town.ada_sees.samples()
        gaps.append(
            (
                longest_silence(between(heard, begins[0], begins[0] + BETWEEN_MOVES)),
                longest_silence(between(was_heard, begins[1], begins[1] + BETWEEN_MOVES)),
            )
        )
    case = f"F7, address changes {MOVES} times"
    met = [
        report.add(case, "longest silence for whom it changes", max(to for to, _ in gaps), 1.5, "s"),
        report.add(case, "longest silence of whom it changes", max(of for _, of in gaps), 1.5, "s"),
    ]
    report.add(case, "shortest of those", min(min(gap) for gap in gaps), None, "s")
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

    heard = Recorder(ben)
    await heard.start()
    await heard.lasts(1)
    town.roads.street.moves(*STREET_ADDRESSES[:2])
    await ben.hears(tess)
    await ben.page.reload()
    await expect(hand).to_have_count(1, timeout=PATIENCE)
