"""CPU times and processes are read from the system as they are."""

from __future__ import annotations

import os
import socket
import threading
import time

import pytest

from loadtests.cpu import cpu_seconds, listener, machine, media_process


def test_work_shows_as_cpu_time_of_the_process() -> None:
    before, counted = cpu_seconds(os.getpid()), time.process_time()
    while time.process_time() - counted < 0.05:
        pass
    assert cpu_seconds(os.getpid()) - before >= 0.04


def test_the_work_of_a_thread_that_has_ended_still_counts() -> None:
    before = cpu_seconds(os.getpid())
    thread = threading.Thread(target=test_work_shows_as_cpu_time_of_the_process)
    thread.start()
    thread.join()
    assert cpu_seconds(os.getpid()) - before >= 0.04


def test_a_process_that_is_gone_has_no_cpu_time() -> None:
    with pytest.raises(OSError, match="Invalid"):
        cpu_seconds(2**22 + 1)


def test_the_listener_of_a_port_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert listener(port) == os.getpid()
    with pytest.raises(LookupError, match="--pid"):
        listener(port)


def test_a_process_without_a_media_process_is_no_server() -> None:
    with pytest.raises(LookupError, match="no media process"):
        media_process(os.getpid())


def test_the_machine_is_named_in_one_line() -> None:
    line = machine()
    assert "cores" in line
    assert "Linux" in line
    assert "\n" not in line
