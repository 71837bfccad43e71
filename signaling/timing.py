"""Waiting by the injected clock, so that tests move time by hand."""

from __future__ import annotations

import asyncio

from signaling.ports import Clock


async def sleep(clock: Clock, seconds: float) -> None:
    woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def wake() -> None:
        if not woken.done():
            woken.set_result(None)

    cancel = clock.call_at(clock.now() + seconds, wake)
    try:
        await woken
    finally:
        cancel()
