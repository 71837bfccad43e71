"""A real server process and a real headless Chromium for each test. What a test sees is what people see."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.e2e.browser import chromium
from tests.e2e.person import Company
from tests.support.running_server import ServerProcess, server_process

FAILURES = Path(__file__).parent / "failures"
FIGURES = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash[FIGURES]:
        terminalreporter.write_line(line)


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> list[str]:
    """Lines that are printed when all tests are over: what was measured."""
    return request.config.stash[FIGURES]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path / "data") as process:
        yield process


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def company(
    server: ServerProcess, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[Company]:
    """People arrive by its `person`. When the test is over: nobody's page may have complained; a failure leaves pictures."""
    company = Company(server, browser)
    failed_before = request.session.testsfailed
    yield company
    if request.session.testsfailed > failed_before:
        folder = FAILURES / request.node.name
        shutil.rmtree(folder, ignore_errors=True)
        await company.photograph(folder)
    await company.say_goodbye()
    assert company.complaints() == []
