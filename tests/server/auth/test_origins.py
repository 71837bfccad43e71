"""Which Origin headers are ours, and how addresses are cut to origins."""

from __future__ import annotations

import pytest

from server.auth.origins import Origins, normalised, origin_of, site


@pytest.mark.row("S1")
@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "https://evil.example",
        "http://study.example.org",
        "https://study.example.org:8443",
        "https://study.example.org.evil.example",
        "https://evil.example/https://study.example.org",
        "https://study.example.org@evil.example",
        "HTTPS://STUDY.EXAMPLE.ORG",
        "https://study.example.org/",
    ],
)
def test_an_origin_that_is_not_exactly_ours_is_refused(origin: str | None) -> None:
    assert not Origins(["https://study.example.org"]).allow(origin)


def test_our_origin_is_allowed_as_browsers_write_it() -> None:
    assert Origins(["https://Study.Example.org:443/base"]).allow("https://study.example.org")


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://localhost:80", "http://localhost"),
        ("http://localhost:8080/x?y", "http://localhost:8080"),
        ("https://[::1]:443", "https://[::1]"),
        ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443"),
    ],
)
def test_an_address_is_cut_to_its_origin(url: str, origin: str) -> None:
    assert normalised(url) == origin


@pytest.mark.parametrize(
    "url", ["", "study.example.org", "ftp://study.example.org", "https://", "file:///etc"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not an http or https address"):
        normalised(url)


def test_an_origin_is_made_of_scheme_host_and_port() -> None:
    assert origin_of("http", "::1", 8080) == "http://[::1]:8080"
    assert origin_of("https", "localhost", 443) == "https://localhost"


@pytest.mark.parametrize("url", ["https://study.example.org", "https://Study.Example.org:443/"])
def test_a_site_is_a_whole_origin(url: str) -> None:
    assert site(url) == "https://study.example.org"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/study",
        "https://example.org//",
        "https://example.org?x",
        "https://example.org/#x",
        "https://somebody@example.org",
        "example.org",
    ],
)
def test_an_address_inside_of_a_site_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="example.org"):
        site(url)
