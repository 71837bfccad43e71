"""Files are kept under what they contain, once per space, as what they are, and never under a name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.storage.files import MEDIA_TYPES, SHOWN_INLINE, FileRefused, Files, suffix_of

pytestmark = pytest.mark.anyio

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def _kept(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


async def _bytes(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def test_the_same_content_is_kept_once_and_found_by_its_id(tmp_path: Path) -> None:
    files = Files(tmp_path)
    stored = await files.store("main", "board.png", _bytes(PNG[:10], PNG[10:]))
    again = await files.store("main", "otherwise.gif", _bytes(PNG))
    assert stored == again
    assert (suffix_of(stored.id), stored.size) == ("png", len(PNG))
    path = await files.find("main", stored.id)
    assert path is not None
    assert path.read_bytes() == PNG
    assert _kept(tmp_path) == [path]
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.row("S16")
@pytest.mark.parametrize(
    "id", ["../../etc/passwd", "..", "", "a" * 64, "0" * 64 + ".html", "\0", "x" * 10_000]
)
async def test_what_is_no_id_is_not_looked_for(tmp_path: Path, id: str) -> None:
    assert await Files(tmp_path).find("main", id) is None


@pytest.mark.row("S16")
@pytest.mark.parametrize("name", ["../../evil.txt", "con.txt", "a" * 10_000 + ".txt", "x\0.txt"])
async def test_a_name_decides_at_most_which_kind_of_text_it_is(tmp_path: Path, name: str) -> None:
    stored = await Files(tmp_path).store("main", name, _bytes("你好".encode()))
    assert suffix_of(stored.id) == "txt"
    assert all(tmp_path in path.resolve().parents for path in _kept(tmp_path))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", "empty"),
        ("page.html", b"<html><script>alert(1)</script></html>", "unknown_type"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "unknown_type"),
        ("program.txt", b"MZ" + b"\0" * 64, "unknown_type"),
        ("binary.txt", b"text\0and more", "unknown_type"),
        ("latin.txt", "caf\u00e9".encode("latin-1"), "unknown_type"),
        ("large.txt", b"x" * 101, "too_large"),
    ],
)
async def test_what_is_not_taken_is_refused_with_a_code(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        await Files(tmp_path, largest=100).store("main", name, _bytes(content))
    assert refused.value.code == code
    assert not _kept(tmp_path)


def test_nothing_is_shown_inline_that_a_browser_would_run() -> None:
    assert set(MEDIA_TYPES) >= SHOWN_INLINE
    assert not any("html" in kind or "xml" in kind or "svg" in kind for kind in MEDIA_TYPES.values())


async def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space left"):
        await Files(tmp_path).store("main", "a.txt", _bytes(b"a"))
    assert not _kept(tmp_path)
