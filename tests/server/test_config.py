"""Safe defaults, and an explanation beside every option."""

from __future__ import annotations

import dataclasses
import inspect
from pathlib import Path

import pytest

from server import config as module
from server.config import Config


def test_pages_are_https_as_soon_as_there_is_a_certificate() -> None:
    assert Config().scheme == "http"
    assert Config(tls_self_signed=True).scheme == "https"
    assert Config(tls_cert=Path("a"), tls_key=Path("b")).scheme == "https"


def test_a_config_never_changes() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Config().port = 1  # type: ignore[misc]


def test_by_default_only_this_machine_is_served_and_no_proxy_is_believed() -> None:
    assert Config().host == "127.0.0.1"
    assert Config().trusted_proxies == ()
    assert Config().allow_origins == ()


def test_every_option_is_explained_where_it_is_set() -> None:
    source = inspect.getsource(module)
    for option in dataclasses.fields(Config):
        declared = source.index(f"    {option.name}: ")
        assert source[declared:].splitlines()[1].startswith('    """')
