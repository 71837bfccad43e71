"""What a stretch of a run cost: CPU of the server's processes and of the load test, and memory, per unit of work.

Beside it stands what one `send()` costs in the cheapest native loop, measured in the same run: machines differ, and so
does one machine from hour to hour, so that only the ratio says something about the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import psutil
import studyhall_probe

from loadtests.cpu import cpu_seconds
from loadtests.target import Target

YARD_SOCKETS = 50
YARD_SECONDS = 0.3
MESSAGE_BYTES = 150
LOOKS_PER_SECOND = 5


@dataclass(frozen=True)
class Reading:
    """At one moment, seconds of CPU since each process began."""

    at: float
    web: float
    media: float
    tool: float

    @classmethod
    def of(cls, target: Target) -> Reading:
        return cls(time.monotonic(), cpu_seconds(target.web), cpu_seconds(target.media), time.process_time())

    def until(self, later: Reading) -> dict[str, float]:
        """Shares of one core."""
        seconds = later.at - self.at
        return {
            "web_cores": (later.web - self.web) / seconds,
            "media_cores": (later.media - self.media) / seconds,
            "tool_cores": (later.tool - self.tool) / seconds,
        }


def per_delivery(before: Reading, after: Reading, deliveries: float, send_us: float) -> dict[str, float]:
    """CPU of the web process for each log entry that reached a client, all its work included."""
    each = (after.web - before.web) / max(1.0, deliveries) * 1e6
    return {"delivery_us": each, "send_us": send_us, "delivery_x": each / send_us}


async def send_microseconds() -> float:
    """CPU of the cheapest native loop for one message to one socket, as fast as it goes."""
    floor = await asyncio.to_thread(
        studyhall_probe.send_floor, YARD_SOCKETS, YARD_SECONDS, per_second=None, size=MESSAGE_BYTES
    )
    _, deliveries, _, cpu, *_ = floor
    return cpu / deliveries * 1e6


def memory_kb(pid: int) -> float:
    """Resident, of one process."""
    return float(psutil.Process(pid).memory_info().rss) / 1024


@dataclass
class Peak:
    """The most that a process had, looked at a few times a second."""

    kb: float


@contextlib.asynccontextmanager
async def peak_memory(pid: int) -> AsyncIterator[Peak]:
    """Of one process, during the block and at its end."""
    peak = Peak(memory_kb(pid))

    async def look() -> None:
        while True:
            peak.kb = max(peak.kb, memory_kb(pid))
            await asyncio.sleep(1 / LOOKS_PER_SECOND)

    async with asyncio.TaskGroup() as tasks:
        looking = tasks.create_task(look())
        yield peak
        peak.kb = max(peak.kb, memory_kb(pid))
        looking.cancel()
