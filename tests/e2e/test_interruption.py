"""The server is killed under people: they are told, come back by themselves, and nothing said is lost or doubled."""

from __future__ import annotations

from itertools import permutations

import pytest
from playwright.async_api import expect

from tests.e2e.person import PATIENCE, ZONE, Company

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180), pytest.mark.row("F2")]


async def test_after_kill_and_restart_people_see_each_other_again(company: Company) -> None:
    ada, ben = await company.person("Ada"), await company.person("Ben")
    await ada.join()
    await ben.join()
    await ada.sees(ben)
    await ada.says("Said before")
    await ben.reads("Said before")

    await company.server.kill()
    for person in (ada, ben):
        await expect(person.page.locator('[data-banner="lost"]')).to_be_visible(timeout=PATIENCE)
    await ada.says("Said while it was down")
    await company.server.start()
    for one, other in permutations((ada, ben), 2):
        await one.sees(other)
        await one.hears(other)

    for person in (ada, ben):
        await expect(person.page.locator("[data-banner]")).to_have_count(0, timeout=PATIENCE)
        await person.reads("Said before")
        await person.reads("Said while it was down")
    await expect(ada.find("tile")).to_have_count(2)


async def test_history_and_roles_are_there_after_a_restart(company: Company) -> None:
    ada = await company.person("Ada")
    await ada.join(ZONE)
    for number in range(3):
        await ada.says(f"Question {number}")
        await ada.reads(f"Question {number}")
    await company.server.kill()
    await company.server.start()
    ben = await company.person("Ben")
    await ben.join(ZONE)
    for number in range(3):
        await ben.reads(f"Question {number}")
        await ada.reads(f"Question {number}")


@pytest.mark.row("F1")
async def test_a_killed_media_process_costs_a_moment_of_media_and_no_chat(company: Company) -> None:
    ada, ben = await company.person("Ada"), await company.person("Ben")
    await ada.join()
    await ben.join()
    await ada.sees(ben)
    company.server.kill_media()
    await ada.says("Still here?")
    await ben.reads("Still here?")
    for one, other in permutations((ada, ben), 2):
        await one.sees(other)
        await one.hears(other)
