"""What was acknowledged stands in the log, once, and where the answer said; what was not may be absent, never twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from msgspec import Struct

from tests.chaos.history import Asked, Entry, History, Map, Received
from tests.chaos.rules.model import Model

FIRST_RETRYABLE = 200


class Answered(Struct, frozen=True):
    asked: Asked
    answer: Map
    at: float

    @property
    def command(self) -> Map:
        command: Map = self.asked.request["command"]
        return command


def answered(history: History) -> list[Answered]:
    """Commands and what was said to them, in the order of the answers."""
    asked: dict[tuple[int, int], Asked] = {}
    found = []
    for each in history.happened:
        if isinstance(each, Asked) and each.request["t"] == "command":
            asked[each.session, each.ref] = each
        elif isinstance(each, Received) and each.frame["t"] in ("ok", "error"):
            command = asked.get((each.session, each.frame["ref"]))
            if command is not None:
                found.append(Answered(command, each.frame, each.at))
    return found


def what_was_created_stands_where_the_answer_says(history: History) -> Iterator[str]:
    for each in answered(history):
        if each.asked.mark and each.answer["t"] == "ok":
            entry = _entry(history, each.asked.room, each.answer["seq"])
            if entry is None or _maker(entry.event) != (each.asked.client, each.asked.mark):
                yield f"{each.asked.client}: {each.asked.mark} does not stand at {each.answer['seq']}"


def nothing_is_created_twice(history: History) -> Iterator[str]:
    for room, entries in history.logs.items():
        made = Counter(_maker(entry.event) for entry in entries)
        for maker, count in made.items():
            if maker is not None and count > 1:
                yield f"{room}: {maker[1]} of {maker[0]} stands {count} times"


def nothing_is_created_that_nobody_asked_for(history: History) -> Iterator[str]:
    asked = {
        (each.room, each.client, each.mark)
        for each in history.happened
        if isinstance(each, Asked) and each.mark
    }
    people = {person.name for person in history.people}
    for room, entries in history.logs.items():
        for entry in entries:
            maker = None if entry.event.get("origin") else _maker(entry.event)
            if maker is not None and maker[0] in people and (room, *maker) not in asked:
                yield f"{room}: nobody asked for {maker[1]} at {entry.seq}"


def what_was_refused_for_good_has_not_happened(history: History) -> Iterator[str]:
    """Where it was asked once only: an earlier asking of which nothing was heard may have been done."""
    times = Counter(each.mark for each in history.happened if isinstance(each, Asked) and each.mark)
    made = {_maker(entry.event) for entries in history.logs.values() for entry in entries}
    for each in answered(history):
        is_refused = each.answer["t"] == "error" and each.answer["code"] < FIRST_RETRYABLE
        mark = each.asked.mark
        if is_refused and mark and times[mark] == 1 and (each.asked.client, mark) in made:
            yield f"{each.asked.client}: {mark} was refused ({each.answer['code']}) and stands"


def what_was_done_is_so(history: History) -> Iterator[str]:
    """At the entry that the answer names the command has its effect; without one, at some moment while it was asked."""
    wanted: dict[str, list[Answered]] = defaultdict(list)
    for each in answered(history):
        if each.answer["t"] == "ok":
            wanted[each.asked.room].append(each)
    for room, all_wanted in wanted.items():
        effects = _Effects(history, room)
        for each in sorted(all_wanted, key=lambda each: each.answer["seq"] or 0):
            if not effects.hold(each):
                seq = each.answer["seq"]
                yield f"{each.asked.client}: {each.command} was done at {seq}, and is not so"


class _Effects:
    """Asked in the order of the entries."""

    def __init__(self, history: History, room: str) -> None:
        self._history, self._room = history, room
        self._entries = history.logs.get(room, [])
        self._model, self._at = Model(), 0

    def hold(self, each: Answered) -> bool:
        seq = each.answer["seq"]
        if seq is None:
            first, last = (self._history.head(self._room, at) for at in (each.asked.at, each.at))
            return self._held_between(each, first, last)
        for entry in self._entries[self._at : seq]:
            self._model.apply(entry.event)
        self._at = seq
        return seq <= len(self._entries) and self._model.has(each.command, each.asked.client)

    def _held_between(self, each: Answered, first: int, last: int) -> bool:
        model = Model()
        for entry in self._entries[:first]:
            model.apply(entry.event)
        found = model.has(each.command, each.asked.client)
        for entry in self._entries[first:last]:
            model.apply(entry.event)
            found = found or model.has(each.command, each.asked.client)
        return found


def _entry(history: History, room: str, seq: int | None) -> Entry | None:
    entries = history.logs.get(room, [])
    return entries[seq - 1] if seq is not None and 0 < seq <= len(entries) else None


def _maker(event: Map) -> tuple[str, str] | None:
    return (event["author"], event["cid"]) if "cid" in event and event["cid"] else None
