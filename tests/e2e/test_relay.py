"""Where nothing but TLS gets out, people come through a relay; and the relay is of use for nothing else.

The relay is coturn with the configuration in `deploy/`. M10, M11 and F11 of the reliability list.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aioice import stun

from tests.e2e.browser import chromium
from tests.e2e.person import STUDY, Company, Person
from tests.media.media_server import needs_a_network_address
from tests.support.relay import Relay, refusal, relay
from tests.support.running_server import server_process

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]

FORBIDDEN, QUOTA_REACHED = 403, 486  # RFC 8656 section 19
QUOTA = 12
HEARD_WITHIN = 8.0
"""Seconds from pressing join."""

_RELAYS_ONLY = """
(() => {
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(configuration) { super({ ...configuration, iceTransportPolicy: "relay" }); }
  };
})()
"""

_RELAYED_BY_TLS = """async () => {
  let relayed = 0;
  for (const connection of window.connections) {
    const report = await connection.getStats();
    for (const pair of report.values())
      if (pair.type === "candidate-pair" && pair.nominated && pair.state === "succeeded") {
        const local = report.get(pair.localCandidateId);
        if (local.candidateType !== "relay" || local.relayProtocol !== "tls") return 0;
        relayed += 1;
      }
  }
  return relayed;
}"""
"""How many connections there are, if each goes through a relay by TLS."""


@pytest.fixture
async def coturn(tmp_path: Path) -> AsyncIterator[Relay]:
    async with relay(tmp_path) as running:
        yield running


@contextlib.asynccontextmanager
async def company_with(coturn: Relay, data: Path) -> AsyncIterator[Company]:
    """A browser that takes the relay's certificate, as one does whose administrator signed it."""
    async with (
        server_process(data, *coturn.arguments) as server,
        chromium("--ignore-certificate-errors") as browser,
    ):
        yield Company(server, browser)


async def joins_and_hears(person: Person, other: Person) -> float:
    """Seconds from pressing join to the first sound of the other."""
    await person.open_link()
    await person.choose(STUDY)
    await person.find("name-input").fill(person.name)
    await person.find("preview").locator("video").wait_for()
    pressed = time.monotonic()
    await person.find("join-button").click()
    await person.tile(other).wait_for()
    await person.hears(other)
    return time.monotonic() - pressed


@needs_a_network_address
@pytest.mark.row("F11")
async def test_somebody_whom_only_tls_lets_out_hears_and_is_heard_through_the_relay(
    coturn: Relay, tmp_path: Path
) -> None:
    async with company_with(coturn, tmp_path / "data") as company:
        ada, ben = await company.person("Ada"), await company.person("Ben")
        await ben.page.add_init_script(_RELAYS_ONLY)
        await ada.join()
        seconds = await joins_and_hears(ben, ada)
        await ada.hears(ben)
        await ben.sees(ada)
        await ben.rises(_RELAYED_BY_TLS, None, above=1)
        assert seconds <= HEARD_WITHIN
        assert company.complaints() == []
        await company.say_goodbye()


INSIDE = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "127.0.0.1", "127.255.255.255"),
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.168.1.1", "198.18.0.1"),
    *("224.0.0.1", "255.255.255.255"),
]
INSIDE_V6 = [
    *("::", "::1", "fc00::1", "fd12:3456::1", "fe80::1", "ff02::1"),
    *(f"::ffff:{inside}" for inside in INSIDE),
    *("::127.0.0.1", "::10.0.0.1"),  # IPv4-compatible (RFC 4291 section 2.5.5.1)
    *("64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::10.0.0.1"),  # NAT64 (RFC 6052, RFC 8215)
    *("2002:7f00:1::1", "2002:a00:1::1"),  # 6to4 (RFC 3056)
    "2001::1",  # Teredo (RFC 4380)
]
OUTSIDE, OUTSIDE_V6 = "203.0.113.7", "2606:4700::7"


@pytest.mark.row("M10")
@pytest.mark.parametrize(
    ("listens", "inside", "outside"), [("127.0.0.1", INSIDE, OUTSIDE), ("::1", INSIDE_V6, OUTSIDE_V6)]
)
async def test_the_relay_reaches_nothing_that_is_inside(
    coturn: Relay, listens: str, inside: list[str], outside: str
) -> None:
    async with coturn.client("ben", listens) as client:
        await client.connect()
        assert {peer: await refusal(client, peer) for peer in inside} == dict.fromkeys(inside, FORBIDDEN)
        assert await refusal(client, outside) is None


async def _allocated(coturn: Relay, person: str, clients: contextlib.AsyncExitStack) -> int | None:
    """The code of the refusal; None: there is one more allocation."""
    client = await clients.enter_async_context(coturn.client(person))
    try:
        await client.connect()
    except stun.TransactionFailed as failed:
        return failed.response.error_code
    return None


@pytest.mark.row("M11")
async def test_one_person_opens_as_many_allocations_as_the_quota_and_others_are_served(coturn: Relay) -> None:
    async with contextlib.AsyncExitStack() as clients:
        asked = [_allocated(coturn, "greedy", clients) for _ in range(1_000)]
        opened = [await allocating for allocating in asked[:40]]
        opened += await asyncio.gather(*asked[40:])
        assert Counter(opened) == {None: QUOTA, QUOTA_REACHED: 1_000 - QUOTA}
        assert await _allocated(coturn, "ben", clients) is None
