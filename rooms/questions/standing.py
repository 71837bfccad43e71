"""What a question has from its session: its number, the pseudonym of an anonymous asker, and how often they were heard."""

from __future__ import annotations

from msgspec import Struct

from rooms.state import RoomState


class Standing(Struct, frozen=True):
    """`session` is None when none runs; `pseudonym` for who does not ask under their name."""

    session: int | None
    pseudonym: int | None
    heard: int


def standing_of(room: RoomState, asker: str, *, anonymous: bool) -> Standing:
    """Of a question that this member asks now."""
    return Standing(
        session=None if room.life.session_at is None else room.life.session,
        pseudonym=room.questions.pseudonym_of(asker) if anonymous else None,
        heard=room.questions.heard_of(asker, anonymous=anonymous),
    )
