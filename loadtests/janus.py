"""Janus, where the distribution has it: another server's video room, driven by the same light clients beside ours.

Only what a comparison needs of its API: one room, one publisher, viewers. It is started here with a configuration of its
own on loopback, and ended here.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection

from loadtests.light_member import JOIN_SECONDS, MEDIA_SECONDS, Cast, NoMedia, srtp_keys, track_of
from loadtests.light_offer import OPUS, VP8, LightSection
from loadtests.light_peer import LightPeer

ROOM = 1
START_SECONDS = 15.0
ANSWER_SECONDS = 10.0
KEEP_ALIVE_SECONDS = 20.0
_PLUGIN = "janus.plugin.videoroom"

_GENERAL = """
general: {{ configs_folder = "{folder}", plugins_folder = "{library}/plugins", transports_folder = "{library}/transports",
  events_folder = "{folder}", loggers_folder = "{folder}", log_to_stdout = true, debug_level = 2, session_timeout = 0 }}
media: {{ rtp_port_range = "20000-60000" }}
nat: {{ ice_lite = true, ice_tcp = false, full_trickle = false, ice_enforce_list = "{address}" }}
plugins: {{ disable = "{plugins}" }}
transports: {{ disable = "{transports}" }}
"""
_USED = ("libjanus_videoroom.so", "libjanus_websockets.so")
_WEBSOCKETS = 'general: {{ ws = true, ws_port = {port}, ws_interface = "lo", ws_ip = "127.0.0.1" }}\n'


class JanusFailed(Exception):
    """It did not start, or refused; the text is its own."""


def library() -> Path | None:
    """Where the distribution keeps its plugins; None: it is not installed."""
    found = sorted(Path("/usr/lib").glob("*/janus/plugins/libjanus_videoroom.so"))
    return found[0].parents[1] if found and shutil.which("janus") else None


class Janus:
    """One session over one WebSocket; each peer is a handle of it."""

    def __init__(self, socket_: ClientConnection, pid: int) -> None:
        self.pid = pid
        self._socket = socket_
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._up: dict[int, asyncio.Event] = {}
        self._names = itertools.count(1)
        self._session = 0

    async def open(self) -> None:
        self._session = (await self._ask({"janus": "create"}))["data"]["id"]
        handle = await self._attach()
        room = {"request": "create", "room": ROOM, "publishers": 1, "audiocodec": "opus", "videocodec": "vp8"}
        await self._message(handle, room | {"bitrate": 0, "notify_joining": False})

    async def listen(self) -> None:
        """Give each answer to whoever waits for it, and keep the session alive."""
        while True:
            try:
                async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                    text = await self._socket.recv()
            except TimeoutError:
                await self._send({"janus": "keepalive"})
                continue
            said: dict[str, Any] = json.loads(text)
            if said["janus"] == "webrtcup" and said.get("sender") in self._up:
                self._up[said["sender"]].set()
            waiting = self._waiting.get(said.get("transaction", ""))
            if waiting is not None and not waiting.done() and said["janus"] != "ack":
                waiting.set_result(said)

    async def publish(self, members: Cast, bits_per_second: int) -> int:
        """Returns what viewers subscribe to, once Janus knows it: later than our own end of the handshake."""
        handle = await self._attach()
        up = self._up[handle] = asyncio.Event()
        joined, _ = await self._message(handle, {"request": "join", "ptype": "publisher", "room": ROOM})
        audio = LightSection("0", "audio", secrets.randbits(32))
        video = LightSection("1", "video", secrets.randbits(32))
        peer = LightPeer(members.identity, [audio, video], setup="active")
        _, answer = await self._message(handle, {"request": "publish"}, _description("offer", peer))
        members.peers.append(peer)
        async with asyncio.timeout(JOIN_SECONDS):
            keys = srtp_keys(await peer.connect(answer))
            await up.wait()
        members.probe.add_publisher(
            peer.fileno(), keys, track_of(peer, video, VP8), track_of(peer, audio, OPUS), bits_per_second
        )
        return int(joined["id"])

    async def view(self, members: Cast, feed: int) -> float:
        """Seconds from asking to the first packet of a picture. Raises NoMedia when none comes."""
        started = time.monotonic()
        handle = await self._attach()
        subscribe = {"request": "join", "ptype": "subscriber", "room": ROOM, "streams": [{"feed": feed}]}
        _, offer = await self._message(handle, subscribe)
        peer = LightPeer(
            members.identity, [LightSection("0", "audio"), LightSection("1", "video")], setup="active"
        )
        await self._message(handle, {"request": "start"}, _description("answer", peer))
        members.peers.append(peer)
        async with asyncio.timeout(JOIN_SECONDS):
            keys = srtp_keys(await peer.connect(offer))
        viewer = members.probe.add_viewer(peer.fileno(), keys, secrets.randbits(32), VP8)
        first = await asyncio.to_thread(members.probe.wait_for_video, viewer, MEDIA_SECONDS)
        if first is None:
            raise NoMedia(f"a viewer of Janus waited {MEDIA_SECONDS:.0f} s")
        return first - started

    async def _attach(self) -> int:
        return int((await self._ask({"janus": "attach", "plugin": _PLUGIN}))["data"]["id"])

    async def _message(
        self, handle: int, body: dict[str, Any], jsep: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], str]:
        """What the plugin says, and the SDP with it (or nothing). Raises JanusFailed."""
        asked = {"janus": "message", "handle_id": handle, "body": body}
        said = await self._ask(asked | ({} if jsep is None else {"jsep": jsep}))
        data = said.get("plugindata", {}).get("data", {})
        if "error" in data:
            raise JanusFailed(str(data["error"]))
        return data, said.get("jsep", {}).get("sdp", "")

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        name = str(next(self._names))
        waiting = self._waiting[name] = asyncio.get_running_loop().create_future()
        try:
            await self._send(request | {"transaction": name})
            async with asyncio.timeout(ANSWER_SECONDS):
                said: dict[str, Any] = await waiting
        finally:
            del self._waiting[name]
        if said["janus"] == "error":
            raise JanusFailed(str(said["error"]))
        return said

    async def _send(self, request: dict[str, Any]) -> None:
        session = {"session_id": self._session} if self._session else {}
        await self._socket.send(json.dumps({"transaction": "none"} | request | session))


def _description(kind: str, peer: LightPeer) -> dict[str, Any]:
    """Janus takes our credentials only with a candidate; it is lite and sends nothing there, we come from elsewhere."""
    candidate = f"a=candidate:1 1 udp 1 {_own_address()} 9 typ host\r\na=setup:"
    return {"type": kind, "sdp": peer.offer.replace("a=setup:", candidate), "trickle": False}


@contextlib.asynccontextmanager
async def janus_server() -> AsyncIterator[Janus]:
    """With a room, on ports that are free now. Raises JanusFailed."""
    installed = library()
    if installed is None:
        raise JanusFailed("janus is not installed: apt-get install janus")
    with tempfile.TemporaryDirectory(prefix="studyhall-janus-") as folder:
        port = _free_port()
        _configure(Path(folder), installed, port)
        process = await asyncio.create_subprocess_exec(
            *("janus", "--configs-folder", folder),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            async with await _connected(port) as connection:
                janus = Janus(connection, process.pid)
                async with asyncio.TaskGroup() as tasks:
                    listening = tasks.create_task(janus.listen())
                    await janus.open()
                    yield janus
                    listening.cancel()
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _configure(folder: Path, installed: Path, port: int) -> None:
    others = {
        kind: ",".join(p.name for p in (installed / kind).glob("libjanus_*.so") if p.name not in _USED)
        for kind in ("plugins", "transports")
    }
    (folder / "janus.jcfg").write_text(
        _GENERAL.format(folder=folder, library=installed, address=_own_address(), **others)
    )
    (folder / "janus.plugin.videoroom.jcfg").write_text("general: {}\n")
    (folder / "janus.transport.websockets.jcfg").write_text(_WEBSOCKETS.format(port=port))


async def _connected(port: int) -> ClientConnection:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + START_SECONDS
    while True:
        try:
            return await websockets.connect(
                f"ws://127.0.0.1:{port}", subprotocols=[websockets.Subprotocol("janus-protocol")], proxy=None
            )
        except OSError as error:
            if loop.time() > deadline:
                raise JanusFailed("janus did not start") from error
        await asyncio.sleep(0.1)


def _own_address() -> str:
    """The one from which the machine would reach others: Janus gathers no loopback. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # RFC 5737: nobody's
        address: str = probe.getsockname()[0]
        return address


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
