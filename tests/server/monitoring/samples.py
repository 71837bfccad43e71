"""What a page of metrics says, by name and labels."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector
from typing_extensions import override

Samples = dict[tuple[str, ...], float]


class _Given(Collector):
    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = list(metrics)

    @override
    def collect(self) -> list[Metric]:
        return self._metrics


def samples_of(text: str) -> Samples:
    """By name, and the values of its labels in alphabetical order of their names."""
    families = text_string_to_metric_families(text)
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def told(metrics: Iterable[Metric]) -> Samples:
    registry = CollectorRegistry()
    registry.register(_Given(metrics))
    return counted(registry)


def counted(registry: CollectorRegistry) -> Samples:
    return samples_of(generate_latest(registry).decode())
