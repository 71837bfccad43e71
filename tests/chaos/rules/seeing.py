"""What everybody sees in the end: what they were told one by one is what is there, and what the log says.

Views are followed by the reducer that pages are held to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import convert, msgpack, to_builtins

from rooms.events import AnyEvent
from rooms.view import RoomView
from rooms.view_reducer import reduce_view
from tests.chaos.history import Connected, History, Map, Received
from tests.chaos.rules.model import Model

RECENT_MESSAGES = 50
ON_THE_WAY_SECONDS = 1.0

_event: msgpack.Decoder[AnyEvent | None] = msgpack.Decoder(AnyEvent | None)


def what_people_hold_is_what_they_would_see_anew(history: History) -> Iterator[str]:
    for client, (session, rooms) in history.audits.items():
        for room in rooms:
            held, position, anew = _followed(history, client, session, room)
            if anew is None:
                yield f"{client}: asked for {room} anew and was shown nothing"
            elif position != anew["seq"]:
                yield f"{client}: has come to {room} {position}, and is shown {anew['seq']}"
            elif position < history.head(room, history.audited_from - ON_THE_WAY_SECONDS):
                yield f"{client}: has come to {room} {position} of {len(history.logs[room])}"
            elif held is not None:
                yield from _same(f"{client}: holds of {room}", to_builtins(held), anew["view"])
            if anew is not None and anew["seq"] == len(history.logs[room]):
                replayed = history.replayed[room][client]
                yield from _same(f"{client}: is shown of {room}", anew["view"], replayed)


def messages_are_those_of_the_log(history: History) -> Iterator[str]:
    """Everybody's last ones, word by word and in the order of the room."""
    for client, (_, rooms) in history.audits.items():
        for room in rooms:
            anew = _shown_anew(history, client, room)
            model = Model()
            for entry in history.logs[room][: 0 if anew is None else anew["seq"]]:
                model.apply(entry.event)
            said = [(id, "" if id in model.deleted else model.bodies[id]) for id in sorted(model.bodies)]
            seen = (
                []
                if anew is None
                else [(each["id"], each["body"]) for each in anew["view"]["chat"]["messages"]]
            )
            if seen != said[-RECENT_MESSAGES:]:
                yield f"{client}: reads in {room} {seen}, and {said[-RECENT_MESSAGES:]} was said"


def who_is_there_is_who_is_shown(history: History) -> Iterator[str]:
    """After everybody's grace is over: no ghosts, and nobody missing."""
    for room in history.logs:
        there = {client for client, (_, rooms) in history.audits.items() if room in rooms}
        for client, (_, rooms) in history.audits.items():
            anew = _shown_anew(history, client, room) if room in rooms else None
            if anew is not None:
                shown = {each["id"] for each in anew["view"]["members"] if each["devices"]}
                away = {each["id"] for each in anew["view"]["members"] if not each["devices"]}
                if shown != there or away:
                    yield f"{client}: sees {sorted(shown)} in {room} and {sorted(away)} away; there are {sorted(there)}"
                    break


def _shown_anew(history: History, client: str, room: str) -> Map | None:
    for each in reversed(history.happened):
        if each.at < history.audited_from:
            return None
        if isinstance(each, Received) and each.client == client and each.frame["t"] == "snapshot":
            if each.frame["room"] == room:
                return each.frame
    return None


def _followed(
    history: History, client: str, session: int, room: str
) -> tuple[RoomView | None, int, Map | None]:
    """What the client held when it asked anew, the entry up to which, and what it was shown then."""
    view: RoomView | None = None
    position = 0
    for each in history.happened:
        if isinstance(each, Connected) and each.client == client and each.session > session:
            break
        if not isinstance(each, Received) or each.client != client or each.frame.get("room") != room:
            continue
        if each.frame["t"] == "snapshot":
            if each.at >= history.audited_from:
                return view, position, each.frame
            view, position = convert(each.frame["view"], RoomView), each.frame["seq"]
        elif each.frame["t"] == "event" and view is not None and each.frame["seq"] > position:
            view = reduce_view(view, _event.decode(msgpack.encode(each.frame["event"])))
            position = each.frame["seq"]
    return view, position, None


def _same(who: str, one: Any, other: Any, path: str = "") -> Iterator[str]:
    """The first places at which they differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys(), key=str):
            yield from _same(who, one.get(key), other.get(key), f"{path}.{key}")
    elif one != other:
        yield f"{who} {path[1:]} = {one!r}, and it is {other!r}"
