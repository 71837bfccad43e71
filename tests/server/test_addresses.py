"""What this machine is called, and which origins follow from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.addresses import base_url, own_addresses, own_origins, reachable_hosts
from server.config import Config

LOCAL = Config(port=8080)


def test_a_local_server_is_opened_by_any_name_of_this_machine() -> None:
    assert own_origins(LOCAL, 8080) == [
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "http://127.0.0.1:8080",
    ]


def test_a_server_on_all_addresses_is_opened_by_each_of_them() -> None:
    origins = own_origins(replace(LOCAL, host="0.0.0.0", tls_self_signed=True), 443)
    assert {"https://localhost", "https://127.0.0.1"} <= set(origins)
    assert all(any(address in origin for origin in origins) for address in own_addresses())


def test_a_public_address_and_configured_origins_are_allowed_too() -> None:
    config = replace(
        LOCAL, public_url="https://study.example.org/", allow_origins=("http://localhost:5173/",)
    )
    assert own_origins(config, 8080)[-2:] == ["https://study.example.org", "http://localhost:5173"]


def test_own_addresses_are_those_that_others_can_reach() -> None:
    assert not {"127.0.0.1", "::1", "0.0.0.0"} & set(own_addresses())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_a_loopback_server_has_only_local_names(host: str) -> None:
    assert {"localhost", "127.0.0.1", "::1"} == set(reachable_hosts(host))


def test_a_server_on_one_address_answers_there_and_by_its_names() -> None:
    assert reachable_hosts("192.0.2.1")[0] == "192.0.2.1"


def test_links_begin_with_what_works_from_where_people_are() -> None:
    assert base_url(LOCAL, 8080) == "http://127.0.0.1:8080"
    assert (
        base_url(replace(LOCAL, public_url="https://study.example.org/"), 8080) == "https://study.example.org"
    )
    everywhere = base_url(replace(LOCAL, host="0.0.0.0"), 8080)
    assert "0.0.0.0" not in everywhere
