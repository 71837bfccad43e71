"""What is a link, and to which host."""

from __future__ import annotations

import pytest

from rooms.moderation.links import link
from rooms.moderation.wording import normalised

ALLOWED = ("Example.org", "*.school.edu")


@pytest.mark.parametrize(
    "text",
    [
        "see https://evil.com/x",
        "evil.com",
        "看evil.com吧",
        "ＥＶＩＬ．ＣＯＭ",
        "evil.co.uk/path",
        "foo.com.ph",
        "evil.com:8080",
        "http://127.0.0.1:80/",
        "ftp://[::1]/x",
        "[here](//evil.com)",
        "notexample.org",
        "example.org.evil.com",
        "example.org,evil.com",
        "https://example.org@evil.com/",
        "https://evil.com\\@example.org",
        "https://evil.com?example.org",
        "@evil.com",
    ],
)
def test_a_link_to_a_host_that_is_not_allowed_is_found(text: str) -> None:
    assert link(normalised(text), ALLOWED) is not None


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a?u=evil.com",
        "EXAMPLE.org",
        "https://me@example.org:443/",
        "maths.school.edu",
        "school.edu.",
        "main.py and 3.14, e.g. node.js",
        "me@evil.com",
        "nothing at all",
    ],
)
def test_allowed_hosts_what_is_below_them_and_other_dots_are_none(text: str) -> None:
    assert link(normalised(text), ALLOWED) is None
