"""How events change what a client sees of questions."""

from __future__ import annotations

from rooms.questions.events import QuestionsEvent
from rooms.questions.view import QuestionsView


def reduce(view: QuestionsView, event: QuestionsEvent) -> QuestionsView:
    raise NotImplementedError
