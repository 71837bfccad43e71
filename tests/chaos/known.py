"""What a simulated client knows of one room: how far it has come, and the numbers of things that it could act upon."""

from __future__ import annotations

from signaling.wire import Position
from tests.chaos.history import Map


class Known:
    def __init__(self) -> None:
        self.position: Position | None = None
        self.messages: dict[int, str] = {}  # -> author
        self.questions: list[int] = []
        self.polls: list[int] = []
        self.hands: set[str] = set()

    def see(self, frame: Map) -> None:
        """A snapshot."""
        view = frame["view"]
        self.position = Position(frame["epoch"], frame["seq"])
        self.messages.update((each["id"], each["author"]) for each in view["chat"]["messages"])
        self.questions = [each["id"] for each in view["questions"]["items"]]
        self.polls = [each["id"] for each in view["polls"]]
        self.hands = {each["member"] for each in view["stage"]["hands"]}

    def hear(self, frame: Map) -> None:
        """An entry that is held already is passed over, as `PROTOCOL.md` says."""
        if self.position is not None and frame["seq"] <= self.position.seq:
            return
        self.position = Position(frame["epoch"], frame["seq"])
        event = frame["event"]
        match None if event is None else event["t"]:
            case "message_posted":
                self.messages[event["id"]] = event["author"]
            case "question_asked":
                self.questions.append(event["id"])
            case "poll_opened":
                self.polls.append(event["id"])
            case "hand_raised":
                self.hands.add(event["member"])
            case "hand_lowered" | "promoted":
                self.hands.discard(event["member"])
            case _:
                pass
