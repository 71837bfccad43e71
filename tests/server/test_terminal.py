"""What the command prints, in both languages."""

from __future__ import annotations

import pytest
import typer

from rooms.roles import Role
from server.serving import Announcement
from server.terminal import Terminal

ANNOUNCED = Announcement(
    url="http://192.0.2.1:8080",
    invites={
        role: f"http://192.0.2.1:8080/i/{role}-secret" for role in (Role.OPERATOR, Role.TEACHER, Role.STUDENT)
    },
    fingerprint="AB:CD",
    page_missing=True,
    needs_https=True,
)


def test_an_announcement_says_where_who_and_what_to_mind(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal("en").announce(ANNOUNCED)
    said = capsys.readouterr().out
    for part in (
        ANNOUNCED.url,
        *ANNOUNCED.invites.values(),
        "AB:CD",
        "warns once",
        "--tls self-signed",
        "npm ci",
    ):
        assert part in said


def test_an_announcement_in_chinese_has_no_english_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal("zh").announce(ANNOUNCED)
    said = capsys.readouterr().out
    assert "运营" in said
    assert "running" not in said
    assert "Teacher" not in said


def test_a_failure_is_one_sentence_on_stderr_and_exit_1(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        Terminal("en").fail("port_taken", host="127.0.0.1", port=8080)
    assert ended.value.exit_code == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.strip().splitlines()) == 1
