"""Django Channels, as its tutorial has it: what one client posts, a group is sent. Run by `rival_servers.py`.

The layer is in memory, or Redis where REDIS_URL names one. Capacities hold what waits, so that nothing is dropped.
"""

from __future__ import annotations

import os

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

GROUP = "room"
CAPACITY = 100_000
IN_MEMORY = {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": CAPACITY}}


def layer() -> dict[str, object]:
    redis = os.environ.get("REDIS_URL")
    if redis is None:
        return IN_MEMORY
    return {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [redis]}}


settings.configure(SECRET_KEY="of no use here", CHANNEL_LAYERS={"default": layer()})
django.setup()


class Chat(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.channel_layer.group_send(GROUP, {"type": "chat.message", "body": text_data})

    async def chat_message(self, event: dict[str, str]) -> None:
        await self.send(text_data=event["body"])


app = Chat.as_asgi()
