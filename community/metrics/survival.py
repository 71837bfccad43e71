"""Kaplan-Meier: how long something takes when some of it has not happened yet.

Leaving out what still waits makes a slow service look fast, and counting it as finished too. Each wait counts as long as
it lasted; one that ended without the event, or has not ended, is censored there. It knows numbers only.
https://doi.org/10.1080/01621459.1958.10501452
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from msgspec import Struct

_ROUNDING = 1e-9
"""Products of fractions miss a percentile that they meet exactly by about 1e-16 for each factor."""


class Wait(Struct, frozen=True):
    """`lasted` in any unit, not negative; `happened`: the event ended it."""

    lasted: float
    happened: bool


class Step(Struct, frozen=True):
    """At `at`, `events` of `at_risk` happened; `surviving` is the share that waits longer."""

    at: float
    at_risk: int
    events: int
    surviving: float


def kaplan_meier(waits: Iterable[Wait]) -> list[Step]:
    """The curve, one step for each time at which anything happened. What was censored at that time was at risk."""
    ordered = sorted(waits, key=attrgetter("lasted"))
    at_risk = len(ordered)
    surviving = 1.0
    steps: list[Step] = []
    for at, group in groupby(ordered, key=attrgetter("lasted")):
        ended = list(group)
        events = sum(wait.happened for wait in ended)
        if events:
            surviving *= 1.0 - events / at_risk
            steps.append(Step(at, at_risk, events, surviving))
        at_risk -= len(ended)
    return steps


def percentile(curve: Sequence[Step], share: float) -> float | None:
    """The shortest time by which at least `share` (0 to 1) have had the event; None: too few are known to."""
    return next((step.at for step in curve if step.surviving <= 1.0 - share + _ROUNDING), None)
