"""What a room keeps of its own life, and how far into its session it is."""

from __future__ import annotations

from rooms.kinds import RoomKind
from rooms.life.state import Life
from rooms.life.terms import CloseReason, RoomClosed, RoomOpened, SessionEnded, SessionStarted, SessionView


def test_a_sub_room_knows_whose_it_is() -> None:
    life = Life()
    life.apply(
        RoomOpened(
            at=1.0, title="Red", kind=RoomKind.STUDY, id="a--2", seats=6, parent="a", number=2, quiet=True
        )
    )
    assert (life.id, life.parent, life.number, life.seats, life.is_quiet) == ("a--2", "a", 2, 6, True)
    life.apply(RoomClosed(at=2.0, reason=CloseReason.EMPTY))
    assert life.is_closed


def test_offsets_are_counted_from_the_start_of_the_session() -> None:
    life = Life()
    assert life.offset_ms(10.0) is None
    life.apply(SessionStarted(at=10.0, number=1, by="tess"))
    assert life.offset_ms(12.5) == 2500
    assert life.view() == SessionView(1, 10.0)
    life.apply(SessionEnded(at=20.0, number=1, by="tess"))
    assert (life.view(), life.offset_ms(21.0)) == (None, None)
