"""Two browser engines and a client that is neither meet in one room."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator
from itertools import permutations

import pytest
from playwright.async_api import Browser, async_playwright

from loadtests.client import Client
from loadtests.media_client import Participant
from rooms.roles import Role
from tests.e2e.person import STUDY, Company, Person
from tests.media.media_server import needs_a_network_address

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.timeout(240),
    needs_a_network_address,
]

FAKE_DEVICES: dict[str, str | float | bool] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
}


@contextlib.asynccontextmanager
async def firefox() -> AsyncIterator[Browser]:
    """The distribution's Firefox, driven over WebDriver BiDi."""
    async with async_playwright() as playwright:
        browser = await playwright.firefox.launch(
            channel="moz-firefox",
            executable_path=shutil.which("firefox-esr"),
            firefox_user_prefs=FAKE_DEVICES,
        )
        try:
            yield browser
        finally:
            await browser.close()


async def receives(aiko: Participant, person: Person) -> None:
    camera, mic = aiko.of(person.member, "camera"), aiko.of(person.member, "mic")
    with contextlib.suppress(TimeoutError):
        await aiko.until(lambda: camera.frames > 5 and mic.loudness > 0.01, within=30)
    assert camera.frames > 5, (person.name, camera, mic)
    assert mic.loudness > 0.01, (person.name, camera, mic)


async def test_chromium_firefox_and_aiortc_see_and_hear_each_other(company: Company) -> None:
    async with firefox() as browser:
        others = Company(company.server, browser)
        ada, fay = await company.person("Ada"), await others.person("Fay")
        await ada.join()
        await fay.join()
        async with Client(company.server.links[Role.STUDENT], name="Aiko") as client:
            await client.enter_room(STUDY)
            async with Participant(client, STUDY) as aiko:
                await aiko.publish()
                await aiko.receive()
                aiko_on_stage = await company.stand_in("Aiko", client.welcome["member"])
                for one, other in permutations((ada, fay), 2):
                    await one.sees(other)
                    await one.hears(other)
                for person in (ada, fay):
                    await person.sees(aiko_on_stage)
                    await person.hears(aiko_on_stage)
                    await receives(aiko, person)
        await others.say_goodbye()
        assert others.complaints() == []
