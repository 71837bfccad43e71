"""What every test may ask for. Nothing here starts a server or opens a socket."""

from __future__ import annotations

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
