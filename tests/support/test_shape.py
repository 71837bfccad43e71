"""The shape of the house: file sizes, names, and a test beside every module that decides something."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("rooms", "community", "signaling", "media", "server", "loadtests", "tests")
GENERATED = ("web_client/src/core/wire.gen.ts",)
MAX_LINES = 400
BANNED_NAMES = (
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "misc",
    "manager",
    "managers",
    "service",
    "core",
)
BANNED_ENDINGS = ("_manager", "_handler", "_helper", "_helpers", "_util", "_utils", "_service")
TESTED_ELSEWHERE = {
    "signaling/ports.py": "tests/contracts",
    "signaling/cluster/registry.py": "tests/contracts",
    "server/cluster/redis_registry.py": "tests/contracts",
    "server/cluster/connecting.py": "tests/server/cluster",
    "server/storage/event_log.py": "tests/contracts",
    "server/storage/message_rows.py": "tests/contracts",
    "server/storage/message_search.py": "tests/contracts",
    "server/storage/read_marks.py": "tests/contracts",
    "server/storage/used_tickets.py": "tests/contracts",
    "signaling/memory_marks.py": "tests/contracts",
    "server/storage/migrations/": "tests/server/storage",
    "loadtests/rivals/": "tests/loadtests",
}
"""Modules whose behaviour one suite for all implementations holds, or that are run and not called."""


def _modules() -> list[Path]:
    return sorted(
        path.relative_to(ROOT)
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        if not {"node_modules", "target"} & set(path.parts)
    )


MODULES = _modules()
SOURCES = [
    *MODULES,
    *sorted(
        path.relative_to(ROOT)
        for pattern in ("web_client/src/**/*.ts", "web_client/src/**/*.tsx", "media/plane/src/**/*.rs")
        for path in ROOT.glob(pattern)
    ),
]


def _decides(module: Path) -> bool:
    """Whether there is a function with something in it; types alone are tested by who uses them."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _is_declaration(node)
        for node in ast.walk(tree)
    )


def _is_declaration(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    body = [node for node in function.body if not isinstance(node, ast.Expr)]
    return not body or function.name == "__init__"


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_a_file_is_short_enough_to_read_in_one_go(source: Path) -> None:
    if source.as_posix() not in GENERATED:
        lines = len((ROOT / source).read_text(encoding="utf-8").splitlines())
        assert lines <= MAX_LINES, f"{lines} lines: split it by what it decides"


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_a_file_is_named_after_what_it_keeps(source: Path) -> None:
    stem = source.stem.removeprefix("test_")
    assert stem not in BANNED_NAMES
    assert not stem.endswith(BANNED_ENDINGS)


@pytest.mark.parametrize("module", [module for module in MODULES if module.parts[0] != "tests"], ids=str)
def test_a_module_that_decides_has_its_test_file(module: Path) -> None:
    path = module.as_posix()
    where = next((tests for start, tests in TESTED_ELSEWHERE.items() if path.startswith(start)), None)
    if where is not None:
        assert (ROOT / where).is_dir()
    elif module.name not in ("__init__.py", "__main__.py") and _decides(module):
        assert (ROOT / "tests" / module.parent / f"test_{module.name}").is_file()


@pytest.mark.parametrize("module", [module for module in MODULES if (ROOT / module).stat().st_size], ids=str)
def test_a_module_opens_with_its_rule(module: Path) -> None:
    assert ast.get_docstring(ast.parse((ROOT / module).read_text(encoding="utf-8")))


def test_every_folder_says_what_it_is() -> None:
    for folder in FOLDERS[:-1]:
        assert (ROOT / folder / "README.md").is_file(), folder
