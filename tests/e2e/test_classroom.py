"""A classroom network: other machines come by this machine's address, over HTTPS with our own certificate."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.e2e.person import Company
from tests.media.media_server import needs_a_network_address
from tests.support.running_server import server_process

pytestmark = [pytest.mark.anyio, needs_a_network_address]


async def test_two_meet_over_a_self_signed_certificate(tmp_path: Path, browser: Browser) -> None:
    options = ["--host", "0.0.0.0", "--tls", "self-signed"]
    async with server_process(tmp_path / "data", *options) as server:
        company = Company(server, browser)
        ada, ben = await company.person("Ada"), await company.person("Ben", size="phone", language="zh-CN")
        assert ada.link.startswith("https://")
        await ada.join()
        await ben.join()
        for one, other in permutations((ada, ben), 2):
            await one.sees(other)
            await one.hears(other)
        await company.say_goodbye()
        assert company.complaints() == []
