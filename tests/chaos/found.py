"""Seeds that broke a promise once, and run before all others ever since. What each found has a test of its own, too."""

from __future__ import annotations

FOUND: tuple[int, ...] = (671, 805, 3735, 4029, 4364, 8747, 9419, 10271)
"""Seats that a takeover left behind, rings that were ahead of their rooms, replies to mirrors that were gone, and rooms that an
emptied registry placed where there was a mirror of them; requests that a room took with it; rooms that ended because the log
was down for a moment; goodbyes that were said again, or late, behind a welcome."""
