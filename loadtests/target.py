"""The server under test: one that is started here for the purpose, or one that runs already.

It knows links and process ids. What it started it ends, and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from loadtests.cpu import listener, media_process
from loadtests.login import Invite

START_SECONDS = 30.0
STOP_SECONDS = 10.0
HEALTH_SECONDS = 0.1
_LINK = re.compile(r"https?://\S+/i/\S+")
_RUN = "from server.cli import main; main()"


class TargetError(Exception):
    """There is no server to drive; the text says why."""


@dataclass(frozen=True)
class Target:
    """`teacher` may publish on a stage, `student` may enter, `operator` may change the space; all are invite links.
    `web` and `media` are pids. Of a server that was not started here no operator is known."""

    teacher: str
    student: str
    web: int
    media: int
    operator: str = ""

    @property
    def origin(self) -> str:
        return Invite.parse(self.student).origin


@contextlib.asynccontextmanager
async def own_server(media_threads: int = 1) -> AsyncIterator[Target]:
    """`studyhall serve` with a data directory that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="studyhall-bench-") as data:
        async with serving(Path(data) / "data", "--media-threads", str(media_threads)) as target:
            yield target


@contextlib.asynccontextmanager
async def serving(data: Path, *options: str) -> AsyncIterator[Target]:
    """`studyhall serve` on free ports of loopback, for the block; it may be killed within it."""
    ports = ["--port", "0", "--media-port", "0"]
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-c",
            _RUN,
            "serve",
            "--data",
            str(data),
            "--log-level",
            "warning",
            *ports,
            *options,
        ),
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            operator, teacher, student = await _links(process)  # in the order in which it prints them
            await _media_is_up(Invite.parse(student).origin)
        yield Target(teacher, student, process.pid, media_process(process.pid), operator)
    finally:
        await stop_process(process)


def running_server(teacher: str, student: str, pid: int | None) -> Target:
    """Raises TargetError where its processes cannot be found on this machine."""
    address = urlsplit(student)
    try:
        web = pid or listener(address.port or (443 if address.scheme == "https" else 80))
        return Target(teacher, student, web, media_process(web))
    except LookupError as error:
        raise TargetError(str(error)) from error


async def _media_is_up(origin: str) -> None:
    """The server answers before its media process does."""
    async with httpx.AsyncClient(base_url=origin, trust_env=False) as http:
        for _ in range(int(START_SECONDS / HEALTH_SECONDS)):
            if (await http.get("/healthz")).json()["media"]:
                return
            await asyncio.sleep(HEALTH_SECONDS)
    raise TargetError("the server's media process did not start")


async def _links(process: asyncio.subprocess.Process) -> list[str]:
    links: list[str] = []
    while process.stdout is not None and len(links) < 3:
        line = (await process.stdout.readline()).decode()
        if not line:
            raise TargetError("the server ended before it printed its links")
        links += _LINK.findall(line)
    return links


async def stop_process(process: asyncio.subprocess.Process) -> None:
    """Asked to end, and after a while made to."""
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
