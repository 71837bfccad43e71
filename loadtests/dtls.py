"""The client's side of a DTLS-SRTP handshake (RFC 5764) on OpenSSL: datagrams in, datagrams out, then keys.

It shares no code with the server's side. It knows no socket and no clock but OpenSSL's own retransmission timer.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL

DATAGRAM = 1500
EXPORTER = b"EXTRACTOR-dtls_srtp"  # RFC 5764 section 4.2


class HandshakeFailed(Exception):
    """OpenSSL refused what came, or the server is not who the answer said."""


@dataclass(frozen=True)
class SrtpProfile:
    """Lengths in bytes. `openssl` is OpenSSL's name for the profile `name` of the IANA registry."""

    name: str
    openssl: bytes
    key: int
    salt: int


PROFILES = (
    SrtpProfile("AEAD_AES_128_GCM", b"SRTP_AEAD_AES_128_GCM", 16, 12),
    SrtpProfile("AES128_CM_HMAC_SHA1_80", b"SRTP_AES128_CM_SHA1_80", 16, 14),
)


@dataclass(frozen=True)
class MasterKeys:
    """As seen from the client: it sends with the client's half and receives with the server's."""

    profile: str
    receive_key: bytes
    receive_salt: bytes
    send_key: bytes
    send_salt: bytes


class Identity:
    """A key with a self-signed certificate, good for a day; one serves any number of handshakes."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "light client")])
        now = datetime.datetime.now(datetime.UTC)
        self.certificate = (
            x509.CertificateBuilder(subject_name=name, issuer_name=name, public_key=self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .sign(self.key, hashes.SHA256())
        )
        self.context = SSL.Context(SSL.DTLS_CLIENT_METHOD)
        self.context.use_certificate(self.certificate)
        self.context.use_privatekey(self.key)
        # Any certificate will do here: the fingerprint decides, once the handshake is done.
        self.context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
        self.context.set_tlsext_use_srtp(b":".join(profile.openssl for profile in PROFILES))

    @property
    def fingerprint(self) -> str:
        """SHA-256 as SDP writes it (RFC 8122)."""
        return _fingerprint(self.certificate)


class DtlsClient:
    """One handshake. Feed `take` and send what `datagrams` gives until `keys` is set."""

    def __init__(self, identity: Identity, server_fingerprint: str) -> None:
        """`server_fingerprint` is the answer's SHA-256; nobody else is believed."""
        self.keys: MasterKeys | None = None
        self._server_fingerprint = server_fingerprint.upper()
        self._connection = SSL.Connection(identity.context, None)
        self._connection.set_ciphertext_mtu(1200)
        self._connection.set_connect_state()
        self._advance()

    def take(self, datagram: bytes) -> None:
        """Raises HandshakeFailed."""
        self._connection.bio_write(datagram)
        self._advance()

    def datagrams(self) -> list[bytes]:
        """What to send now."""
        out: list[bytes] = []
        while True:
            try:
                out.append(self._connection.bio_read(DATAGRAM))
            except SSL.WantReadError:
                return out

    def retransmit(self) -> None:
        """Call when nothing came for a while: repeats the last flight when its time has come (RFC 6347 section 4.2.4)."""
        self._connection.DTLSv1_handle_timeout()

    def _advance(self) -> None:
        try:
            self._connection.do_handshake()
        except SSL.WantReadError:
            return
        except SSL.Error as error:
            raise HandshakeFailed(str(error)) from error
        certificate = self._connection.get_peer_certificate(as_cryptography=True)
        if certificate is None or _fingerprint(certificate) != self._server_fingerprint:
            raise HandshakeFailed("the server's certificate has another fingerprint than its answer")
        self.keys = self._export()

    def _export(self) -> MasterKeys:
        chosen = self._connection.get_selected_srtp_profile()
        profile = next((one for one in PROFILES if one.openssl == chosen), None)
        if profile is None:
            raise HandshakeFailed("no SRTP profile was agreed on")
        key, salt = profile.key, profile.salt
        material = self._connection.export_keying_material(EXPORTER, 2 * (key + salt))
        return MasterKeys(
            profile=profile.name,
            send_key=material[:key],
            receive_key=material[key : 2 * key],
            send_salt=material[2 * key : 2 * key + salt],
            receive_salt=material[2 * key + salt :],
        )


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()
