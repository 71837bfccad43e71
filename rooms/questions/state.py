"""What a room remembers of questions."""

from __future__ import annotations

from msgspec import Struct

from rooms.questions.events import QuestionsEvent
from rooms.questions.view import QuestionsView
from rooms.visibility import Audience


class Questions(Struct):
    def next_deadline(self) -> float | None:
        return None

    def apply(self, event: QuestionsEvent) -> None:
        raise NotImplementedError

    def view(self, audience: Audience) -> QuestionsView:
        return QuestionsView()

    def session_started(self) -> None:
        pass
