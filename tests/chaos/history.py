"""What was recorded of one run, and nothing of how it was run: this is all that a checker may look at.

Frames, commands and events are plain maps, as a decoder that is not the server's gives them. Times are UTC seconds of
the world, which no node's clock need agree with.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from tests.chaos.loop import START

Map = dict[str, Any]


class Connected(Struct, frozen=True):
    """`session` counts a client's connections, over all clients."""

    at: float
    client: str
    session: int
    node: str


class Asked(Struct, frozen=True):
    """A request with a `ref`. `mark` names what is wanted; asked again it is the same."""

    at: float
    client: str
    session: int
    ref: int
    room: str
    request: Map
    mark: str = ""


class Received(Struct, frozen=True):
    at: float
    client: str
    session: int
    frame: Map


class Closed(Struct, frozen=True):
    """`code` None: the line broke, or the client closed it (`by_client`)."""

    at: float
    client: str
    session: int
    code: int | None
    by_client: bool = False


class Wrote(Struct, frozen=True):
    """`node` had `count` entries from `first` on written, under this epoch."""

    at: float
    room: str
    node: str
    epoch: int
    first: int
    count: int


class Fault(Struct, frozen=True):
    """`number` is that of the fault: it begins, and it is over."""

    at: float
    what: str
    number: int
    is_over: bool = False


Happening = Connected | Asked | Received | Closed | Wrote | Fault


class Person(Struct, frozen=True):
    name: str
    role: str
    device: str
    rooms: list[str]


class Entry(Struct, frozen=True):
    """As the log has it at the end."""

    epoch: int
    seq: int
    event: Map


class History(Struct):
    """`audits`: the session of each client that was connected at the end,
    and asked anew for what it sees of these rooms; what it receives from `audited_from` on is the answer.
    `began_at`: from when on seconds are counted for who reads it.
    """

    seed: int
    people: list[Person] = []
    happened: list[Happening] = []
    logs: dict[str, list[Entry]] = field(default_factory=dict)
    replayed: dict[str, dict[str, Map]] = field(default_factory=dict)  # room -> client -> view
    began_at: float = START
    audited_from: float = START
    ended_at: float = START
    audits: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)  # what the run itself could not bear

    def troubles(self) -> list[tuple[float, float]]:
        """When each fault began and was over."""
        faults = [each for each in self.happened if isinstance(each, Fault)]
        begins = {each.number: each.at for each in faults if not each.is_over}
        return sorted((begins[each.number], each.at) for each in faults if each.is_over)

    def head(self, room: str, at: float) -> int:
        """The last entry of the room that was written by then."""
        written = (each for each in self.happened if isinstance(each, Wrote) and each.room == room)
        return max((each.first + each.count - 1 for each in written if each.at <= at), default=0)

    def lines(self) -> list[str]:
        """To be read: seconds since the start, and what happened."""
        return [f"{each.at - self.began_at:8.3f}  {_said(each)}" for each in self.happened]


def _said(happening: Happening) -> str:
    match happening:
        case Connected(client=client, session=session, node=node):
            return f"{client}#{session} connects to {node}"
        case Asked(client=client, session=session, ref=ref, room=room, request=request):
            return f"{client}#{session} asks {ref} of {room or '-'}: {_short(request)}"
        case Received(client=client, session=session, frame=frame):
            return f"{client}#{session} is told {_short(frame)}"
        case Closed(client=client, session=session, code=code, by_client=by_client):
            return f"{client}#{session} {'hangs up' if by_client else f'is cut off ({code})'}"
        case Wrote(room=room, node=node, epoch=epoch, first=first, count=count):
            return f"{node} writes {room} {first}..{first + count - 1} in epoch {epoch}"
        case Fault(what=what, number=number, is_over=is_over):
            return f"!! {number}. {'is over' if is_over else 'begins'}: {what}"


def _short(said: Map) -> str:
    if said.get("t") == "snapshot":
        return f"snapshot {said['room']} {said['epoch']}/{said['seq']}"
    text = " ".join(f"{key}={value}" for key, value in said.items() if value not in (None, "", [], {}))
    return text if len(text) <= 300 else f"{text[:300]}..."
