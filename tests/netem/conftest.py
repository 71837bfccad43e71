"""A server and Ada in the hall, Ben in the street, each with a real Chromium, and one table of figures at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.browser import chromium, installed
from tests.e2e.person import Company, Person
from tests.netem.networks import SERVER, Networks, missing, networks
from tests.netem.recorder import Recorder
from tests.netem.report import Report
from tests.support.running_server import ServerProcess

REPORT = pytest.StashKey[Report]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[REPORT] = Report()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and "roads" in item.fixturenames:
            item.add_marker(pytest.mark.netem)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash[REPORT].lines():
        terminalreporter.write_line(line)


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Report:
    return request.config.stash[REPORT]


@pytest.fixture
def roads() -> Iterator[Networks]:
    reason = missing()
    if reason is not None:
        pytest.fail(reason)
    with networks() as made:
        yield made


@dataclass(frozen=True)
class Town:
    """`ada` is beside the server, `ben` behind the line; both are at the link and in no room yet."""

    roads: Networks
    server: ServerProcess
    ada: Person
    ben: Person
    ada_sees: Recorder
    ben_sees: Recorder
    neighbours: Company
    """Whoever else comes beside the server."""

    async def meet(self) -> None:
        """Both are in the study room, and see and hear each other."""
        await self.ada.join()
        await self.ben.join()
        for one, other in ((self.ada, self.ben), (self.ben, self.ada)):
            await one.sees(other)
            await one.hears(other)

    async def record(self) -> None:
        await self.ada_sees.start()
        await self.ben_sees.start()


@pytest.fixture
async def town(roads: Networks, tmp_path: Path) -> AsyncIterator[Town]:
    server = ServerProcess(tmp_path / "data", arguments=("--host", SERVER), prefix=roads.hall.prefix)
    await server.start()
    try:
        secure = f"--unsafely-treat-insecure-origin-as-secure=http://{SERVER}:{server.port}"
        inside = roads.hall.wrap(installed(), tmp_path / "chromium-hall")
        outside = roads.street.wrap(installed(), tmp_path / "chromium-street")
        async with chromium(secure, executable=inside) as near, chromium(secure, executable=outside) as far:
            neighbours, travellers = Company(server, near), Company(server, far)
            ada, ben = await neighbours.person("Ada"), await travellers.person("Ben")
            yield Town(roads, server, ada, ben, Recorder(ada), Recorder(ben), neighbours)
            await neighbours.say_goodbye()
            await travellers.say_goodbye()
    finally:
        await server.kill()
