"""The registry on Redis: three keys, and a script for each question, so that nobody sees half an answer.

Time is the server's own (`TIME`), so nodes whose clocks differ agree on who lives. Losing the whole of it costs nothing
that a few beats do not bring back.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar, cast

from msgspec import json
from redis.asyncio import Redis
from redis.exceptions import RedisError

from signaling.cluster.registry import NodeInfo, Unreachable

T = TypeVar("T")

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""
# KEYS: when each node's time is over, what each last said. ARGV: id, milliseconds, what it says.
_BEAT = (
    _NOW
    + """
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
    redis.call('HDEL', KEYS[2], gone)
    redis.call('ZREM', KEYS[1], gone)
end
return redis.call('HVALS', KEYS[2])
"""
)
# KEYS: as above. ARGV: id.
_LEAVE = """
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
"""
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
        self._beat = redis.register_script(_BEAT)
        self._leave = redis.register_script(_LEAVE)
        self._take = redis.register_script(_TAKE)

    async def beat(self, node: NodeInfo, seconds: float) -> list[NodeInfo]:
        args: list[str | int | bytes] = [node.id, round(seconds * 1000), json.encode(node)]
        said = await _reached(self._beat(keys=[_NODES, _SAID], args=args))
        return sorted((json.decode(each, type=NodeInfo) for each in cast("list[bytes]", said)), key=_id)

    async def leave(self, node: str) -> None:
        await _reached(self._leave(keys=[_NODES, _SAID], args=[node]))

    async def take(self, room: str, node: str) -> str:
        owner = await _reached(self._take(keys=[_NODES, _OWNERS], args=[room, node]))
        return cast("bytes", owner).decode()


# One hash slot, as scripts demand on a cluster.
_NODES, _SAID, _OWNERS = "{studyhall}:nodes", "{studyhall}:said", "{studyhall}:owners"


def _id(node: NodeInfo) -> str:
    return node.id


async def _reached(answer: Awaitable[T]) -> T:
    try:
        return await answer
    except (RedisError, OSError, TimeoutError) as error:
        raise Unreachable(str(error)) from error
