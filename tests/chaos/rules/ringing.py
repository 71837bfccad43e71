"""Timers: each rings once, not before its time, and soon after it however many owners the room had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.chaos.history import Entry, History, Map

LEVELS = (50, 100, 150, 200, 400)
SKEW_SECONDS = 2.0
"""How far any node's clock is from the world's."""
LATE_SECONDS = 2.0 + 2 * SKEW_SECONDS
"""The bound of the reliability list, by the clock of whoever owns the room."""
RECOVERY_SECONDS = 6.0
"""After trouble, how long a room may be without an owner, by the clock of who owns it then: one that is ahead has less."""
_LEAVES_IT_RUNNING = frozenset({"obligation_opened", "obligation_escalated"})


def no_level_is_reached_twice(history: History) -> Iterator[str]:
    for room, entries in history.logs.items():
        levels = Counter(
            (event["id"], event["cycle"], event["target"], event["level"])
            for event in _events(entries)
            if event["t"] == "obligation_escalated"
        )
        for level, count in levels.items():
            if count > 1:
                yield f"{room}: level {level} was reached {count} times"


def every_level_is_reached_in_time(history: History) -> Iterator[str]:
    """Of those that nothing happened to but time."""
    for room, entries in history.logs.items():
        for event in _events(entries):
            if event["t"] == "obligation_opened" and event["opened_at"] is None:
                yield from _climbs(history, room, event)


def _climbs(history: History, room: str, opened: Map) -> Iterator[str]:
    mine = [event for event in _events(history.logs[room]) if _is_of(event, opened["id"])]
    touched = min((event["at"] for event in mine if event["t"] not in _LEAVES_IT_RUNNING), default=None)
    reached = {
        event["level"]: event["at"]
        for event in mine
        if event["t"] == "obligation_escalated" and (event["cycle"], event["target"]) == (1, "first")
    }
    for level in LEVELS:
        due = opened["at"] + opened["first"] * level / 100
        if touched is not None and touched <= _latest(history, due):
            return
        yield from _rings(history, f"{room}: level {level} of {opened['id']}", due, reached.get(level))


def polls_close_once_and_in_time(history: History) -> Iterator[str]:
    for room, entries in history.logs.items():
        closed = [event for event in _events(entries) if event["t"] in ("poll_closed", "poll_revealed")]
        for event in _events(entries):
            if event["t"] == "poll_opened" and event["until"] is not None:
                mine = [each["at"] for each in closed if each["id"] == event["id"]]
                what = f"{room}: the end of poll {event['id']}"
                if len(mine) > 1:
                    yield f"{what} came {len(mine)} times"
                yield from _rings(history, what, event["until"], mine[0] if mine else None)


def stages_end_in_time(history: History) -> Iterator[str]:
    """Of who was not sent back or left before."""
    for room, entries in history.logs.items():
        events = _events(entries)
        for index, event in enumerate(events):
            if event["t"] == "promoted" and event["until"] is not None:
                ends = ("demoted", "promoted", "member_left")
                after = (each for each in events[index + 1 :] if each["t"] in ends)
                end = next((each for each in after if each["member"] == event["member"]), None)
                what = f"{room}: the end of {event['member']}'s time on stage"
                if end is None or end["at"] >= event["until"]:
                    yield from _rings(history, what, event["until"], None if end is None else end["at"])


def who_is_lost_leaves_when_their_grace_is_over(history: History) -> Iterator[str]:
    for room, entries in history.logs.items():
        events = _events(entries)
        for index, event in enumerate(events):
            if event["t"] == "device_detached" and event["away_until"] is not None:
                after = (each for each in events[index + 1 :] if each.get("member") == event["member"])
                end = next((each for each in after if each["t"] in ("device_attached", "member_left")), None)
                what = f"{room}: {event['member']}'s leaving"
                if end is None or end["at"] >= event["away_until"]:
                    yield from _rings(history, what, event["away_until"], None if end is None else end["at"])


def _rings(history: History, what: str, due: float, at: float | None) -> Iterator[str]:
    latest = _latest(history, due)
    if at is None and latest < history.audited_from:
        yield f"{what} was due at {due:.3f} and never came"
    elif at is not None and at < due:
        yield f"{what} came {due - at:.3f} s before its time"
    elif at is not None and at > latest:
        yield f"{what} came {at - due:.3f} s late"


def _latest(history: History, due: float) -> float:
    """Trouble holds it up until some time after it is over."""
    latest = due + LATE_SECONDS
    for begin, end in history.troubles():
        if begin <= latest and due <= end + RECOVERY_SECONDS:
            latest = max(latest, end + RECOVERY_SECONDS)
    return latest


def _events(entries: list[Entry]) -> list[Map]:
    return [entry.event for entry in entries]


def _is_of(event: Map, obligation: int) -> bool:
    is_one = event["t"].startswith("obligation_") or event["t"] in _OF_ONE
    return is_one and event["id"] == obligation


_OF_ONE = ("ack_undone", "peer_answered", "promise_made", "promise_broken", "bot_replied", "thanked")
