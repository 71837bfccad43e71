"""The handshake with a real peer is in test_light_peer; here is what an identity and hostile bytes do."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from OpenSSL import SSL

from loadtests.dtls import DtlsClient, HandshakeFailed, Identity


class Server:
    """OpenSSL's own server side, in memory."""

    def __init__(self, profiles: bytes) -> None:
        identity = Identity()
        context = SSL.Context(SSL.DTLS_SERVER_METHOD)
        context.use_certificate(identity.certificate)
        context.use_privatekey(identity.key)
        context.set_tlsext_use_srtp(profiles)
        self.fingerprint = identity.fingerprint
        self.connection = SSL.Connection(context, None)
        self.connection.set_accept_state()

    def answer(self, datagrams: list[bytes]) -> list[bytes]:
        out = []
        for datagram in datagrams:
            self.connection.bio_write(datagram)
            try:
                self.connection.do_handshake()
            except SSL.WantReadError:
                pass  # its next flight is below
        while True:
            try:
                out.append(self.connection.bio_read(1500))
            except SSL.WantReadError:
                return out


def shaken(server: Server, fingerprint: str) -> DtlsClient:
    client = DtlsClient(Identity(), fingerprint)
    while client.keys is None:
        for datagram in server.answer(client.datagrams()):
            client.take(datagram)
    return client


@pytest.mark.parametrize(
    ("profiles", "name", "key", "salt"),
    [
        (b"SRTP_AEAD_AES_128_GCM", "AEAD_AES_128_GCM", 16, 12),
        (b"SRTP_AES128_CM_SHA1_80", "AES128_CM_HMAC_SHA1_80", 16, 14),
    ],
)
def test_keys_are_cut_as_rfc_5764_says(profiles: bytes, name: str, key: int, salt: int) -> None:
    server = Server(profiles)
    keys = shaken(server, server.fingerprint).keys
    material = server.connection.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (key + salt))
    assert keys is not None
    assert keys.profile == name
    assert keys.send_key + keys.receive_key + keys.send_salt + keys.receive_salt == material
    assert (len(keys.send_key), len(keys.send_salt)) == (key, salt)


def test_another_certificate_than_the_promised_one_is_refused() -> None:
    server = Server(b"SRTP_AEAD_AES_128_GCM")
    with pytest.raises(HandshakeFailed, match="fingerprint"):
        shaken(server, Identity().fingerprint)


def test_bytes_that_are_no_dtls_change_nothing() -> None:
    client = DtlsClient(Identity(), Identity().fingerprint)
    client.datagrams()
    client.take(b"\x16" + bytes(40))
    assert client.keys is None


def test_an_identity_shows_the_fingerprint_of_its_certificate() -> None:
    identity = Identity()
    assert isinstance(identity.certificate, x509.Certificate)
    digest = identity.certificate.fingerprint(hashes.SHA256())
    assert bytes.fromhex(identity.fingerprint.replace(":", "")) == digest
