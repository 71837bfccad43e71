"""Where channels of the bus are: all on one Redis, or each on the master of its hash slot, by sharded pub/sub (Redis 7)."""

from __future__ import annotations

from typing import Protocol

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.asyncio.cluster import ClusterPipeline, RedisCluster
from redis.asyncio.connection import AbstractConnection

Verb = str
ServerName = str

# On a line that listens silence is no failure, and pushes are told apart from replies by us.
_LISTENING = {"socket_timeout": None, "protocol": 2}


class Channels(Protocol):
    subscribe: Verb
    unsubscribe: Verb
    publish: Verb
    subscribed: bytes
    """What a server says when a subscription holds; `told` when somebody published, `ended` when it listens no more."""
    told: bytes
    ended: bytes

    async def lines(self) -> dict[ServerName, AbstractConnection]:
        """A line of its own to each server, not connected yet. Raises what redis raises."""
        ...

    def server_of(self, channel: str) -> ServerName: ...

    def pipeline(self) -> Pipeline | ClusterPipeline: ...


class OneServer:
    """Implements `Channels`."""

    subscribe, unsubscribe, publish = "SUBSCRIBE", "UNSUBSCRIBE", "PUBLISH"
    subscribed, told, ended = b"subscribe", b"message", b"unsubscribe"

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def lines(self) -> dict[ServerName, AbstractConnection]:
        pool = self._redis.connection_pool
        return {"": pool.connection_class(**pool.connection_kwargs | _LISTENING)}

    def server_of(self, channel: str) -> ServerName:
        return ""

    def pipeline(self) -> Pipeline | ClusterPipeline:
        return self._redis.pipeline(transaction=False)


class Sharded:
    """Implements `Channels`. Who owns which slot is asked again for every set of lines."""

    subscribe, unsubscribe, publish = "SSUBSCRIBE", "SUNSUBSCRIBE", "SPUBLISH"
    subscribed, told, ended = b"ssubscribe", b"smessage", b"sunsubscribe"

    def __init__(self, redis: RedisCluster) -> None:
        self._redis = redis

    async def lines(self) -> dict[ServerName, AbstractConnection]:
        await self._redis.aclose()
        _ = await self._redis.initialize()
        return {
            node.name: node.connection_class(**node.connection_kwargs | _LISTENING)
            for node in self._redis.get_primaries()
        }

    def server_of(self, channel: str) -> ServerName:
        node = self._redis.get_node_from_key(channel)
        assert node is not None, "the client demands that every slot is covered"
        return node.name

    def pipeline(self) -> Pipeline | ClusterPipeline:
        return self._redis.pipeline()
