"""Carries packets between two TUN devices through two pipes, on a thread of its own, until it is closed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import select
import struct
import threading
import time

from tests.netem.pipe import Conditions, Pipe

_TUNSETIFF = 0x400454CA
_IFF_TUN, _IFF_NO_PI = 0x0001, 0x1000
_LARGEST = 65_536


def open_tun(name: str) -> int:
    """A file whose reads and writes are the IP packets of the network device `name`. Raises OSError without root."""
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH", name.encode(), _IFF_TUN | _IFF_NO_PI))
    return device


class Line:
    """`down` leads from the server to the client, `up` back."""

    def __init__(self, server: int, client: int, seed: int = 1) -> None:
        self.down, self.up = Pipe(random.Random(seed)), Pipe(random.Random(seed + 1))
        self._ways = {server: (self.down, client), client: (self.up, server)}
        self._wake_reader, self._wake_writer = os.pipe()
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)
        self._thread.start()

    def both(self, conditions: Conditions) -> None:
        self.down.conditions = self.up.conditions = conditions

    def close(self) -> None:
        os.write(self._wake_writer, b".")
        self._thread.join()
        for file in (self._wake_reader, self._wake_writer, *self._ways):
            os.close(file)

    def _run(self) -> None:
        poll = select.epoll()
        for file in (self._wake_reader, *self._ways):
            poll.register(file, select.EPOLLIN)
        with poll:
            while self._wake_reader not in (ready := {file for file, _ in poll.poll(self._patience())}):
                for file in ready:
                    self._read(file)
                self._write()

    def _patience(self) -> float:
        times = [at for pipe, _ in self._ways.values() if (at := pipe.next_out()) is not None]
        return max(0.0, min(times) - time.monotonic()) if times else -1

    def _read(self, file: int) -> None:
        pipe, _ = self._ways[file]
        with contextlib.suppress(BlockingIOError):
            while packet := os.read(file, _LARGEST):
                pipe.offer(packet, time.monotonic())

    def _write(self) -> None:
        for pipe, target in self._ways.values():
            for packet in pipe.take(time.monotonic()):
                # A device that is down or full loses what it is given, as a network card does.
                with contextlib.suppress(OSError):
                    os.write(target, packet)
