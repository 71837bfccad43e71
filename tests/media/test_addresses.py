"""Which addresses get a socket and which ones clients are told."""

from __future__ import annotations

import ipaddress
import socket

import ifaddr
import pytest

from media.addresses import LOOPBACK, candidates, default_addresses, listed


def test_the_default_has_loopback_last_and_every_address_can_be_bound() -> None:
    found = default_addresses(0)
    assert found[-1] == (LOOPBACK, 0)
    assert len(set(found)) == len(found)
    for host, port in found:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as bound:
            bound.bind((host, port))
            assert bound.getsockname()[0] == host


def test_the_default_has_no_link_local_or_wildcard_address() -> None:
    for host, _ in default_addresses(1)[:-1]:
        address = ipaddress.ip_address(host)
        assert not any([address.is_link_local, address.is_unspecified, address.is_loopback])


class Interface:
    """What ifaddr tells of an interface whose address is not usable yet or any more."""

    ips = [ifaddr.IP("198.51.100.77", 24, "leaving"), ifaddr.IP(("2001:db8::77", 0, 0), 64, "tentative")]


def test_an_address_that_cannot_be_bound_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [Interface])
    assert default_addresses(7000) == [(LOOPBACK, 7000)]


def test_an_advertised_address_has_the_port_of_its_family_and_comes_first() -> None:
    bound = [("10.0.0.5", 7000), ("2001:db8::5", 7001)]
    assert candidates(bound, ["203.0.113.1", "2001:db8:ffff::1"]) == (
        ("203.0.113.1", 7000),
        ("2001:db8:ffff::1", 7001),
        *bound,
    )


def test_an_advertised_address_without_a_socket_of_its_family_is_left_out() -> None:
    assert candidates([("10.0.0.5", 7000)], ["2001:db8::1"]) == (("10.0.0.5", 7000),)


def test_wildcards_are_no_candidates_and_nothing_is_there_twice() -> None:
    assert candidates([("0.0.0.0", 7000)], ["203.0.113.1", "203.0.113.1"]) == (("203.0.113.1", 7000),)
    assert candidates([("10.0.0.5", 7000)], ["10.0.0.5"]) == (("10.0.0.5", 7000),)


def test_addresses_are_listed_for_people() -> None:
    assert listed([("192.0.2.1", 7882), ("::1", 7883)]) == "192.0.2.1 port 7882, ::1 port 7883"
    assert listed([]) == "none"
