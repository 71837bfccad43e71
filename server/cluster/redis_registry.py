"""The registry on Redis: a few keys, and a script for what asks and changes at once, so that nobody sees half an answer.

Time is the server's own (`TIME`), so nodes whose clocks differ agree on who lives. Losing the whole of it costs nothing
that a few beats do not bring back.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import TypeVar, cast

from msgspec import MsgspecError, msgpack
from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster

from server.cluster.connecting import FAILURES
from signaling.cluster.registry import EXPECTED, MUCH, SLACK, Standing, Unreachable

logger = logging.getLogger(__name__)

T = TypeVar("T")

# One hash slot, as scripts demand on a cluster: when each node's time is over, who owns each room, the points of nodes
# that take rooms, and what each node says of itself.
_KEYS = ["{studyhall}:nodes", "{studyhall}:owners", "{studyhall}:points", "{studyhall}:standings"]

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""
_FORGET = """
local function forget(node)
    redis.call('ZREM', KEYS[1], node)
    redis.call('HDEL', KEYS[3], node)
    redis.call('HDEL', KEYS[4], node)
end
"""
# ARGV: id, milliseconds, points or '' for one that takes no rooms, standing. Returns ids and standings by turns.
_BEAT = (
    _NOW
    + _FORGET
    + """
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
if ARGV[3] == '' then
    redis.call('HDEL', KEYS[3], ARGV[1])
else
    redis.call('HSET', KEYS[3], ARGV[1], ARGV[3])
end
redis.call('HSET', KEYS[4], ARGV[1], ARGV[4])
for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
    forget(node)
end
local found = {}
for _, node in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    found[#found + 1] = node
    found[#found + 1] = redis.call('HGET', KEYS[4], node) or ''
end
return found
"""
)
# ARGV: id.
_LEAVE = _FORGET + "forget(ARGV[1])"
_OWNER = """
local owner = redis.call('HGET', KEYS[2], ARGV[1])
local until_ = owner and redis.call('ZSCORE', KEYS[1], owner)
if not (until_ and tonumber(until_) > now) then
    owner = false
end
"""
# ARGV: room, node.
_TAKE = (
    _NOW
    + _OWNER
    + """
if owner then
    return owner
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return ARGV[2]
"""
)
# As `registry.chosen` says. ARGV: room, who asks, how many times and how many points over the emptiest that may be,
# the points of one room, and who gives the room away or ''.
_PLACE = (
    _NOW
    + _OWNER
    + """
local giver = ARGV[6]
if owner and owner ~= giver then
    return owner
end
local chosen, least, own
for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf')) do
    local points = node ~= giver and tonumber(redis.call('HGET', KEYS[3], node) or '')
    if points then
        if node == ARGV[2] then
            own = points
        end
        if not least or points < least or (points == least and node < chosen) then
            chosen, least = node, points
        end
    end
end
if not chosen then
    chosen = giver ~= '' and giver or ARGV[2]
elseif own and own <= least * ARGV[3] + ARGV[4] then
    chosen = ARGV[2]
end
redis.call('HSET', KEYS[2], ARGV[1], chosen)
if redis.call('HEXISTS', KEYS[3], chosen) == 1 then
    redis.call('HINCRBY', KEYS[3], chosen, ARGV[5])
end
return chosen
"""
)

_encode = msgpack.Encoder().encode
_decoder = msgpack.Decoder(Standing)


class RedisRegistry:
    """Implements `signaling.cluster.registry.Registry`."""

    def __init__(self, redis: Redis | RedisCluster) -> None:
        """Its time-outs are those of the connection: seconds, or a stopped Redis would hold up takeovers."""
        self._beat, self._leave, self._take, self._place = (
            redis.register_script(script) for script in (_BEAT, _LEAVE, _TAKE, _PLACE)
        )

    async def beat(self, node: Standing, seconds: float) -> list[Standing]:
        points = "" if node.is_draining else node.points
        found = cast(
            "list[bytes]",
            await _reached(
                self._beat(keys=_KEYS, args=[node.id, round(seconds * 1000), points, _encode(node)])
            ),
        )
        alive = [_standing(id.decode(), said) for id, said in zip(found[::2], found[1::2], strict=True)]
        return sorted(alive, key=lambda standing: standing.id)

    async def leave(self, node: str) -> None:
        await _reached(self._leave(keys=_KEYS, args=[node]))

    async def take(self, room: str, node: str) -> str:
        return _name(await _reached(self._take(keys=_KEYS, args=[room, node])))

    async def place(self, room: str, node: str, *, spread: bool) -> str:
        most = (1, 0) if spread else (MUCH, SLACK)
        return _name(await _reached(self._place(keys=_KEYS, args=[room, node, *most, EXPECTED, ""])))

    async def hand_over(self, room: str, node: str, to: str) -> str:
        return _name(await _reached(self._place(keys=_KEYS, args=[room, to, MUCH, SLACK, EXPECTED, node])))


def _name(answer: object) -> str:
    return cast("bytes", answer).decode()


def _standing(id: str, said: bytes) -> Standing:
    try:
        return _decoder.decode(said)
    except MsgspecError:  # a node of another version: that it lives is what matters
        logger.debug("node %s says what cannot be read", id)
        return Standing(id)


async def _reached(answer: Awaitable[T]) -> T:
    try:
        return await answer
    except FAILURES as error:
        raise Unreachable(str(error)) from error
