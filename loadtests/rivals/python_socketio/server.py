"""python-socketio, as its documentation has it: what one client posts, everybody is sent. Run by `rival_servers.py`."""

from __future__ import annotations

import socketio

server = socketio.AsyncServer(async_mode="asgi", transports=["websocket"])
app = socketio.ASGIApp(server)


@server.on("post")
async def post(_: str, body: str) -> None:
    await server.emit("message", body)
