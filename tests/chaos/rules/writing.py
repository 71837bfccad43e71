"""The log: numbered without gaps, one writer in each epoch, and epochs that only rise."""

from __future__ import annotations

from collections.abc import Iterator

from tests.chaos.history import History, Wrote


def entries_are_numbered(history: History) -> Iterator[str]:
    for room, entries in history.logs.items():
        for expected, entry in enumerate(entries, 1):
            if entry.seq != expected:
                yield f"{room}: entry {entry.seq} stands where {expected} should"


def epochs_rise(history: History) -> Iterator[str]:
    for room, entries in history.logs.items():
        for before, entry in zip(entries, entries[1:], strict=False):
            if entry.epoch < before.epoch:
                yield f"{room}: entry {entry.seq} of epoch {entry.epoch} follows one of epoch {before.epoch}"


def an_epoch_has_one_owner(history: History) -> Iterator[str]:
    owners: dict[tuple[str, int], str] = {}
    for each in history.happened:
        if isinstance(each, Wrote):
            owner = owners.setdefault((each.room, each.epoch), each.node)
            if owner != each.node:
                yield f"{each.room}: {owner} and {each.node} both wrote in epoch {each.epoch}"


def what_was_written_stands(history: History) -> Iterator[str]:
    for each in history.happened:
        if isinstance(each, Wrote):
            found = history.logs.get(each.room, [])[each.first - 1 : each.first - 1 + each.count]
            if len(found) != each.count or any(entry.epoch != each.epoch for entry in found):
                yield f"{each.room}: {each.first} and {each.count - 1} more of epoch {each.epoch} do not stand"
