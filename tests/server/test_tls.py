"""The certificate of our own: whom it names, how long it is kept, who may read its key."""

from __future__ import annotations

import datetime
import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from server import tls
from server.tls import self_signed

HOSTS = ["localhost", "127.0.0.1", "::1", "school.local"]


def loaded(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_it_names_every_host_and_lives_no_longer_than_browsers_accept(tmp_path: Path) -> None:
    certificate = loaded(self_signed(tmp_path, HOSTS).cert)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "school.local"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc < datetime.timedelta(days=398)
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)


def test_it_is_kept_from_start_to_start(tmp_path: Path) -> None:
    assert self_signed(tmp_path, HOSTS) == self_signed(tmp_path, HOSTS[:2])


def test_a_host_it_does_not_name_makes_a_new_one(tmp_path: Path) -> None:
    first = self_signed(tmp_path, HOSTS)
    assert self_signed(tmp_path, [*HOSTS, "192.0.2.1"]).fingerprint != first.fingerprint


def test_it_is_renewed_a_month_before_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = self_signed(tmp_path, HOSTS)
    monkeypatch.setattr(tls, "RENEW_BEFORE", tls.LIFETIME - datetime.timedelta(hours=1))
    assert self_signed(tmp_path, HOSTS).fingerprint == first.fingerprint
    monkeypatch.setattr(tls, "RENEW_BEFORE", tls.LIFETIME + datetime.timedelta(hours=1))
    assert self_signed(tmp_path, HOSTS).fingerprint != first.fingerprint


def test_nobody_else_can_read_the_key(tmp_path: Path) -> None:
    made = self_signed(tmp_path, HOSTS)
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["self-signed.crt", "self-signed.key"]


def test_the_fingerprint_is_written_as_browsers_show_it(tmp_path: Path) -> None:
    parts = self_signed(tmp_path, HOSTS).fingerprint.split(":")
    assert len(parts) == 32
    assert all(len(part) == 2 and part == part.upper() for part in parts)
