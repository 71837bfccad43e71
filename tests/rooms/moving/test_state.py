"""What a room remembers of threads that came, and for how long."""

from __future__ import annotations

from rooms.chat.terms import Place
from rooms.moving.state import REMEMBERED_ADOPTIONS, REMEMBERED_OWED, REMEMBERED_SETTLED, Moves
from rooms.moving.terms import AdoptionConfirmed, AdoptionNoted, OffTopicSettled, Owed
from rooms.obligations.terms import ObligationClass
from rooms.visibility import EVERYONE


def noted(first: int, *kept: Owed) -> AdoptionNoted:
    places = {first: Place("lounge", "Lounge", first)}
    return AdoptionNoted(at=1.0, room="maths", places=places, first=first, owed=[], kept=list(kept))


def kept(message: int) -> Owed:
    return Owed(message, 0, "ada", "Ada", ObligationClass.QUESTION, 1.0, 2.0, is_owed=False)


def test_what_came_is_known_before_and_after_the_other_room_has_heard_of_it() -> None:
    moves = Moves()
    assert not moves.has_adopted("maths", 1)
    moves.apply(noted(1))
    assert moves.has_adopted("maths", 1)
    moves.apply(AdoptionConfirmed(at=2.0, room="maths", first=1))
    assert moves.arrivals == {}
    assert moves.has_adopted("maths", 1)
    assert not moves.has_adopted("physics", 1)


def test_the_oldest_of_what_came_is_forgotten() -> None:
    moves = Moves()
    for first in range(1, REMEMBERED_ADOPTIONS + 2):
        moves.apply(noted(first))
        moves.apply(AdoptionConfirmed(at=2.0, room="maths", first=first))
    assert not moves.has_adopted("maths", 1)
    assert moves.has_adopted("maths", 2)


def test_the_oldest_of_what_nobody_owes_here_is_forgotten() -> None:
    moves = Moves()
    for message in range(1, REMEMBERED_OWED + 2):
        moves.apply(noted(message, kept(message)))
    assert min(moves.kept) == 2
    assert len(moves.kept) == REMEMBERED_OWED


def test_the_oldest_of_what_staff_have_looked_at_is_forgotten() -> None:
    moves = Moves()
    for message in range(1, REMEMBERED_SETTLED + 2):
        moves.apply(OffTopicSettled(at=1.0, id=message, by="tom", members=[]))
    assert moves.settled == list(range(2, REMEMBERED_SETTLED + 2))
    assert moves.view(EVERYONE).flagged == []
