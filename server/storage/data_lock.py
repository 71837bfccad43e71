"""One server per data directory: two would take each other's rooms away, entry by entry.

The lock is the kernel's and ends with the process, however that ends. Commands that only read, or make an invite, take none.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "server.lock"


class DataInUse(Exception):
    """Another server runs on this directory."""


@contextmanager
def only_server(directory: Path) -> Iterator[None]:
    """Hold the directory, which is made when missing, until the end of the block. Raises DataInUse and OSError."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(directory / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise DataInUse(str(directory)) from held
        yield
    finally:
        os.close(descriptor)
