"""Requests and connections: each is answered once and in time, nobody is sent away for nothing, and all come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.chaos.history import Asked, Closed, Connected, History, Received

IN_TIME_SECONDS = 12.0
REPLACED = 4404


def nothing_is_answered_twice(history: History) -> Iterator[str]:
    answers = Counter(
        (each.client, each.session, each.frame["ref"])
        for each in history.happened
        if isinstance(each, Received) and "ref" in each.frame
    )
    for (client, session, ref), count in answers.items():
        if count > 1:
            yield f"{client}#{session}: request {ref} was answered {count} times"


def everything_is_answered_in_time(history: History) -> Iterator[str]:
    """Unless the connection is given up meanwhile: a line may be dead without anybody's knowing."""
    answers = {
        (each.session, each.frame["ref"]): each.at
        for each in history.happened
        if isinstance(each, Received) and "ref" in each.frame
    }
    troubles = history.troubles()
    closed = {each.session for each in history.happened if isinstance(each, Closed)}
    for each in history.happened:
        if isinstance(each, Asked):
            never = each.at if each.session in closed else history.ended_at
            at = answers.get((each.session, each.ref), never)
            if at > _latest(troubles, each.at):
                yield f"{each.client}#{each.session}: request {each.ref} waited for {at - each.at:.3f} s"


def _latest(troubles: list[tuple[float, float]], asked_at: float) -> float:
    """Trouble may hold it up until some time after it is over."""
    held_up = [end for begin, end in troubles if begin <= asked_at + IN_TIME_SECONDS and asked_at <= end]
    return max((asked_at, *held_up)) + IN_TIME_SECONDS


def nobody_is_replaced_but_by_themselves(history: History) -> Iterator[str]:
    """The page that was replaced does not come back: there must be a newer connection of it."""
    newest: dict[str, int] = {}
    for each in history.happened:
        if isinstance(each, Connected):
            newest[each.client] = each.session
        elif isinstance(each, Closed) and each.code == REPLACED and each.session == newest[each.client]:
            yield f"{each.client}#{each.session}: was replaced, and is the newest"


def everybody_is_back(history: History) -> Iterator[str]:
    for person in history.people:
        _, rooms = history.audits.get(person.name, (0, []))
        for room in person.rooms:
            if room not in rooms:
                yield f"{person.name}: is not back in {room}"


def the_run_itself_was_sound(history: History) -> Iterator[str]:
    """No node ended by itself, and nothing failed that nobody caught."""
    yield from history.broken
