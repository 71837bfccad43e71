"""CPU time of other processes, and what machine this is. Linux only."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import psutil

_SCHED = 2
"""CPUCLOCK_SCHED of Linux's posix-timers.h."""
_VERSIONS = ("studyhall", "studyhall-plane", "aiortc", "uvloop")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, with that of threads that have ended, to the nanosecond. Raises OSError.

    /proc/pid/stat counts in steps of 10 ms, which is too coarse for a server that is nearly idle. The clock's number is
    what clock_getcpuclockid(3) makes of a pid, which Python does not offer.
    """
    return time.clock_gettime(~pid << 3 | _SCHED)


def media_process(server: int) -> int:
    """The media process of the server process with this pid. Raises LookupError."""
    for child in psutil.Process(server).children():
        if "media.process" in child.cmdline():
            return child.pid
    raise LookupError(f"process {server} has no media process")


def listener(port: int) -> int:
    """The process of ours that listens on this TCP port. Raises LookupError."""
    for connection in psutil.net_connections("tcp"):
        if connection.status != psutil.CONN_LISTEN or not connection.laddr:
            continue
        if connection.laddr.port == port and connection.pid:
            return connection.pid
    raise LookupError(f"no process on this machine listens on port {port}: name it with --pid")


def machine() -> str:
    """One line: processor, cores, kernel, versions."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    model = next(models, platform.machine())
    python = f"Python {platform.python_version()}"
    versions = ", ".join([python, *_installed(_VERSIONS)])
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}, {versions}"


def _installed(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        try:
            yield f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            continue
