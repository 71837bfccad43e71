"""A command finds the server that runs on a directory, and no other process."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import pytest

from server.running import CannotTell, announced, end, only_one, running
from tests.support.running_server import server_process

pytestmark = pytest.mark.anyio


def test_a_process_is_found_by_its_port_as_long_as_it_runs(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert running(data) == {}
    with announced(data, 8080):
        assert running(data) == {8080: os.getpid()}
        (file,) = data.glob("*")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with pytest.raises(OSError, match="temporarily unavailable"), announced(data, 8080):
            pass
    assert running(data) == {}
    end(data, 8080)


def test_the_number_of_a_process_that_crashed_means_nobody(tmp_path: Path) -> None:
    with announced(tmp_path, 8080):
        numbers = {file: file.read_text() for file in sorted(tmp_path.glob("*"))}
    for file, number in numbers.items():
        file.write_text(number)
    assert running(tmp_path) == {}


def test_of_several_one_has_to_be_named(tmp_path: Path) -> None:
    with pytest.raises(CannotTell) as nobody:
        only_one(tmp_path, None)
    assert nobody.value.ports == []
    with announced(tmp_path, 8080):
        assert only_one(tmp_path, None) == 8080
        with announced(tmp_path, 8081):
            assert only_one(tmp_path, 8081) == 8081
            for port in (None, 9000):
                with pytest.raises(CannotTell) as several:
                    only_one(tmp_path, port)
                assert several.value.ports == [8080, 8081]


async def test_a_server_ends_in_good_order_before_the_command_returns(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with server_process(data) as process:
        assert running(data) == {process.port: process.pid}
        await asyncio.to_thread(end, data, process.port)
        assert running(data) == {}
        assert "stopping" in process.log
