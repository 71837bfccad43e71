"""The private names of aiortc exist and do what the seam needs: real handshakes with aiortc's own DTLS client."""

from __future__ import annotations

import asyncio
import importlib.metadata
import inspect

import pytest
from aiortc import rtcdtlstransport
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AEAD_AES_256_GCM,
    SRTP_AES128_CM_SHA1_80,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    SRTPProtectionProfile,
    State,
)
from hypothesis import given
from hypothesis import strategies as st

from media.aiortc_seam import (
    BadSdp,
    Certificate,
    DtlsServer,
    HandshakeError,
    HandshakeFailed,
    SrtpKeys,
    export_keys,
    parse_description,
    read_binding_request,
)

pytestmark = pytest.mark.anyio

SECONDS = 10.0
CHROMIUM_ORDER = [SRTP_AES128_CM_SHA1_80, SRTP_AEAD_AES_256_GCM, SRTP_AEAD_AES_128_GCM]
CLIENT_HELLO_OF_NULL_CIPHER = bytes.fromhex(
    # DTLS 1.2 record, ClientHello, one cipher suite: TLS_NULL_WITH_NULL_NULL, and the use_srtp extension.
    "16fefd00000000000000000041"
    "010000350000000000000035"
    "fefd" + "11" * 32 + "00" + "00" + "0002" + "0000" + "01" + "00" + "0009" + "000e000500020007" + "00"
)


class Wire:
    """aiortc's side of the cable: a transport without ICE whose datagrams go to `send`."""

    role = "controlling"

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.server: DtlsServer | None = None
        self.sent: list[bytes] = []

    async def _recv(self) -> bytes:
        data = await self.inbox.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        self.sent.append(data)
        if self.server is not None:
            self.server.receive(data)


class Pair:
    """Our server and aiortc's client on one cable."""

    def __init__(
        self,
        *,
        profiles: list[SRTPProtectionProfile] | None = None,
        named: tuple[tuple[str, str], ...] | None = None,
    ) -> None:
        """`named`: the fingerprints that the client's description names, if not its own."""
        client_certificate = RTCCertificate.generateCertificate()
        own = tuple((f.algorithm, f.value) for f in client_certificate.getFingerprints())
        self.certificate = Certificate()
        self.wire = Wire()
        self.to_client: list[bytes] = []
        self.server = DtlsServer(self.certificate, own if named is None else named, self._to_client)
        self.wire.server = self.server
        self.client = RTCDtlsTransport(self.wire, [client_certificate])  # type: ignore[arg-type]
        self.client._set_role("client")
        if profiles is not None:
            self.client._srtp_profiles = profiles

    def _to_client(self, data: bytes) -> None:
        self.to_client.append(data)
        self.wire.inbox.put_nowait(data)

    async def start_client(self) -> None:
        expected = [RTCDtlsFingerprint(*f) for f in self.certificate.fingerprints]
        await self.client.start(RTCDtlsParameters(expected))

    async def connect(self) -> SrtpKeys:
        async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
            server = tasks.create_task(self.server.handshake())
            tasks.create_task(self.start_client())
        return server.result()

    async def close(self) -> None:
        self.server.end()
        await self.server.say_goodbye()
        await self.client.stop()
        self.wire.inbox.put_nowait(None)


@pytest.mark.parametrize(
    "name", ["_set_role", "_set_state", "_setup_srtp", "_recv_next", "_write_ssl", "_validate_peer_identity"]
)
def test_the_private_methods_exist(name: str) -> None:
    assert inspect.isfunction(getattr(RTCDtlsTransport, name))


async def test_the_private_fields_and_names_exist() -> None:
    transport = RTCDtlsTransport(Wire(), [RTCCertificate.generateCertificate()])  # type: ignore[arg-type]
    assert transport._ssl is None
    assert transport._state is State.NEW
    assert SRTP_AEAD_AES_128_GCM in transport._srtp_profiles
    assert {"NEW", "CLOSED", "FAILED"} <= set(State.__members__)
    assert rtcdtlstransport.SRTPProtectionProfile is type(SRTP_AEAD_AES_128_GCM)


def test_the_versions_are_the_ones_that_were_read() -> None:
    assert importlib.metadata.version("aiortc") == "1.16.0"
    assert importlib.metadata.version("aioice") == "0.13.0"


@pytest.mark.parametrize(
    ("offered", "agreed", "key_bytes", "salt_bytes"),
    [
        (None, "AEAD_AES_128_GCM", 16, 12),
        (CHROMIUM_ORDER, "AEAD_AES_128_GCM", 16, 12),
        ([SRTP_AES128_CM_SHA1_80, SRTP_AEAD_AES_256_GCM], "AEAD_AES_256_GCM", 32, 12),
        ([SRTP_AES128_CM_SHA1_80], "AES128_CM_HMAC_SHA1_80", 16, 14),
    ],
)
async def test_our_order_of_profiles_wins_whatever_the_client_prefers(
    offered: list[SRTPProtectionProfile] | None, agreed: str, key_bytes: int, salt_bytes: int
) -> None:
    pair = Pair(profiles=offered)
    keys = await pair.connect()
    assert keys.profile == agreed
    assert {len(keys.receive_key), len(keys.send_key)} == {key_bytes}
    assert {len(keys.receive_salt), len(keys.send_salt)} == {salt_bytes}
    await pair.close()


