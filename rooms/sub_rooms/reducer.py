"""How events change what a client sees of sub-rooms."""

from __future__ import annotations

from rooms.sub_rooms.terms import SubRoomsEvent, SubRoomsView


def reduce(view: SubRoomsView, event: SubRoomsEvent) -> SubRoomsView:
    raise NotImplementedError
