"""compose.yaml: it names files, services, variables and media ports that are there and fit each other."""

from __future__ import annotations

import re
from typing import Any

from tests.deploy.files import DEPLOY, documents

TEXT = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
(COMPOSE,) = documents(DEPLOY / "compose.yaml")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
NODES = {name: service for name, service in SERVICES.items() if name.startswith("node-")}


def test_every_file_that_is_mounted_or_built_from_is_there() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]
        if "build" in service:
            assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()


def test_whoever_is_waited_for_is_there_and_says_when_it_is_healthy() -> None:
    for service in NODES.values():
        assert set(service["depends_on"]) == {"postgres", "redis"}
        assert all("healthcheck" in SERVICES[name] for name in service["depends_on"])


def test_every_variable_is_in_the_example() -> None:
    example = (DEPLOY / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+)", TEXT)) == set(re.findall(r"^(\w+)=", example, re.MULTILINE))


def test_each_node_has_a_media_port_of_its_own_that_is_open_under_the_same_number() -> None:
    ports = {name: node["environment"]["STUDYHALL_MEDIA_PORT"] for name, node in NODES.items()}
    assert len(NODES) == len(set(ports.values())) == 2
    for name, node in NODES.items():
        port = ports[name]
        assert node["ports"] == [f"{port}:{port}/udp", f"{port}:{port}/tcp"]


def test_nodes_have_no_rights_that_they_do_not_need_and_time_to_say_goodbye() -> None:
    for node in NODES.values():
        assert node["read_only"] is True
        assert node["cap_drop"] == ["ALL"]
        assert int(node["stop_grace_period"].removesuffix("s")) >= 30


def test_database_and_redis_are_reached_from_inside_only() -> None:
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]


def test_the_proxy_that_is_believed_is_on_the_network_that_is_named() -> None:
    subnet = COMPOSE["networks"]["outside"]["ipam"]["config"][0]["subnet"]
    assert all(node["environment"]["STUDYHALL_TRUSTED_PROXY"] == subnet for node in NODES.values())
    assert SERVICES["proxy"]["networks"] == ["outside"]
