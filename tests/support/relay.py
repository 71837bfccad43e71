"""The distribution's coturn with the configuration that we ship, on loopback, and a client of it that is no browser.

Only what a machine decides is replaced: addresses, ports, the certificate, the secret, and that the relay may reach the
addresses of this machine, where the media server is (the one exception that the configuration asks for).
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from aioice import stun
from aioice.turn import TurnClientUdpProtocol

from media.addresses import LOOPBACK, default_addresses
from server.tls import self_signed
from server.turn import TurnServers
from tests.support.running_server import ROOT

CONFIGURATION = ROOT / "deploy" / "coturn" / "turnserver.conf"
SECRET = "the secret of this test"
STARTS_WITHIN = 20.0
_READY = b"SQLite DB connection success"
"""What it says last."""


@dataclass(frozen=True)
class Relay:
    """`port` is for UDP and TCP, `tls_port` for TLS with a certificate that nobody signed."""

    port: int
    tls_port: int

    @property
    def arguments(self) -> tuple[str, ...]:
        """With which Studyhall sends its people through TLS."""
        return ("--turn-url", f"turns:{LOOPBACK}:{self.tls_port}?transport=tcp", "--turn-secret", SECRET)

    @contextlib.asynccontextmanager
    async def client(self, person: str, host: str = LOOPBACK) -> AsyncIterator[TurnClientUdpProtocol]:
        """Over UDP, with a credential that Studyhall would give `person`; without an allocation yet."""
        loop = asyncio.get_running_loop()
        given = TurnServers(("turn:relay",), SECRET).for_person(person, 2_000_000_000)
        where = (host, self.port)
        transport, protocol = await loop.create_datagram_endpoint(
            lambda: TurnClientUdpProtocol(where, given.username, given.credential, 600, 500),
            remote_addr=where,
        )
        try:
            yield protocol
        finally:
            if protocol.refresh_task is not None:
                protocol.refresh_task.cancel()
            transport.close()


async def refusal(client: TurnClientUdpProtocol, peer: str) -> int | None:
    """The code with which the relay refuses to reach `peer` (RFC 8656 section 9.2); None: it would."""
    request = stun.Message(stun.Method.CREATE_PERMISSION, stun.Class.REQUEST)
    request.attributes["XOR-PEER-ADDRESS"] = (peer, 9)
    try:
        await client.request_with_retry(request)
    except stun.TransactionFailed as failed:
        return failed.response.error_code
    return None


@contextlib.asynccontextmanager
async def relay(folder: Path) -> AsyncIterator[Relay]:
    """Runs until the end of the block; what it writes goes to `folder`."""
    executable = shutil.which("turnserver")
    assert executable, "no coturn on this machine: run `make packages`"
    certificate = self_signed(folder, [LOOPBACK])
    ports = _free_ports(2)
    process = await asyncio.create_subprocess_exec(
        executable,
        *("-c", str(CONFIGURATION), "--static-auth-secret", SECRET),
        *("--listening-ip", LOOPBACK, "--relay-ip", LOOPBACK, "--listening-ip", "::1", "--relay-ip", "::1"),
        *("--listening-port", str(ports[0]), "--tls-listening-port", str(ports[1])),
        *("--cert", str(certificate.cert), "--pkey", str(certificate.key)),
        *("--userdb", str(folder / "turn.db"), "--pidfile", str(folder / "turn.pid")),
        "--allocation-default-address-family=keep",  # of the address that a client comes to
        *(f"--allowed-peer-ip={host}" for host, _ in default_addresses(0) if host != LOOPBACK),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    said: list[bytes] = []
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            while _READY not in (line := await process.stdout.readline()):
                assert line, "coturn ended before it ran:\n" + b"".join(said).decode()
                said.append(line)
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(process.stdout.read())  # or it would stop when the pipe is full
            yield Relay(*ports)
            reading.cancel()
    finally:
        process.kill()
        await process.wait()


def _free_ports(count: int) -> list[int]:
    """On loopback, for UDP and TCP."""
    ports: list[int] = []
    with contextlib.ExitStack() as held:
        while len(ports) < count:
            listener = held.enter_context(socket.create_server((LOOPBACK, 0)))
            datagrams = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            with contextlib.suppress(OSError):
                datagrams.bind(listener.getsockname())
                ports.append(listener.getsockname()[1])
    return ports
