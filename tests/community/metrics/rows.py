"""Rows to measure: one with sensible defaults, and any that could come out of a log."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from community.metrics.outcomes import EndedBy, Outcome, ResolvedBy

MINUTE = 60.0
HOUR = 3600.0
DAY = 24 * HOUR
MONDAY = 1_709_510_400.0
"""2024-03-04 00:00 UTC."""
NOW = MONDAY + 28 * DAY
PEOPLE = ("ada", "bo", "cy")


def row(**values: object) -> Outcome:
    """A question opened on Monday at 0:00 that waits, unless `values` say otherwise."""
    opened = Outcome(
        id="1", room="r", zone="z", class_="question", asker="s", opened_at=MONDAY, target_ms=900_000
    )
    return replace(opened, **values)


def answered(after: float, **values: object) -> Outcome:
    """A person responded `after` seconds, all of them covered."""
    opened_at = values.get("opened_at", MONDAY)
    assert isinstance(opened_at, float)
    waited = round(after * 1000)
    response = {"first_human_at": opened_at + after, "covered_ms": waited, "responder": "ada"}
    return row(**{**response, **values})


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    """Consistent rows: what ends comes after what begins, nobody responds without a name."""
    opened_at = MONDAY + draw(st.integers(0, 27 * 24 * 60)) * MINUTE
    waits = st.none() | st.integers(0, int((NOW - opened_at) / MINUTE)).map(
        lambda minutes: opened_at + minutes * MINUTE
    )
    human, bot, resolved, ended, breached = (draw(waits) for _ in range(5))
    by = draw(st.sampled_from(ResolvedBy))
    if resolved is not None and by in (ResolvedBy.STAFF, ResolvedBy.PEER):
        resolved = max(resolved, human) if human is not None else None
    ended = None if resolved is not None else ended
    end = next(at for at in (human, resolved, ended, NOW) if at is not None)
    return Outcome(
        id=str(draw(st.integers(0, 10**6))),
        room=draw(st.sampled_from(["r1", "r2"])),
        zone=draw(st.sampled_from(["z1", "z2"])),
        class_=draw(st.sampled_from(["question", "statement", "newcomer"])),
        asker=draw(st.sampled_from(["s1", "s2"])),
        opened_at=opened_at,
        cycle=draw(st.integers(1, 3)),
        owner=draw(st.none() | st.sampled_from(PEOPLE)),
        first_human_at=human,
        responder=None if human is None else draw(st.sampled_from(PEOPLE)),
        first_bot_at=bot,
        covered_ms=round((end - opened_at) * 1000) // draw(st.integers(1, 4)),
        target_ms=draw(st.none() | st.just(900_000)),
        breached_at=breached,
        resolved_at=resolved,
        resolved_by=None if resolved is None else by,
        ended_at=ended,
        ended_by=None if ended is None else draw(st.sampled_from(EndedBy)),
        paused=draw(st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 10**7), max_size=2)),
        reopened=resolved is not None and draw(st.booleans()),
    )
