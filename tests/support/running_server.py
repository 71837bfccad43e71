"""A real server for a test: in this process, or as a process of its own that can be killed.

Both listen on loopback, on ports that the system chooses, and keep their data in the directory they are given.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from loadtests.cpu import media_process
from rooms.roles import Role
from server.config import Config
from server.serving import Announcement, serve

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 60.0
STOPS_WITHIN = 20.0
_LINK = re.compile(r"https?://\S+/i/\S+")


def quiet(data: Path) -> Config:
    """Loopback only, on ports that the system chooses."""
    return Config(data=data, port=0, media_port=0)


@contextlib.asynccontextmanager
async def server_here(config: Config) -> AsyncIterator[Announcement]:
    """A server on this event loop; stopped as by a signal at the end of the block. `quiet` makes a config for it."""
    stop = asyncio.Event()
    announced: asyncio.Future[Announcement] = asyncio.get_running_loop().create_future()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(serve(config, stop, announced.set_result))
        try:
            async with asyncio.timeout(STARTS_WITHIN):
                announcement = await announced
            yield announcement
        finally:
            stop.set()


@dataclass
class ServerProcess:
    """`studyhall serve` as its own process. `port` 0 lets the system choose at the first start, and keeps the choice.

    `prefix` are words before the command, such as those that run it in another network namespace."""

    data: Path
    port: int = 0
    arguments: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    links: dict[Role, str] = field(default_factory=dict)
    _process: asyncio.subprocess.Process | None = None
    _output: list[str] = field(default_factory=list)
    _errors: Path = field(init=False)

    def __post_init__(self) -> None:
        self._errors = self.data.parent / f"{self.data.name}.stderr"

    async def start(self) -> None:
        """Returns when it announced itself. Raises AssertionError with what it said when it ends before."""
        with self._errors.open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
                *self._command(),
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                env=os.environ | {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"} | self.environment,
                start_new_session=True,
            )
        links: list[str] = []
        async with asyncio.timeout(STARTS_WITHIN):
            while len(links) < 3:
                line = (await self._stdout.readline()).decode()
                assert line, f"the server ended before it ran:\n{self.output}\n{self.log}"
                self._output.append(line)
                links += _LINK.findall(line)
        self.links = dict(zip((Role.OPERATOR, Role.TEACHER, Role.STUDENT), links, strict=True))
        self.port = int(links[0].split("/")[2].rpartition(":")[2])

    def _command(self) -> list[str]:
        run = "from server.cli import main; main()"
        options = ["--port", str(self.port), "--media-port", "0", "--data", str(self.data)]
        return [*self.prefix, sys.executable, "-c", run, "serve", *options, *self.arguments]

    async def invite(self, role: Role) -> str:
        """A further link, by `studyhall invite`."""
        run = "from server.cli import main; main()"
        options = ["--role", role.value, "--data", str(self.data), "--port", str(self.port)]
        inviting = await asyncio.create_subprocess_exec(
            *[sys.executable, "-c", run, "invite", *options],
            stdout=asyncio.subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
        )
        output, _ = await inviting.communicate()
        found = _LINK.search(output.decode())
        assert found is not None, output
        return found[0]

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def _stdout(self) -> asyncio.StreamReader:
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout

    @property
    def output(self) -> str:
        """What it printed for the person who started it."""
        return "".join(self._output)

    @property
    def log(self) -> str:
        """Everything it logged, over all starts."""
        return self._errors.read_text(errors="replace") if self._errors.exists() else ""

    async def kill(self) -> None:
        """kill -9: no goodbye, no flush."""
        await self._end(signal.SIGKILL)

    @property
    def media_ports(self) -> list[int]:
        """On which its newest media process receives UDP; none before there is one."""
        ready = re.findall(r"media is ready on UDP (.*?), TCP", self.log)
        return [int(port) for port in re.findall(r"port (\d+)", ready[-1])] if ready else []

    def kill_media(self) -> None:
        """kill -9 of its media process only."""
        os.kill(media_process(self.pid), signal.SIGKILL)

    def freeze(self) -> None:
        """Its web process, until `thaw`: the kernel still takes connections, and nobody answers."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    @property
    def has_ended(self) -> bool:
        return self._process is None or self._process.returncode is not None

    async def stop(self) -> int:
        """As a service manager does it; the exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(how)
        async with asyncio.timeout(STOPS_WITHIN):
            self._output.append((await self._stdout.read()).decode())
            return await self._process.wait()


@contextlib.asynccontextmanager
async def server_process(data: Path, *arguments: str, **environment: str) -> AsyncIterator[ServerProcess]:
    process = ServerProcess(data, arguments=arguments, environment=environment)
    await process.start()
    try:
        yield process
    finally:
        await process.kill()
