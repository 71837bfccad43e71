"""Which server processes run on a data directory, so that a command can end one of them: each holds a file, locked, with
its number.

The lock is the kernel's and ends with the process, so a number is never taken for that of a later one. It decides
nothing about who may run there.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class CannotTell(Exception):
    """None runs, or several; `ports` are those of the ones that do."""

    def __init__(self, ports: list[int]) -> None:
        super().__init__(ports)
        self.ports = ports


@contextmanager
def announced(directory: Path, port: int) -> Iterator[None]:
    """While the block runs, `running` finds this process. Raises OSError, also when another has the same port there."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(_file(directory, port), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.truncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
        os.truncate(descriptor, 0)
    finally:
        os.close(descriptor)


def running(directory: Path) -> dict[int, int]:
    """Of this machine: process by port."""
    found = {}
    prefix, suffix = _file(directory, "*").name.split("*")
    for path in directory.glob(f"{prefix}*{suffix}"):
        number, port = path.read_text(), path.name.removeprefix(prefix).removesuffix(suffix)
        if number.isdecimal() and port.isdecimal() and _is_locked(path):
            found[int(port)] = int(number)
    return found


def only_one(directory: Path, port: int | None) -> int:
    """The port of the one that is meant. Raises CannotTell."""
    ports = sorted(running(directory))
    meant = [each for each in ports if port in (None, each)]
    if len(meant) != 1:
        raise CannotTell(ports)
    return meant[0]


def end(directory: Path, port: int) -> None:
    """Ask the process to end in good order, and return when it has. Raises PermissionError."""
    process = running(directory).get(port)
    if process is None:
        return
    os.kill(process, signal.SIGTERM)
    with _file(directory, port).open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_SH)  # once the process lets go of it


def _file(directory: Path, port: int | str) -> Path:
    """The directory may be shared by machines, and a process has its number on one only."""
    return directory / f"running-{socket.gethostname()}-{port}.pid"


def _is_locked(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
