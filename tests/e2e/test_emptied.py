"""A node is emptied while a call goes on in one of its rooms: the call goes on at another."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser

from loadtests.client import Client
from rooms.roles import Role
from server.running import end
from tests.e2e.person import STUDY, Company
from tests.netem.figures import longest_silence
from tests.netem.recorder import Recorder
from tests.support.postgres import PostgresServer
from tests.support.redis import redis_server
from tests.support.running_server import server_process

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]

LONGEST_SECONDS = 3.0


@pytest.mark.row("F13")
async def test_a_call_goes_on_when_the_node_that_has_its_media_is_emptied(
    postgres: PostgresServer, browser: Browser, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(redis_server(tmp_path))
        url = (await stack.enter_async_context(postgres.database())).replace("+asyncpg", "")
        options = ("--database", url, "--redis", redis.url)
        owner, *others = [
            await stack.enter_async_context(server_process(tmp_path / name, *options)) for name in "abc"
        ]
        opener = await stack.enter_async_context(Client(owner.links[Role.STUDENT], name="Cy"))
        await opener.enter_room(STUDY)
        companies = [Company(node, browser) for node in others]
        ada, ben = [
            await company.person(name) for company, name in zip(companies, ("Ada", "Ben"), strict=True)
        ]
        for each in (ada, ben):
            await each.join()
        for one, other in ((ben, ada), (ada, ben)):
            await one.sees(other)
            await one.hears(other)
        recorders = [Recorder(each) for each in (ada, ben)]
        for recorder in recorders:
            await recorder.start()
        await recorders[0].lasts(2)
        await asyncio.to_thread(end, owner.data, owner.port)
        await recorders[0].lasts(2 * LONGEST_SECONDS)
        for one, other in ((ben, ada), (ada, ben)):
            await one.sees(other)
            await one.hears(other)
        silences = [longest_silence(await recorder.samples()) for recorder in recorders]
        assert max(silences) <= LONGEST_SECONDS, silences
        for company in companies:
            await company.say_goodbye()
