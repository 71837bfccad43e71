"""Browsers at two nodes: who sits elsewhere than the room is owned sees, hears and is seen, by what their own node relays."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.e2e.person import SIZES, Company
from tests.e2e.test_layers import SMALL, WIDE, picture_of, sends
from tests.media.media_server import needs_a_network_address
from tests.support.postgres import PostgresServer
from tests.support.redis import redis_server
from tests.support.running_nodes import running_nodes

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240), needs_a_network_address]

_RECEIVED_FROM = """async (ports) => {
  for (const connection of window.connections) {
    const reports = [...(await connection.getStats()).values()];
    const receives = reports.some((report) => report.type === "inbound-rtp" && report.bytesReceived > 0);
    const remotes = reports.filter((report) => report.type === "remote-candidate");
    if (receives && remotes.some((remote) => ports.includes(remote.port))) return 1;
  }
  return 0;
}"""


async def test_two_browsers_at_two_nodes_meet_and_layers_follow_what_is_seen_behind_the_link(
    postgres: PostgresServer, browser: Browser, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(redis_server(tmp_path))
        nodes = await stack.enter_async_context(
            running_nodes(postgres, redis.url, tmp_path, "--edge-from", "0", count=2)
        )
        there, here = [Company(node, browser) for node in nodes]
        ada, ben = await there.person("Ada"), await here.person("Ben")
        await ada.join()
        await sends(ada, 0)
        await ben.join()
        for one, other in ((ben, ada), (ada, ben)):
            await one.sees(other)
            await one.hears(other)
        await ben.rises(_RECEIVED_FROM, nodes[1].media_ports, above=0)
        await sends(ada, 3)
        await ben.page.set_viewport_size(SMALL)
        await sends(ada, 2)
        await ben.page.set_viewport_size(SIZES["desk"])
        await sends(ada, 3)
        await ben.rises(WIDE, [picture_of(ada), 320], above=0)
        await ben.leave()
        await sends(ada, 0)
        for company in (there, here):
            await company.say_goodbye()
            assert company.complaints() == []
