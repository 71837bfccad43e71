"""What the rules of `community/classification` are worth: precision and recall on labelled sentences.

`python -m tests.community.classification_report` prints the tables of `docs/classification.md`; with `--misses` also
every sentence of the dev half that is taken for something else. The test half is not for looking at.

A line of a fixture is half, labels and text, with tabs between; ⏎ stands for a line break.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from community.classification.classifying import classify, is_thanks
from community.classification.staff_turns import asks_back, promises

HERE = Path(__file__).parent
HALVES = ("dev", "test")
LEARNER_CLASSES = ("question", "statement", "small_talk", "thanks")
STAFF_CLASSES = ("asks_back", "promise")
_CHINESE = re.compile("[\u3400-\u9fff]")


class Sentence(NamedTuple):
    half: str
    labels: frozenset[str]
    text: str

    @property
    def language(self) -> str:
        return "zh" if _CHINESE.search(self.text) else "en"


class Score(NamedTuple):
    """Of one class: how many there are, the share of what was found that is right, and of what there is that is found."""

    total: int
    precision: float
    recall: float


Judge = Callable[[str], frozenset[str]]


def learner_sentences() -> list[Sentence]:
    """Thanks are small talk as well."""
    rows = _rows("sentences.tsv")
    return [
        row._replace(labels=row.labels | {"small_talk"}) if "thanks" in row.labels else row for row in rows
    ]


def staff_sentences() -> list[Sentence]:
    return list(_rows("staff_sentences.tsv"))


def _rows(name: str) -> Iterator[Sentence]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        half, labels, text = line.split("\t")
        yield Sentence(half, frozenset(labels.split()), text.replace("⏎", "\n"))


@cache
def judge_learner(text: str) -> frozenset[str]:
    return frozenset({classify(text).act.value, *(["thanks"] if is_thanks(text) else [])})


@cache
def judge_staff(text: str) -> frozenset[str]:
    found = {"asks_back": asks_back(text), "promise": promises(text)}
    return frozenset(label for label, is_so in found.items() if is_so)


def score(sentences: Iterable[Sentence], label: str, judge: Judge) -> Score:
    """Precision and recall of one class; 1.0 where there is nothing to be wrong about."""
    pairs = [(label in sentence.labels, label in judge(sentence.text)) for sentence in sentences]
    right = sum(is_so and found for is_so, found in pairs)
    total, found = (sum(column) for column in zip(*pairs, strict=True))
    return Score(total, right / found if found else 1.0, right / total if total else 1.0)


def evidence(sentences: Iterable[Sentence]) -> dict[str, Score]:
    """For each evidence how often it decided, and the share that was right; recall means nothing here."""
    decided: dict[str, list[bool]] = defaultdict(list)
    for sentence in sentences:
        found = classify(sentence.text)
        decided[found.evidence.value].append(found.act.value in sentence.labels)
    return {
        name: Score(len(right), sum(right) / len(right), float("nan"))
        for name, right in sorted(decided.items())
    }


def tables() -> Iterator[str]:
    """The lines of both tables, as Markdown."""
    yield "| class | half | sentences | precision | recall | zh | en |"
    yield "|---|---|---|---|---|---|---|"
    for sentences, labels, judge in (
        (learner_sentences(), LEARNER_CLASSES, judge_learner),
        (staff_sentences(), STAFF_CLASSES, judge_staff),
    ):
        for label in labels:
            for half in HALVES:
                yield _line(label, half, [row for row in sentences if row.half == half], judge)
    yield ""
    yield "| decided by | dev | right | test | right |"
    yield "|---|---|---|---|---|"
    dev, test = (evidence(row for row in learner_sentences() if row.half == half) for half in HALVES)
    for name in dev:
        yield f"| {name} | {dev[name].total} | {dev[name].precision:.2f} | {test[name].total} | {test[name].precision:.2f} |"


def _line(label: str, half: str, sentences: list[Sentence], judge: Judge) -> str:
    whole = score(sentences, label, judge)
    apart = [score((row for row in sentences if row.language == name), label, judge) for name in ("zh", "en")]
    numbers = " | ".join(f"{part.precision:.2f} / {part.recall:.2f}" for part in apart)
    return f"| {label} | {half} | {whole.total} | {whole.precision:.3f} | {whole.recall:.3f} | {numbers} |"


def misses() -> Iterator[str]:
    for sentences, judge in ((learner_sentences(), judge_learner), (staff_sentences(), judge_staff)):
        for sentence in sentences:
            found, wanted = judge(sentence.text), sentence.labels - {"neither"}
            if sentence.half == "dev" and found != wanted:
                yield f"{'+'.join(sorted(wanted))} -> {'+'.join(sorted(found))}: {sentence.text!r}"


if __name__ == "__main__":
    for line in [*tables(), *(misses() if "--misses" in sys.argv else ())]:
        sys.stdout.write(line + "\n")
