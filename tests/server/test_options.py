"""What an option may be is looked at before anything else happens, also when it may be given many times."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import typer

from server.options import ADDRESS, DATABASE, ENDPOINT, REDIS, SITE, TURN


def test_what_is_not_given_needs_no_look() -> None:
    assert ADDRESS(None) is None
    assert ADDRESS([]) == []


def test_what_can_be_used_stays_as_it_was_typed() -> None:
    assert DATABASE("postgresql://ada@db/study") == "postgresql://ada@db/study"
    assert REDIS("rediss://cache:6380/1") == "rediss://cache:6380/1"
    assert ADDRESS(["203.0.113.7", "::1"]) == ["203.0.113.7", "::1"]


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (ADDRESS, ["203.0.113.7", "nowhere"]),
        (DATABASE, "mysql://db/study"),
        (ENDPOINT, "collector:4318"),
        (ENDPOINT, "grpc://collector:4317"),
        (REDIS, "cache:6379"),
        (SITE, "https://example.org/study"),
        (TURN, ["stun:relay:3478"]),
    ],
)
def test_what_makes_no_sense_is_refused_wherever_it_stands(
    check: Callable[[object], object], value: object
) -> None:
    with pytest.raises(typer.BadParameter):
        check(value)
