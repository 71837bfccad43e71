"""What one room owes to another: a question that a class defers arrives in the question zone, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.chaos.history import History

ZONE = "zone"


def what_is_deferred_arrives_once(history: History) -> Iterator[str]:
    arrived = Counter(
        (entry.event["origin"]["room"], entry.event["origin"]["question"])
        for entry in history.logs.get(ZONE, [])
        if entry.event["t"] == "question_asked" and entry.event["origin"]
    )
    deferred = {
        (room, entry.event["id"])
        for room, entries in history.logs.items()
        for entry in entries
        if entry.event["t"] == "question_deferred"
    }
    for question, count in arrived.items():
        if count > 1:
            yield f"question {question[1]} of {question[0]} arrived {count} times"
    for room, id in sorted(deferred - arrived.keys()):
        yield f"question {id} of {room} was deferred and never arrived"
    for room, id in sorted(arrived.keys() - deferred):
        yield f"question {id} of {room} arrived and was never deferred"


def what_arrived_is_confirmed(history: History) -> Iterator[str]:
    for room, entries in history.logs.items():
        deferred = {entry.event["id"] for entry in entries if entry.event["t"] == "question_deferred"}
        confirmed = [entry.event["id"] for entry in entries if entry.event["t"] == "question_adopted"]
        if sorted(deferred) != sorted(confirmed):
            yield f"{room}: {sorted(deferred)} were deferred, {sorted(confirmed)} confirmed"
