"""What it costs to tell what a message is: CPU time of one call, by length.

`python -m tests.community.classification_speed` prints the table of `docs/classification.md`. Every message is told three
times and the fastest counts, which is what it costs in a process that is warm.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence

from community.classification.classifying import classify
from tests.community.classification_report import Sentence, learner_sentences

LENGTHS = (100, 500, 4000)
"""Characters. Longer than the sentences of the fixture: these are statements of it, one after the other."""
MESSAGES = 100
RUNS = 3


def table() -> Iterator[str]:
    """Its lines, as Markdown; times are in microseconds."""
    yield "| messages | zh p50 / max | en p50 / max |"
    yield "|---|---|---|"
    languages = [[each for each in learner_sentences() if each.language == name] for name in ("zh", "en")]
    yield _line("the fixture's", [[each.text for each in sentences] for sentences in languages])
    for length in LENGTHS:
        yield _line(f"{length} characters", [_long(sentences, length) for sentences in languages])


def _long(sentences: Sequence[Sentence], length: int) -> list[str]:
    """None of them ends early with a question mark or with a question."""
    chance = random.Random(7)
    said = [
        each.text for each in sentences if "statement" in each.labels and not {"?", "？"} & set(each.text)
    ]
    return ["，".join(chance.choices(said, k=length))[:length] for _ in range(MESSAGES)]


def _line(name: str, languages: Sequence[Sequence[str]]) -> str:
    return (
        " | ".join([f"| {name}", *(_spread([_cost(text) for text in texts]) for texts in languages)]) + " |"
    )


def _spread(costs: list[float]) -> str:
    costs.sort()
    return f"{costs[len(costs) // 2]:.0f} / {costs[-1]:.0f}"


def _cost(text: str) -> float:
    return min(_once(text) for _ in range(RUNS))


def _once(text: str) -> float:
    start = time.thread_time_ns()
    classify(text)
    return (time.thread_time_ns() - start) / 1000


if __name__ == "__main__":
    for line in table():
        sys.stdout.write(line + "\n")
