"""Every command about moving is passed to a rule."""

from __future__ import annotations

from typing import get_args

from rooms.moving.rules import decide, decide_system
from rooms.moving.terms import (
    FlagOffTopic,
    KeepThread,
    MovingCommand,
    MovingSystemCommand,
    NoteArrived,
    NoteConfirmed,
    SettleOffTopic,
)
from rooms.rejections import Rejection, RejectionCode
from tests.rooms.moving.rooms import Named
from tests.support.law import TOM

NOT_THERE = (FlagOffTopic(99, True), SettleOffTopic(99))
NOT_KNOWN = (NoteArrived(99, {}, []), NoteConfirmed("maths", 99), KeepThread(99))


def test_what_is_not_there_is_refused_and_news_that_are_known_change_nothing() -> None:
    zone = Named("maths")
    state = zone.state()
    for command in NOT_THERE:
        decision = decide(state, command, TOM, zone.now)
        assert isinstance(decision, Rejection)
        assert decision.code is RejectionCode.NOT_FOUND
    for news in NOT_KNOWN:
        assert decide_system(state, news, zone.now) == []
    assert len(get_args(MovingCommand)) == len(NOT_THERE) + 1
    assert len(get_args(MovingSystemCommand)) == len(NOT_KNOWN) + 1
