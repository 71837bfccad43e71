"""One server per data directory, and nothing is left locked."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from server.storage.data_lock import LOCK, DataInUse, only_server


def test_a_second_server_is_told_that_there_is_one(tmp_path: Path) -> None:
    with only_server(tmp_path), pytest.raises(DataInUse), only_server(tmp_path):
        pass


def test_the_next_server_may_come_when_the_first_has_gone_however_it_went(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="a crash"), only_server(tmp_path):
        raise RuntimeError("a crash")
    with only_server(tmp_path):
        pass


def test_the_directory_is_made_for_its_owner_only(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    with only_server(data):
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        assert stat.S_IMODE((data / LOCK).stat().st_mode) == 0o600
