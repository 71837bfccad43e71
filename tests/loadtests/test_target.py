"""A server of our own comes up with media and is gone afterwards; a running one is found by its link."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from pathlib import Path

import httpx
import psutil
import pytest

from loadtests.target import TargetError, own_server, running_server, serving

pytestmark = pytest.mark.anyio


async def test_an_own_server_is_gone_after_the_block_and_found_within_it() -> None:
    async with own_server() as target:
        found = running_server(target.teacher, target.student, None)
        assert found == replace(target, operator="")
        assert running_server(target.teacher, target.student, target.web) == found
        assert (
            await asyncio.to_thread(httpx.get, f"{target.origin}/healthz", trust_env=False)
        ).status_code == 200
    assert not psutil.pid_exists(target.web)
    assert not psutil.pid_exists(target.media)


def test_a_server_that_does_not_run_here_must_be_named() -> None:
    with pytest.raises(TargetError, match="--pid"):
        running_server("http://127.0.0.1:1/i/t", "http://127.0.0.1:1/i/s", None)


async def test_a_server_that_is_killed_within_its_block_ends_it_all_the_same(tmp_path: Path) -> None:
    async with serving(tmp_path / "data") as target:
        os.kill(target.web, signal.SIGKILL)
    assert not psutil.pid_exists(target.web)
