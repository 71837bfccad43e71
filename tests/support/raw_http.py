"""Bytes to a server and back, for what no proper client would send."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit


async def speak(url: str, data: bytes, within: float = 20.0) -> bytes:
    """Send `data` and read until the server closes."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        async with asyncio.timeout(within):
            writer.write(data)
            return await reader.read()
    finally:
        writer.close()
