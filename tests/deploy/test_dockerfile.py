"""The image: what it copies is there, its last stage has no tools, and whoever runs in it is nobody special."""

from __future__ import annotations

import re

import pytest

from tests.deploy.files import DEPLOY, ROOT

TEXT = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
STAGES = re.split(r"^FROM ", TEXT, flags=re.MULTILINE)[1:]
COPIED = [
    source
    for sources in re.findall(r"^COPY (?!--from)(.*) \S+$", TEXT, re.MULTILINE)
    for source in sources.split()
]


@pytest.mark.parametrize("source", COPIED)
def test_what_is_copied_exists(source: str) -> None:
    assert (ROOT / source).exists()


def test_stages_that_are_copied_from_exist() -> None:
    named = {found for stage in STAGES for found in re.findall(r" AS (\w+)$", stage.splitlines()[0])}
    assert set(re.findall(r"--from=(\w+)", TEXT)) == named


def test_the_last_stage_installs_nothing_and_runs_as_nobody_special() -> None:
    last = STAGES[-1]
    assert not re.search(r"apt-get|pip|npm|cargo|gcc", last)
    user = re.findall(r"^USER (\w+)$", last, re.MULTILINE)
    assert user == ["studyhall"]
    assert f"useradd --uid 10001 --gid {user[0]}" in last
    assert "HEALTHCHECK" in last
    assert last.index("USER ") < last.index("ENTRYPOINT")


def test_what_is_built_elsewhere_or_secret_stays_out_of_the_image() -> None:
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", "data", "server/static", "**/node_modules", "**/target"} <= set(left_out)
    assert not [source for source in COPIED if source in left_out]
