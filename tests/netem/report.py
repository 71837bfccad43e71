"""The figures of all cases in one table, as Markdown: measured beside wanted, and how busy the machine was."""

from __future__ import annotations

import os
from dataclasses import dataclass, field


@dataclass
class Report:
    _rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, case: str, figure: str, measured: float, most: float | None, unit: str) -> bool:
        """Whether `measured` is at most `most`; None: nothing is wanted of it. `unit` is %, s, or another word."""
        met = most is None or measured <= most
        wanted = "" if most is None else f"≤ {_written(most, unit)}"
        load = f"{os.getloadavg()[0]:.1f}"
        self._rows.append((case, figure, _written(measured, unit), wanted, "yes" if met else "**no**", load))
        return met

    def lines(self) -> list[str]:
        """Nothing when no case ran."""
        if not self._rows:
            return []
        heads = ("case", "figure", "measured", "wanted", "met", "load")
        return [_row(heads), _row(["---"] * len(heads)), *map(_row, self._rows)]


def _written(value: float, unit: str) -> str:
    if unit == "%":
        return f"{value * 100:.1f} %"
    return f"{value:.2f} {unit}"


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
