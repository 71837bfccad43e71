"""How the windows of a coverage that is known grow at their end, and lose what is past. Versions never change otherwise."""

from __future__ import annotations

from msgspec.structs import replace

from community.covered_time import merged
from rooms.obligations.terms import Coverage


def extended(known: Coverage | None, more: Coverage) -> Coverage:
    """The same version with later windows, too. What was said of it first stays: targets, and hours that are known."""
    if known is None:
        return replace(more, windows=merged(more.windows))
    last = known.windows[-1].end if known.windows else 0.0
    later = [window for window in more.windows if window.end > last]
    return replace(known, windows=merged([*known.windows, *later])) if later else known


def without_past(coverage: Coverage, before: float) -> Coverage:
    """Without the windows that had ended by then."""
    return replace(coverage, windows=[window for window in coverage.windows if window.end > before])
