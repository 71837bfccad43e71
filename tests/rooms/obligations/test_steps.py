"""The steps of a decision write what they say, once."""

from __future__ import annotations

import pytest

from rooms.obligations.events import ObligationAttached, ObligationOpened
from rooms.obligations.ledger import Ledger
from rooms.obligations.steps import Said, acked, attached, objected, opened, peer_answered
from rooms.obligations.terms import Anchor, AnchorKind, How, ObligationClass
from tests.rooms.obligations.zone import ASKS, Zone
from tests.support.law import ADA

MESSAGE = Anchor(AnchorKind.MESSAGE, 99)


@pytest.mark.parametrize("kind", ObligationClass)
def test_reports_calls_for_help_and_what_is_held_are_private(zone: Zone, kind: ObligationClass) -> None:
    ledger = Ledger(zone.state(), zone.now)
    opened(ledger, kind, Said("ada", "Ada", MESSAGE))
    opened(ledger, kind, Said("ada", "Ada", MESSAGE, private=True))
    private = [event.private for event in ledger.events if isinstance(event, ObligationOpened)]
    of_staff = (ObligationClass.REPORT, ObligationClass.HELP, ObligationClass.FOLLOW_UP)
    assert private == [kind in of_staff, True]


def test_an_excerpt_is_short(zone: Zone) -> None:
    ledger = Ledger(zone.state(), zone.now)
    opened(ledger, ObligationClass.STATEMENT, Said("ada", "Ada", MESSAGE, "很长" * 500))
    (event,) = ledger.events
    assert isinstance(event, ObligationOpened)
    assert len(event.excerpt) == 120


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ObligationClass.STATEMENT, ObligationClass.QUESTION),
        (ObligationClass.QUESTION, ObligationClass.QUESTION),
        (ObligationClass.HAND, ObligationClass.HAND),
    ],
)
def test_a_class_is_raised_and_never_lowered(
    zone: Zone, before: ObligationClass, after: ObligationClass
) -> None:
    ledger = Ledger(zone.state(), zone.now)
    opened(ledger, before, Said("ada", "Ada", MESSAGE))
    for kind in (ObligationClass.QUESTION, ObligationClass.STATEMENT):
        held = ledger.find(1)
        assert held is not None
        attached(ledger, held, MESSAGE, kind)
        event = ledger.events[-1]
        assert isinstance(event, ObligationAttached)
        assert event.class_ is after


def test_the_first_response_and_the_first_learner_count(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    ledger = Ledger(zone.state(), zone.now)
    for _ in range(2):
        held = ledger.find(1)
        assert held is not None
        objected(ledger, held)
        peer_answered(ledger, held, "chen")
        acked(ledger, held, "tess", How.REPLY)
    names = [type(event).__name__ for event in ledger.events]
    assert names == ["PeerAnswered", "ObligationAcked", "PeerAnswered"], "the last is the objection"
