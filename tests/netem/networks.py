"""Two network namespaces of Linux joined by a bad line, gone at the end of the block whatever happened in it.

In the *hall* are the server and who has a perfect network; in the *street* is who has not. Neither reaches any other network.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.netem.line import Line, open_tun

SERVER = "10.77.0.1"
STREET_ADDRESSES = tuple(f"10.77.0.{host}" for host in range(2, 7))
"""Those that the client has one after the other: an address that comes back would revive what hung on it."""


def missing() -> str | None:
    """Why bad networks cannot be made here; None: they can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None:
        return "no `ip` here: install iproute2"
    if not Path("/dev/net/tun").exists():
        return "no /dev/net/tun here"
    trial = f"studyhall-trial-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", trial], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        return f"no network namespaces here: {made.stderr.strip()}"
    ip("netns", "delete", trial)
    return None


def ip(*words: str) -> None:
    """Raises CalledProcessError when it is refused."""
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=10)


@dataclass(frozen=True)
class Namespace:
    name: str
    device: str

    @property
    def prefix(self) -> tuple[str, ...]:
        """Words before a command that is to run in it."""
        return ("ip", "netns", "exec", self.name)

    def ip(self, *words: str) -> None:
        ip("-netns", self.name, *words)

    def lives_at(self, address: str) -> None:
        """Its device has this address, and what leaves by it comes from there."""
        self.ip("address", "add", f"{address}/32", "dev", self.device)
        self.ip("route", "replace", "default", "dev", self.device, "src", address)

    def leaves(self, address: str) -> None:
        """The address is no more, and with it whatever was bound to it."""
        self.ip("address", "delete", f"{address}/32", "dev", self.device)

    def wrap(self, command: str, script: Path) -> Path:
        """A program that runs `command` in here: for those who start programs by a path."""
        script.write_text(f'#!/bin/sh\nexec {" ".join(self.prefix)} {command} "$@"\n')
        script.chmod(0o755)
        return script


@dataclass(frozen=True)
class Networks:
    hall: Namespace
    street: Namespace
    line: Line


@contextlib.contextmanager
def namespace(end: str) -> Iterator[Namespace]:
    """A new one that can reach itself only; its device is to be made by the caller. What runs in it must have ended."""
    sweep()
    space = Namespace(f"studyhall-{end}-{os.getpid()}", f"{end}{os.getpid()}"[:15])
    ip("netns", "add", space.name)
    try:
        space.ip("link", "set", "lo", "up")
        yield space
    finally:
        ip("netns", "delete", space.name)


def sweep() -> None:
    """Delete what runs left behind that were killed and could not clean up."""
    for space in Path("/run/netns").glob("studyhall-*-*"):
        owner = space.name.rpartition("-")[2]
        if owner.isdigit() and not Path("/proc", owner).exists():
            ip("netns", "delete", space.name)


@contextlib.contextmanager
def networks() -> Iterator[Networks]:
    """Raises CalledProcessError or OSError where `missing()` has something to say."""
    with contextlib.ExitStack() as stack:
        spaces: list[Namespace] = []
        files: list[int] = []
        for end, address in (("hall", SERVER), ("street", STREET_ADDRESSES[0])):
            space = stack.enter_context(namespace(end))
            files.append(open_tun(space.device))
            ip("link", "set", space.device, "netns", space.name)
            space.ip("link", "set", space.device, "up")
            space.lives_at(address)
            spaces.append(space)
        hall, street = spaces
        line = Line(*files)
        stack.callback(line.close)
        yield Networks(hall, street, line)
