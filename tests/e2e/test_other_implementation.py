"""An unmodified aiortc client, a WebRTC implementation that shares nothing with the browser, joins one."""

from __future__ import annotations

import pytest

from loadtests.client import Client
from loadtests.media_client import Participant
from rooms.roles import Role
from tests.e2e.person import STUDY, Company
from tests.media.media_server import needs_a_network_address

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180), needs_a_network_address]


async def test_aiortc_and_chromium_see_and_hear_each_other(company: Company) -> None:
    ada = await company.person("Ada")
    await ada.join()
    async with Client(company.server.links[Role.STUDENT], name="Aiko") as client:
        await client.enter_room(STUDY)
        async with Participant(client, STUDY) as aiko:
            await aiko.publish()
            await aiko.receive()
            aiko_on_stage = await company.stand_in("Aiko", client.welcome["member"])
            await ada.sees(aiko_on_stage)
            await ada.hears(aiko_on_stage)
            camera, mic = aiko.of(ada.member, "camera"), aiko.of(ada.member, "mic")
            await aiko.until(
                lambda: camera.frames > 5 and camera.size[0] > 0 and mic.loudness > 0.01, within=20
            )
