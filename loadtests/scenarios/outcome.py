"""What one run of a scenario said. Values only: figures are flat and named, so that a budget can name each of them.

A name ends in its unit: `_ms`, `_s`, `_kb`, `_per_s`, and `_x` for a multiple of what the same run measured elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from loadtests.measurement import percentile

PERCENTILES = (50, 95, 99)


@dataclass(frozen=True)
class Moment:
    """Something that was waited for: `at` seconds after the beginning of the run it was there, after `ms`."""

    at: float
    ms: float


@dataclass(frozen=True)
class Outcome:
    """`plan`: the sizes it was asked for. `waits`: what was waited for, by name. `errors`: how often each refusal, close
    code or broken wait came, by its name."""

    scenario: str
    plan: Mapping[str, Any]
    seconds: float
    figures: Mapping[str, float]
    waits: Mapping[str, Sequence[Moment]]
    errors: Mapping[str, int]

    @property
    def all_figures(self) -> dict[str, float]:
        """The figures, the percentiles of each wait such as `chat_p99_ms`, and how many errors there were."""
        found = dict(self.figures)
        for name, moments in self.waits.items():
            waited = [moment.ms for moment in moments]
            for percent in PERCENTILES:
                found[f"{name}_p{percent}_ms"] = percentile(waited, percent)
        return found | {"errors": float(sum(self.errors.values()))}

    def with_figures(self, more: Mapping[str, float]) -> Outcome:
        return replace(self, figures={**self.figures, **more})

    def as_json(self) -> dict[str, Any]:
        """Everything but the single waits, which would be megabytes; their number stays."""
        return {
            "scenario": self.scenario,
            "plan": dict(self.plan),
            "seconds": self.seconds,
            "figures": self.all_figures,
            "waits": {name: len(moments) for name, moments in self.waits.items()},
            "errors": dict(self.errors),
        }


def plan_of(plan: Any) -> dict[str, Any]:
    """The fields of a plan, which is a dataclass."""
    return asdict(plan)
