"""Hands, calls for help and reports: what is asked without words, and who came.

A hand waits while the room is live; one that is still up when class ends becomes something that was said, or goes
with the question that it was about. So does a call for help that nobody had answered when its sub-room closed. Who
lowers their own hand, leaves, or calls off the help, withdraws.
"""

from __future__ import annotations

from typing import assert_never

from rooms.members.terms import MemberLeft
from rooms.moderation.events import Reported, ReportHandled
from rooms.obligations.ledger import Ledger
from rooms.obligations.obligation import Obligation
from rooms.obligations.panel import after_class
from rooms.obligations.people import is_learner
from rooms.obligations.steps import Said, answered, merged, opened, opened_since, reclassed, withdrawn
from rooms.obligations.targets import measure_after_class
from rooms.obligations.terms import Anchor, AnchorKind, ClockKind, How, ObligationClass
from rooms.obligations.tracking import opens
from rooms.stage.terms import HandLowered, HandRaised, Promoted
from rooms.sub_rooms.terms import HelpAnswered, HelpNoted, SubRoomClosed
from rooms.terms import Actor

# ---------------------------------------------------------------- hands


def hand(ledger: Ledger, event: HandRaised | HandLowered | Promoted | MemberLeft, actor: Actor) -> None:
    waiting = ledger.hand_of(event.member)
    if isinstance(event, HandRaised):
        if waiting is None and _is_owed(ledger, ObligationClass.HAND, event.member, actor):
            _raised(ledger, event, actor)
    elif waiting is None:
        return
    elif isinstance(event, Promoted):
        answered(ledger, waiting, event.by, How.STAGE)
    elif isinstance(event, HandLowered) and event.by != event.member:
        answered(ledger, waiting, event.by, How.DISMISSED)
    else:
        withdrawn(ledger, waiting)


def _is_owed(ledger: Ledger, kind: ObligationClass, member: str, actor: Actor) -> bool:
    return opens(ledger.room, kind) and is_learner(ledger.room, member, actor)


def _raised(ledger: Ledger, event: HandRaised, actor: Actor) -> None:
    name = ledger.room.members.present[event.member].name
    opened(ledger, ObligationClass.HAND, Said(event.member, name, Anchor(AnchorKind.HAND), event.topic))


def class_ended(ledger: Ledger) -> None:
    """What was measured by the wall while the room was live goes on in covered hours. Reports never were. No hand is up
    any more, whatever its clock was."""
    for waiting in ledger.open():
        by_the_wall = waiting.clock is ClockKind.WALL
        match waiting.seen.class_:
            case ObligationClass.HAND:
                _hand_is_still_up(ledger, waiting)
            case ObligationClass.QUESTION if by_the_wall:
                after_class(ledger, waiting)
            case ObligationClass.HELP if by_the_wall:
                to = measure_after_class(ledger.room, ObligationClass.HELP, waiting.policy)
                reclassed(ledger, waiting, ObligationClass.HELP, to)
            case _:
                pass


def _hand_is_still_up(ledger: Ledger, waiting: Obligation) -> None:
    hand = ledger.room.stage.hands.get(waiting.asker)
    number = None if hand is None else hand.question
    question = None if number is None else ledger.at(Anchor(AnchorKind.QUESTION, number))
    if question is not None and question.is_open:
        merged(ledger, waiting, question.id, "")
    else:
        _is_something_said(ledger, waiting)


def _is_something_said(ledger: Ledger, waiting: Obligation) -> None:
    """To which a word is an answer."""
    statement = ObligationClass.STATEMENT
    reclassed(ledger, waiting, statement, measure_after_class(ledger.room, statement, waiting.policy))


# ---------------------------------------------------------------- help


def help(ledger: Ledger, event: HelpNoted | HelpAnswered | SubRoomClosed, actor: Actor) -> None:
    """Of a sub-room."""
    anchor = Anchor(AnchorKind.HELP, event.number)
    held = ledger.at(anchor)
    waiting = held if held is not None and held.is_open else None
    match event:
        case HelpNoted(summary=str(summary)):
            if waiting is None and _is_owed(ledger, ObligationClass.HELP, event.member, actor):
                _called(ledger, event, Said(event.member, event.name, anchor, summary))
        case HelpAnswered():
            if waiting is not None:
                answered(ledger, waiting, event.by, How.HELP)
        case HelpNoted():
            if waiting is not None:
                withdrawn(ledger, waiting)
        case SubRoomClosed():
            if waiting is not None:
                _is_something_said(ledger, waiting)
        case _:
            assert_never(event)


def _called(ledger: Ledger, event: HelpNoted, said: Said) -> None:
    """It waits since the call, also where the news took its time. An answered call that is told again is none."""
    sub_room = ledger.room.sub_rooms.rooms.get(event.number)
    known = None if sub_room is None else sub_room.help
    if known is not None and known.since == event.since:
        return
    opened_since(ledger, ObligationClass.HELP, said, event.since)


# ---------------------------------------------------------------- reports


def report(ledger: Ledger, event: Reported | ReportHandled, actor: Actor) -> None:
    anchor = Anchor(AnchorKind.REPORT, event.number)
    if isinstance(event, Reported):
        if is_learner(ledger.room, event.author, actor):
            said = Said(event.author, event.author_name, anchor, event.excerpt)
            opened(ledger, ObligationClass.REPORT, said)
        return
    waiting = ledger.at(anchor)
    if waiting is not None and waiting.is_open:
        answered(ledger, waiting, event.by, How.HANDLED)
