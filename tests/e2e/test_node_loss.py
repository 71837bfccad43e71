"""A node is emptied, or dies, while a call goes on in one of its rooms: the call goes on at another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import permutations
from pathlib import Path

import pytest
from playwright.async_api import Browser

from loadtests.client import Client
from rooms.roles import Role
from server.running import end
from tests.e2e.person import STUDY, Company, Person
from tests.netem.figures import longest_silence
from tests.netem.recorder import Recorder
from tests.support.postgres import PostgresServer
from tests.support.redis import redis_server
from tests.support.running_nodes import running_nodes
from tests.support.running_server import ServerProcess

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]

LONGEST_SECONDS = 3.0


@asynccontextmanager
async def call(
    postgres: PostgresServer, browser: Browser, directory: Path
) -> AsyncIterator[tuple[ServerProcess, tuple[Person, Person]]]:
    """Two who see and hear each other, each at a node of their own; the media are at a third one."""
    async with (
        redis_server(directory) as redis,
        running_nodes(postgres, redis.url, directory) as (owner, *others),
        Client(owner.links[Role.STUDENT], name="Cy") as opener,
    ):
        await opener.enter_room(STUDY)
        companies = [Company(node, browser) for node in others]
        ada, ben = await companies[0].person("Ada"), await companies[1].person("Ben")
        for each in (ada, ben):
            await each.join()
        await meet(ada, ben)
        yield owner, (ada, ben)
        for company in companies:
            await company.say_goodbye()


async def meet(*people: Person) -> None:
    for one, other in permutations(people, 2):
        await one.sees(other)
        await one.hears(other)


@pytest.mark.row("F13")
async def test_a_call_goes_on_when_the_node_that_has_its_media_is_emptied(
    postgres: PostgresServer, browser: Browser, tmp_path: Path
) -> None:
    async with call(postgres, browser, tmp_path) as (owner, people):
        recorders = [Recorder(each) for each in people]
        for recorder in recorders:
            await recorder.start()
        await recorders[0].lasts(2)
        await asyncio.to_thread(end, owner.data, owner.port)
        await recorders[0].lasts(2 * LONGEST_SECONDS)
        await meet(*people)
        silences = [longest_silence(await recorder.samples()) for recorder in recorders]
        assert max(silences) <= LONGEST_SECONDS, silences


@pytest.mark.row("F2")
async def test_a_call_comes_back_when_the_node_that_has_its_media_is_killed(
    postgres: PostgresServer, browser: Browser, tmp_path: Path
) -> None:
    async with call(postgres, browser, tmp_path) as (owner, people):
        recorder = Recorder(people[0])
        await recorder.start()
        await owner.kill()
        await recorder.lasts(3 * LONGEST_SECONDS)  # nobody is fooled by what the old node had sent
        await meet(*people)
