"""The registry on Redis: two keys, and a script for what asks and changes at once, so that nobody sees half an answer.

Time is the server's own (`TIME`), so nodes whose clocks differ agree on who lives. Losing the whole of it costs nothing
that a few beats do not bring back.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from signaling.cluster.registry import Unreachable

T = TypeVar("T")

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""
# KEYS: when each node's time is over. ARGV: id, milliseconds.
_BEAT = (
    _NOW
    + """
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZRANGE', KEYS[1], 0, -1)
"""
)
# KEYS: when each node's time is over, who owns each room. ARGV: room, node.
_TAKE = (
    _NOW
    + """
local owner = redis.call('HGET', KEYS[2], ARGV[1])
local until_ = owner and redis.call('ZSCORE', KEYS[1], owner)
if until_ and tonumber(until_) > now then
    return owner
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return ARGV[2]
"""
)


class RedisRegistry:
    """Implements `signaling.cluster.registry.Registry`."""

    def __init__(self, redis: Redis) -> None:
        """Its time-outs are those of the connection: seconds, or a stopped Redis would hold up takeovers."""
        self._redis = redis
        self._beat = redis.register_script(_BEAT)
        self._take = redis.register_script(_TAKE)

    async def beat(self, node: str, seconds: float) -> list[str]:
        alive = await _reached(self._beat(keys=[_NODES], args=[node, round(seconds * 1000)]))
        return sorted(each.decode() for each in cast("list[bytes]", alive))

    async def leave(self, node: str) -> None:
        await _reached(self._redis.zrem(_NODES, node))

    async def take(self, room: str, node: str) -> str:
        owner = await _reached(self._take(keys=[_NODES, _OWNERS], args=[room, node]))
        return cast("bytes", owner).decode()


# One hash slot, as scripts demand on a cluster.
_NODES, _OWNERS = "{studyhall}:nodes", "{studyhall}:owners"


async def _reached(answer: Awaitable[T]) -> T:
    try:
        return await answer
    except (RedisError, OSError, TimeoutError) as error:
        raise Unreachable(str(error)) from error
