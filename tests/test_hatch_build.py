"""When the page is built into a wheel, and when not."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("hatchling", reason="builds are made with the extra [build]")

import hatch_build


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("STUDYHALL_SKIP_WEB", raising=False)
    for path in ("web_client/package.json", "web_client/src/main.ts", "server/static/index.html"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("{}")
    return tmp_path


@pytest.fixture
def npm_calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been run; a build that ran leaves nothing else behind here."""
    calls: list[list[str]] = []
    monkeypatch.setattr(hatch_build, "system_npm", lambda: ["npm"])
    monkeypatch.setattr(subprocess, "run", lambda command, **_: calls.append(command))
    return calls


def build(root: Path, version: str = "standard") -> None:
    hook: Any = hatch_build.WebBuildHook(str(root), {}, None, None, str(root), "wheel")  # type: ignore[arg-type]
    hook.initialize(version, {})


def test_a_build_installs_what_is_locked_and_builds_the_page(root: Path, npm_calls: list[list[str]]) -> None:
    build(root)
    assert [call[:2] for call in npm_calls] == [["npm", "ci"], ["npm", "run"]]


def test_unchanged_sources_are_not_built_again(root: Path, npm_calls: list[list[str]]) -> None:
    build(root)
    npm_calls.clear()
    (root / "web_client" / "node_modules").mkdir()
    (root / "web_client" / "node_modules" / "x.js").write_text("installed")
    build(root)
    assert npm_calls == []


@pytest.mark.parametrize("changed", ["web_client/src/main.ts", "server/catalogue/web.json"])
def test_a_changed_source_is_built_again(root: Path, npm_calls: list[list[str]], changed: str) -> None:
    build(root)
    npm_calls.clear()
    (root / changed).parent.mkdir(parents=True, exist_ok=True)
    (root / changed).write_text("changed")
    build(root)
    assert len(npm_calls) == 2


def test_an_editable_install_builds_nothing(root: Path, npm_calls: list[list[str]]) -> None:
    build(root, "editable")
    assert npm_calls == []


def test_the_page_can_be_left_out(
    root: Path, npm_calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDYHALL_SKIP_WEB", "1")
    build(root)
    assert npm_calls == []
