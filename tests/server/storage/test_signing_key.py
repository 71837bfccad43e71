"""The one signing key is made once."""

from __future__ import annotations

import asyncio

import pytest

from server.storage.database import Database
from server.storage.signing_key import signing_key

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]


async def test_the_key_is_made_once_even_by_many_at_once(database: Database) -> None:
    keys = await asyncio.gather(*(signing_key(database, 1.0) for _ in range(4)))
    assert len(set(keys)) == 1
    assert len(keys[0]) == 32
