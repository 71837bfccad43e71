"""Each device is connected once, whoever came first; and one knows when the last client has gone."""

from __future__ import annotations

import asyncio

import pytest

from signaling.codes import CloseCode
from tests.support.node import running, settled

pytestmark = pytest.mark.anyio


async def test_the_newest_connection_of_a_device_replaces_the_one_before() -> None:
    async with running() as rig:
        older = await rig.connect("ada", device="ada-device")
        other = await rig.connect("ada", device="ada-telephone")
        newer = await rig.connect("ada", device="ada-device")
        await settled()
        assert (older.close_code, other.close_code, newer.close_code) == (CloseCode.REPLACED, None, None)
        assert rig.node.sockets == 2


async def test_somebody_is_connected_as_long_as_any_device_is() -> None:
    async with running() as rig:
        first = await rig.connect("ada", device="ada-device")
        second = await rig.connect("ada", device="ada-telephone")
        first.hang_up(clean=True)
        await settled()
        assert rig.node.is_connected("ada")
        second.hang_up(clean=True)
        await settled()
        assert not rig.node.is_connected("ada")
        assert rig.node.sockets == 0


async def test_a_node_waits_for_the_last_client_before_it_ends() -> None:
    async with running() as rig:
        page = await rig.connect("ada")
        unwelcomed = rig.open()
        await settled()
        async with asyncio.TaskGroup() as tasks:
            draining = tasks.create_task(rig.node.drain())
            await settled()
            assert (page.close_code, unwelcomed.close_code) == (CloseCode.SHUTTING_DOWN,) * 2
            await draining
        assert rig.node.sockets == 0
