"""Members say that a message is off topic: once each, and staff see how many."""

from __future__ import annotations

import pytest

from rooms.chat.terms import DeleteMessage, HideMessage
from rooms.moving.terms import (
    MOST_FLAGGED,
    FlagOffTopic,
    MoveThread,
    OffTopicSettled,
    OffTopicView,
    SettleOffTopic,
)
from rooms.rejections import RejectionCode
from rooms.visibility import EVERYONE, STAFF, one, project
from tests.rooms.moving.rooms import Named
from tests.rooms.obligations.zone import SAYS
from tests.support.law import ADA, BO, CHEN, GIL, TOM


@pytest.fixture
def zone() -> Named:
    return Named("maths")


def test_staff_see_how_many_say_so_and_who_says_it_is_seen_by_nobody_else(zone: Named) -> None:
    message = zone.says(ADA, SAYS)
    for actor in (BO, GIL, TOM):
        zone.events(FlagOffTopic(message, True), actor)
    seen = OffTopicView(message, zone.now, "Ada", SAYS, 3)
    assert zone.view(TOM).moving.off_topic == [seen]
    assert [zone.view(actor).moving.flagged for actor in (BO, TOM, CHEN)] == [[message], [message], []]
    assert zone.view(CHEN).moving.off_topic == zone.view(ADA).moving.off_topic == []
    flagged = zone.log[-3]
    told = project(flagged, STAFF)
    assert getattr(told, "member", None) == ""
    assert project(flagged, EVERYONE) is project(flagged, one("ada")) is None


def test_saying_it_twice_counts_once_and_it_can_be_taken_back(zone: Named) -> None:
    message = zone.says(ADA, SAYS)
    for actor in (BO, CHEN):
        zone.events(FlagOffTopic(message, True), actor)
    assert zone.events(FlagOffTopic(message, True), BO) == []
    zone.events(FlagOffTopic(message, False), BO)
    assert [each.count for each in zone.view(TOM).moving.off_topic] == [1]
    assert zone.events(FlagOffTopic(message, False), BO) == []
    zone.events(FlagOffTopic(message, False), CHEN)
    assert zone.view(TOM).moving.off_topic == []


def test_nobody_says_it_of_their_own_words_or_of_what_is_not_there(zone: Named) -> None:
    message = zone.says(ADA, SAYS)
    assert zone.refusal(FlagOffTopic(message, True), ADA) is RejectionCode.NOT_PERMITTED
    assert zone.refusal(FlagOffTopic(message + 1, True), BO) is RejectionCode.NOT_FOUND


def test_once_staff_have_looked_it_is_flagged_no_more(zone: Named) -> None:
    message = zone.says(ADA, SAYS)
    zone.events(FlagOffTopic(message, True), BO)
    (settled,) = zone.events(SettleOffTopic(message), TOM)
    assert isinstance(settled, OffTopicSettled)
    assert (zone.view(BO).moving.flagged, zone.view(TOM).moving.off_topic) == ([], [])
    assert zone.refusal(FlagOffTopic(message, True), CHEN) is RejectionCode.WRONG_STATE
    assert zone.refusal(SettleOffTopic(message), TOM) is RejectionCode.NOT_FOUND
    assert zone.refusal(SettleOffTopic(message), BO) is RejectionCode.NOT_PERMITTED


def test_that_it_was_settled_is_told_to_who_had_flagged_it(zone: Named) -> None:
    message = zone.says(ADA, SAYS)
    zone.events(FlagOffTopic(message, True), BO)
    (settled,) = zone.events(SettleOffTopic(message), TOM)
    assert project(settled, one("bo")) == OffTopicSettled(at=zone.now, id=message, by="", members=[])
    assert project(settled, STAFF) == OffTopicSettled(at=zone.now, id=message, by="tom", members=[])
    assert project(settled, one("ada")) is None


def test_what_has_gone_needs_nobody_to_look(zone: Named) -> None:
    for take in (DeleteMessage, HideMessage, lambda id: MoveThread(id, "lounge")):
        message = zone.says(ADA, SAYS)
        zone.events(FlagOffTopic(message, True), BO)
        zone.events(take(message), TOM)
        assert (zone.view(BO).moving.flagged, zone.view(TOM).moving.off_topic) == ([], [])


def test_only_so_many_messages_wait_for_staff_to_look() -> None:
    zone = Named("maths", audiences=())
    messages = [zone.says(ADA, f"message {number}") for number in range(MOST_FLAGGED + 1)]
    for message in messages[:-1]:
        zone.events(FlagOffTopic(message, True), BO)
    assert zone.refusal(FlagOffTopic(messages[-1], True), BO) is RejectionCode.TOO_MANY
    assert zone.events(FlagOffTopic(messages[0], True), CHEN)
