"""Connections to Redis, with the time-outs that its users count on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

CLUSTER = "+cluster"
"""After the scheme: the address is one of a cluster's servers, which names the others."""

ANSWER_SECONDS = 1.0
"""Longer than a busy Redis takes, and short of what makes a node dead to the others."""

FAILURES = (RedisError, OSError, TimeoutError, RuntimeError)
"""What a call may raise that does not reach Redis. RuntimeError is uvloop's word for a transport that was closed before
something is written to it, where asyncio's raises OSError; redis-py passes it on as it is."""


def redis_url_of(url: str) -> str:
    """Raises ValueError for what is no address of a Redis."""
    scheme, separator, rest = url.partition("://")
    if scheme.removesuffix(CLUSTER) not in ("redis", "rediss") or not separator or not rest:
        raise ValueError(f"redis://host:port/0 or rediss://host:port/0; redis{CLUSTER}:// for a cluster")
    return url


def is_cluster(url: str) -> bool:
    return url.partition("://")[0].endswith(CLUSTER)


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


@asynccontextmanager
async def connected_to_cluster(url: str) -> AsyncIterator[RedisCluster]:
    """As `connected`, to a cluster. Only a move of a slot to another server is followed by itself."""
    redis = RedisCluster.from_url(
        url.replace(f"{CLUSTER}://", "://", 1),
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=ANSWER_SECONDS,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 1),
    )
    try:
        yield redis
    finally:
        await redis.aclose()
