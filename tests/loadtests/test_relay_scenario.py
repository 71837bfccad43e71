"""The same audience at the owner and behind a link, short: everybody is served, and the owner pays for one copy."""

from __future__ import annotations

import pytest

from loadtests.relay_scenario import relayed_audience

pytestmark = pytest.mark.anyio


async def test_an_audience_is_served_either_way_and_relayed_it_costs_the_owner_less() -> None:
    direct, relayed = await relayed_audience((8,), 1.0, 1_000_000)
    assert [(each.viewers, each.is_relayed) for each in (direct, relayed)] == [(8, False), (8, True)]
    assert min(direct.received, relayed.received) > 8 * 100
    assert relayed.owner < direct.owner
    assert direct.edge < relayed.edge
