"""Uploaded files, on disk under the SHA-256 of their content: the same file is kept once per space.

A file's type is what its content says, from a short list that no browser runs as a page; the name that the uploader
gave is never a path. Nothing here knows rooms or people. What nodes share is `shared_files.py`.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import filetype
import msgspec

from rooms.chat.terms import AttachmentId

LARGEST_FILE = 10 * 1024 * 1024
SPACE_BYTES = 5 * 1024 * 1024 * 1024
"""What the files of one space may take on disk."""

MEDIA_TYPES: dict[str, str] = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "txt": "text/plain; charset=utf-8",
    "md": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
SHOWN_INLINE = frozenset({"png", "jpg", "gif", "webp", "mp3", "m4a", "ogg", "mp4", "webm"})
_TEXT = frozenset({"txt", "md", "csv"})


class FileRefused(Exception):
    """`code` is empty, too_large, unknown_type or no_space."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class StoredFile:
    id: str
    size: int


class FileStore(Protocol):
    async def store(self, space: str, name: str, content: AsyncIterator[bytes]) -> StoredFile:
        """Keep what `content` yields. `name` only tells text types apart.

        Raises FileRefused, OSError, or a database error; then nothing of it is found.
        """
        ...

    async def find(self, space: str, id: str) -> Path | None:
        """Where a file of this space can be read; None when there is none of this id, or it is no id."""
        ...


class Files:
    """Implements `FileStore` for a server that is alone."""

    def __init__(self, directory: Path, largest: int = LARGEST_FILE, space_bytes: int = SPACE_BYTES) -> None:
        self._directory = directory
        self._largest, self._space_bytes = largest, space_bytes
        self._used: dict[str, int] = {}

    async def store(self, space: str, name: str, content: AsyncIterator[bytes]) -> StoredFile:
        data = await whole(content, self._largest)
        return await asyncio.to_thread(self._keep, space, name, data)

    async def find(self, space: str, id: str) -> Path | None:
        return self.path(space, id)

    def path(self, space: str, id: str) -> Path | None:
        """As `find`."""
        if not is_id(id):
            return None
        path = self._path(space, id)
        return path if path.is_file() else None

    def put(self, space: str, id: str, data: bytes) -> Path:
        """A file whose id is known and for which there is room; where it is now. Raises OSError."""
        path = self._path(space, id)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(path, data)
        return path

    def _keep(self, space: str, name: str, data: bytes) -> StoredFile:
        id = id_of(name, data)
        if not self._path(space, id).exists():
            self._account(space, len(data))
            self.put(space, id, data)
        return StoredFile(id, len(data))

    def _account(self, space: str, size: int) -> None:
        """Counted once per process from what is on disk, and kept up from there."""
        if space not in self._used:
            self._used[space] = sum(
                path.stat().st_size for path in (self._directory / space).rglob("*") if path.is_file()
            )
        if self._used[space] + size > self._space_bytes:
            raise FileRefused("no_space")
        self._used[space] += size

    def _path(self, space: str, id: str) -> Path:
        return self._directory / space / id[:2] / id


async def whole(content: AsyncIterator[bytes], largest: int) -> bytes:
    """All that it yields. Raises FileRefused as soon as it is more than `largest` bytes."""
    data = bytearray()
    async for chunk in content:
        data += chunk
        if len(data) > largest:
            raise FileRefused("too_large")
    return bytes(data)


def id_of(name: str, data: bytes) -> str:
    """Its hash, and its type. Raises FileRefused."""
    return f"{hashlib.sha256(data).hexdigest()}.{_suffix(name, data)}"


def suffix_of(id: str) -> str:
    """The type of an id that `find` knows."""
    return id.rpartition(".")[2]


def _suffix(name: str, data: bytes) -> str:
    """Raises FileRefused."""
    if not data:
        raise FileRefused("empty")
    found = filetype.guess_extension(data)
    if found is not None:
        if found not in MEDIA_TYPES:
            raise FileRefused("unknown_type")
        return str(found)
    suffix = name.rpartition(".")[2].lower()
    if suffix not in _TEXT or b"\0" in data:
        raise FileRefused("unknown_type")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        raise FileRefused("unknown_type") from None
    return suffix


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, also after a power cut."""
    partial = path.with_name(f".{secrets.token_hex(8)}")
    descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def is_id(id: str) -> bool:
    try:
        msgspec.convert(id, AttachmentId)
    except msgspec.ValidationError:
        return False
    return True
