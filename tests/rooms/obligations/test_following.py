"""What every other event of a room means for what it owes, and that most mean nothing."""

from __future__ import annotations

from rooms.focus.terms import StartFocus
from rooms.kinds import RoomKind
from rooms.moderation.terms import ContentRule, ReleaseHeld, RuleEffect, RuleKind, SetContentRules
from rooms.obligations.terms import ObligationClass
from rooms.polls.terms import OpenPoll, PollKind, VotePoll
from rooms.sub_rooms.terms import Tell
from rooms.terms import SYSTEM
from tests.rooms.obligations.zone import SAYS, Zone
from tests.support.law import ADA, TESS


def test_votes_timers_and_what_the_house_says_are_owed_nothing() -> None:
    zone = Zone(RoomKind.STUDY)
    zone.events(OpenPoll(zone.cid(), "Ready?", PollKind.SINGLE, ["yes", "no"]), TESS)
    zone.events(VotePoll(1, [0]), ADA)
    zone.events(StartFocus(), ADA)
    zone.events(Tell("cid-tell1", "tess", "Tess", "Why not begin?"), SYSTEM)
    assert zone.items() == []


def test_a_message_that_was_held_is_its_authors_when_it_is_released(zone: Zone) -> None:
    rule = ContentRule("ads", RuleKind.KEYWORDS, RuleEffect.HOLD, ["buy now"], shadow=False)
    zone.events(SetContentRules([rule], []), TESS)
    zone.ask(zone.post("Should I buy now?"), ADA)
    assert zone.items() == []
    zone.events(ReleaseHeld(1), TESS)
    assert (zone.owed().asker, zone.owed().class_) == ("ada", ObligationClass.QUESTION)
    zone.says(TESS, SAYS)
