"""One-time tickets: once, within a minute, at the process that issued them."""

from __future__ import annotations

import pytest

from rooms.roles import Role
from server.auth.tickets import LIFETIME, SignedTickets
from server.auth.tokens import TokenSigner
from server.storage.people import Person
from signaling.ports import Grant
from tests.support.clock import ManualClock

KEY = bytes(range(32))
ADA = Person("p-ada", "main", "Ada", Role.TEACHER)
BO = Person("p-bo", "main", "Bo", Role.STUDENT)


@pytest.fixture
def tickets(clock: ManualClock) -> SignedTickets:
    return SignedTickets(KEY, clock.now)


def test_a_ticket_says_who_comes_with_which_role_into_which_space(tickets: SignedTickets) -> None:
    grant = tickets.redeem(tickets.issue(ADA, "Studyhall"))
    assert grant == Grant("p-ada", "Ada", Role.TEACHER, "main", "Studyhall")


@pytest.mark.row("S2")
def test_a_ticket_is_good_once(tickets: SignedTickets) -> None:
    ticket = tickets.issue(ADA, "Studyhall")
    assert tickets.redeem(ticket) is not None
    assert tickets.redeem(ticket) is None


@pytest.mark.row("S2")
def test_a_used_ticket_stays_used_until_it_has_expired(tickets: SignedTickets, clock: ManualClock) -> None:
    ticket = tickets.issue(ADA, "Studyhall")
    assert tickets.redeem(ticket) is not None
    for _ in range(70):
        clock.advance(1)
        tickets.redeem(tickets.issue(ADA, "Studyhall"))
        assert tickets.redeem(ticket) is None


@pytest.mark.row("S2")
def test_a_ticket_expires(tickets: SignedTickets, clock: ManualClock) -> None:
    ticket = tickets.issue(ADA, "Studyhall")
    clock.advance(LIFETIME)
    assert tickets.redeem(ticket) is None


@pytest.mark.row("S2")
def test_a_ticket_of_an_earlier_process_is_refused(tickets: SignedTickets, clock: ManualClock) -> None:
    earlier = SignedTickets(KEY, clock.now)
    assert tickets.redeem(earlier.issue(ADA, "Studyhall")) is None


@pytest.mark.row("S2")
def test_a_ticket_of_another_key_is_refused(tickets: SignedTickets, clock: ManualClock) -> None:
    stranger = SignedTickets(bytes(32), clock.now)
    assert tickets.redeem(stranger.issue(ADA, "Studyhall")) is None


def test_well_signed_claims_of_the_wrong_shape_are_refused(
    tickets: SignedTickets, clock: ManualClock
) -> None:
    signer = TokenSigner(KEY, "ticket")
    wrong: list[dict[str, object]] = [
        {},
        {"sub": 1},
        {"sub": "p", "name": "A", "role": "king", "space": "main"},
    ]
    for claims in wrong:
        assert tickets.redeem(signer.sign(claims, now=clock.now(), seconds=60)) is None


def test_a_ticket_holds_no_secret(tickets: SignedTickets) -> None:
    ticket = tickets.issue(ADA, "Studyhall")
    assert KEY.hex() not in ticket
    assert len(ticket) < 600


@pytest.mark.row("S5")
def test_a_ticket_that_says_what_is_so_no_more_is_refused(tickets: SignedTickets) -> None:
    old, of_bo = tickets.issue(ADA, "Studyhall"), tickets.issue(BO, "Studyhall")
    tickets.void("p-ada")
    assert tickets.redeem(old) is None
    assert tickets.redeem(of_bo) is not None
    assert tickets.redeem(tickets.issue(ADA, "Studyhall")) is not None


@pytest.mark.row("S5")
def test_a_ticket_for_whom_was_read_before_their_role_changed_is_refused(tickets: SignedTickets) -> None:
    mark = tickets.mark()
    tickets.void("p-ada")
    assert tickets.redeem(tickets.issue(ADA, "Studyhall", mark)) is None
