"""How events change what a client sees of polls."""

from __future__ import annotations

from rooms.polls.terms import PollsEvent, PollView


def reduce(view: list[PollView], event: PollsEvent) -> list[PollView]:
    raise NotImplementedError
