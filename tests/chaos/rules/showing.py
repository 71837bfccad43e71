"""What clients are shown: entries of the log, in order and none left out, from where they were; never anything else.

One that a client holds may come again, and is passed over by it, as `PROTOCOL.md` says: it is shown once.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.chaos.history import Asked, Closed, Connected, Entry, History, Map, Received

TOLD_AS_IT_IS = ("t", "at", "id")
TOLD_OR_LEFT_OUT = ("body", "text", "cid", "author")


def everybody_is_shown_every_entry_in_order(history: History) -> Iterator[str]:
    for client in (person.name for person in history.people):
        yield from _Shown(history, client).accusations()


class _Shown:
    """One client's connections. `at` is the last entry that it was given of each room; None before it was let in."""

    def __init__(self, history: History, client: str) -> None:
        self._history, self._client = history, client
        self._at: dict[str, int | None] = {}
        self._entering: dict[int, Asked] = {}
        self._waits_for_snapshot: set[str] = set()

    def accusations(self) -> Iterator[str]:
        for each in self._history.happened:
            match each:
                case Connected(client=self._client) | Closed(client=self._client):
                    self._begin()
                case Asked(client=self._client):
                    self._entering[each.ref] = each
                case Received(client=self._client):
                    yield from self._received(each.frame)
                case _:
                    pass

    def _begin(self) -> None:
        self._at.clear()
        self._entering.clear()
        self._waits_for_snapshot.clear()

    def _received(self, frame: Map) -> Iterator[str]:
        match frame["t"]:
            case "entered":
                self._entered(frame)
            case "snapshot":
                self._waits_for_snapshot.discard(frame["room"])
                self._at[frame["room"]] = frame["seq"]
                yield from self._is_of_the_log(frame, "a snapshot")
            case "event":
                yield from self._event(frame)
            case _:
                pass

    def _entered(self, frame: Map) -> None:
        room, position = frame["room"], self._entering[frame["ref"]].request["position"]
        if frame["resumed"]:
            self._at[room] = position["seq"]
        else:
            self._at[room] = None
            self._waits_for_snapshot.add(room)

    def _event(self, frame: Map) -> Iterator[str]:
        room, seq = frame["room"], frame["seq"]
        at = self._at.get(room)
        if at is None:
            why = "before the snapshot" if room in self._waits_for_snapshot else "without having entered"
            yield f"{self._client}: was given {room} {seq} {why}"
        elif seq > at + 1:
            yield f"{self._client}: was given {room} {seq} after {at}"
        self._at[room] = max(seq, at or 0)
        yield from self._is_of_the_log(frame, "an entry")

    def _is_of_the_log(self, frame: Map, what: str) -> Iterator[str]:
        entries, seq = self._history.logs.get(frame["room"], []), frame["seq"]
        if not 0 < seq <= len(entries):
            yield f"{self._client}: was given {what} {frame['room']} {seq}, which is not in the log"
        elif entries[seq - 1].epoch != frame["epoch"]:
            yield f"{self._client}: was given {what} {frame['room']} {seq} of epoch {frame['epoch']}, not of the log's"
        elif frame["t"] == "event" and not _tells_of(frame["event"], entries[seq - 1]):
            yield f"{self._client}: was told {frame['event']} of {frame['room']} {seq}, which is {entries[seq - 1].event}"


def _tells_of(told: Map | None, entry: Entry) -> bool:
    if told is None:
        return True
    return all(told.get(key) == entry.event.get(key) for key in TOLD_AS_IT_IS) and all(
        told.get(key) in (None, "", entry.event.get(key)) for key in TOLD_OR_LEFT_OUT
    )
