"""Connections to Redis, with the time-outs that its users count on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

ANSWER_SECONDS = 1.0
"""Longer than a busy Redis takes, and short of what makes a node dead to the others."""


def redis_url_of(url: str) -> str:
    """Raises ValueError for what is no address of a Redis."""
    scheme, separator, rest = url.partition("://")
    if scheme not in ("redis", "rediss") or not separator or not rest:
        raise ValueError("redis://host:port/0 or rediss://host:port/0")
    return url


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Redis]:
    """Connects when first needed. Nothing is tried twice here: who asks knows better whether that is wise."""
    redis = Redis.from_url(
        url,
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=ANSWER_SECONDS,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        yield redis
    finally:
        await redis.aclose()
