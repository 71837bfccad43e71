"""A process that gets only a part of the processor's time, as beside a greedy neighbour: stopped and continued by turns."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator

PERIOD = 0.1
"""Seconds, as that of the kernel's CFS bandwidth control."""


@contextlib.contextmanager
def stolen(pid: int, share: float) -> Iterator[None]:
    """For as long as the block runs, `share` of each period is not the process's."""
    over = threading.Event()

    def take_turns() -> None:
        while not over.wait((1 - share) * PERIOD):
            os.kill(pid, signal.SIGSTOP)
            over.wait(share * PERIOD)
            os.kill(pid, signal.SIGCONT)

    thread = threading.Thread(target=take_turns)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
