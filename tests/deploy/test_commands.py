"""Every command line, option and variable that `deploy/` and the documents name is one that the program has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server.config import Config
from tests.deploy.files import (
    CONFIGURATIONS,
    DEPLOY,
    ROOT,
    commands,
    documents,
    environment_of,
    invocations,
    options_of,
)

DOCUMENTS = [ROOT / "README.md", ROOT / "docs" / "operations.md", *sorted(DEPLOY.rglob("*.md"))]
OURS = re.compile(r"\bSTUDYHALL_[A-Z_]+\b")
NOT_OPTIONS = {"STUDYHALL_NAME", "STUDYHALL_SKIP_WEB"}
"""What compose calls the name of the machine; what the build of the package reads."""


def _label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [*CONFIGURATIONS, *DOCUMENTS], ids=_label)
def test_every_command_and_option_exists(path: Path) -> None:
    for words in invocations(path.read_text(encoding="utf-8")):
        name = next((name for name in (" ".join(words[:2]), words[0]) if name in commands()), None)
        assert name is not None, words
        given = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert given <= options_of(commands()[name]) | {"--help"}, words


def test_command_lines_are_found_where_they_stand() -> None:
    text = "ExecStart=/opt/studyhall/bin/studyhall serve --port 1\nsay `studyhall invite --role ta` to\n# a studyhall \\\n"
    assert invocations(text) == [["serve", "--port", "1"], ["invite", "--role", "ta"]]


@pytest.mark.parametrize("path", [*CONFIGURATIONS, *DOCUMENTS], ids=_label)
def test_every_variable_is_one_that_the_server_reads(path: Path) -> None:
    named = set(OURS.findall(path.read_text(encoding="utf-8"))) - NOT_OPTIONS
    assert named <= environment_of(commands()["serve"])


def test_ports_are_those_that_the_server_has_by_itself() -> None:
    config = Config()
    web, media = str(config.port), str(config.media_port)
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    (exposed,) = re.findall(r"^EXPOSE (.*)$", dockerfile, re.MULTILINE)
    assert exposed.split() == [f"{web}/tcp", f"{media}/udp", f"{media}/tcp"]
    assert f"127.0.0.1:{web}/healthz" in dockerfile
    assert set(re.findall(r"node-\d:(\d+)", (DEPLOY / "caddy" / "Caddyfile").read_text())) == {web}
    (prometheus,) = documents(DEPLOY / "prometheus" / "prometheus.yml")
    targets = prometheus["scrape_configs"][0]["static_configs"][0]["targets"]
    assert {target.partition(":")[2] for target in targets} == {web}