async def test_what_the_client_sends_with_is_what_we_receive_with() -> None:
    pair = Pair()
    keys = await pair.connect()
    assert pair.client._ssl is not None
    client = export_keys(
        pair.client._ssl.get_selected_srtp_profile(), pair.client._ssl.export_keying_material
    )
    assert client == keys
    assert len({keys.receive_key, keys.send_key}) == 2
    await pair.close()


async def test_every_flight_fits_one_datagram() -> None:
    pair = Pair()
    await pair.connect()
    assert max(map(len, pair.to_client)) <= 1200
    await pair.close()


@pytest.mark.row("M3")
async def test_a_certificate_that_was_not_named_gives_no_keys() -> None:
    pair = Pair(named=(("sha-256", ":".join(["AB"] * 32)),))
    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
        tasks.create_task(pair.start_client())
        with pytest.raises(HandshakeFailed) as failure:
            await pair.server.handshake()
    assert failure.value.reason is HandshakeError.FINGERPRINT
    await pair.close()


async def test_a_client_without_a_profile_of_ours_gives_no_keys() -> None:
    unknown = SRTPProtectionProfile(0, b"SRTP_AES128_CM_SHA1_32", 16, 14)
    pair = Pair(profiles=[unknown])
    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
        tasks.create_task(pair.start_client())
        with pytest.raises(HandshakeFailed) as failure:
            await pair.server.handshake()
    assert failure.value.reason is HandshakeError.NO_PROFILE
    await pair.close()


@pytest.mark.row("M1")
async def test_a_forged_hello_from_the_right_address_does_not_spoil_the_handshake() -> None:
    pair = Pair()
    for _ in range(20):
        pair.server.receive(CLIENT_HELLO_OF_NULL_CIPHER)
    keys = await pair.connect()
    assert keys.profile == "AEAD_AES_128_GCM"
    assert not [data for data in pair.to_client if data[0] == 21], "an alert went to the true client"
    await pair.close()


async def test_a_flood_of_forged_hellos_from_the_right_address_is_given_up_after_a_while() -> None:
    pair = Pair()
    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
        handshake = tasks.create_task(failure_of(pair.server))
        while not handshake.done():
            pair.server.receive(CLIENT_HELLO_OF_NULL_CIPHER)
            await asyncio.wait([handshake], timeout=0)
    assert handshake.result() is HandshakeError.TOO_MANY_FAILURES
    await pair.close()


async def failure_of(server: DtlsServer) -> HandshakeError:
    with pytest.raises(HandshakeFailed) as failure:
        await server.handshake()
    return failure.value.reason


async def test_garbage_between_the_flights_does_not_spoil_the_handshake() -> None:
    pair = Pair()
    for garbage in (b"", b"\x16", b"\x16\xfe\xfd" + bytes(10), b"\x17" * 40, b"\x3f" * 1400):
        pair.server.receive(garbage)
    assert (await pair.connect()).profile == "AEAD_AES_128_GCM"
    await pair.close()


async def test_the_peers_goodbye_is_heard() -> None:
    pair = Pair()
    await pair.connect()
    await pair.client.stop()
    async with asyncio.timeout(SECONDS):
        await pair.server.ended()
    await pair.close()


async def test_our_goodbye_is_heard() -> None:
    pair = Pair()
    await pair.connect()
    closed = asyncio.Event()
    pair.client.on("statechange", closed.set)
    pair.server.end()
    await pair.server.ended()
    await pair.server.say_goodbye()
    async with asyncio.timeout(SECONDS):
        await closed.wait()
    assert pair.client.state == "closed"


async def test_ending_wakes_a_handshake_that_waits_for_its_hello() -> None:
    pair = Pair()

    async def end() -> None:
        pair.server.end()

    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
        tasks.create_task(end())
        with pytest.raises(HandshakeFailed) as failure:
            await pair.server.handshake()
    assert failure.value.reason is HandshakeError.CLOSED
    await pair.server.say_goodbye()


def test_an_unknown_profile_exports_nothing() -> None:
    assert export_keys(b"", lambda label, size: bytes(size)) is None


def test_the_certificate_is_elliptic_and_named_by_three_functions() -> None:
    assert [function for function, _ in Certificate().fingerprints] == ["sha-256", "sha-384", "sha-512"]


@given(st.binary(max_size=100))
def test_no_bytes_are_an_error_of_the_stun_parser(data: bytes) -> None:
    header = b"\x00\x01" + len(data).to_bytes(2, "big") + b"\x21\x12\xa4\x42" + bytes(12)
    request = read_binding_request(header + data)
    assert request is None or not request.authentic("password")


@pytest.mark.parametrize("line", ["m=audio x y z", "a=setup:maybe", "a=fingerprint:x", "c=here", "v=x"])
def test_what_the_description_parser_trips_over_is_one_error(line: str) -> None:
    with pytest.raises(BadSdp):
        parse_description(f"v=0\r\n{line}\r\n")
