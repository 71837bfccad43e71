"""A certificate of our own, for networks without a name: made once, kept in the data directory, renewed when it must be."""

from __future__ import annotations

import datetime
import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFETIME = datetime.timedelta(days=397)  # browsers refuse certificates that live longer than 398 days
RENEW_BEFORE = datetime.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM files, and the fingerprint as browsers show it: SHA-256, upper case, colons."""

    cert: Path
    key: Path
    fingerprint: str


def self_signed(directory: Path, hosts: Sequence[str]) -> Certificate:
    """The kept one when it still names all `hosts` (names and addresses) and lives for a month; else a new one."""
    cert, key = directory / "self-signed.crt", directory / "self-signed.key"
    kept = _usable(cert, key, hosts)
    if kept is None:
        kept = _make(cert, key, hosts)
    digits = kept.fingerprint(hashes.SHA256()).hex(":").upper()
    return Certificate(cert, key, digits)


def _usable(cert: Path, key: Path, hosts: Sequence[str]) -> x509.Certificate | None:
    if not (cert.exists() and key.exists()):
        return None
    kept = x509.load_pem_x509_certificate(cert.read_bytes())
    names = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    if not {_general_name(host) for host in hosts} <= set(names):
        return None
    lives_on = kept.not_valid_after_utc - _now() > RENEW_BEFORE
    return kept if lives_on else None


def _make(cert: Path, key: Path, hosts: Sequence[str]) -> x509.Certificate:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Studyhall")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - datetime.timedelta(hours=1))
        .not_valid_after(_now() + LIFETIME)
        .add_extension(x509.SubjectAlternativeName([_general_name(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, hashes.SHA256())
    )
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(key, pem, 0o600)
    _write(cert, made.public_bytes(serialization.Encoding.PEM), 0o644)
    return made


def _write(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all, and never readable by more than `mode` says."""
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    partial.replace(path)


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
