"""A sub-room is no way around what holds in its parent: it takes over content rules, accepted rules and mutes.

Rules come with everybody who enters; mutes then, too, and whenever they change while somebody is there. What was
inherited is changed in the parent alone. A mute that staff laid in the sub-room itself is its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from rooms.events import AnyEvent
from rooms.members.announcing import bound
from rooms.members.publishing import may_publish, narrowed
from rooms.moderation.bequest import Bequest
from rooms.moderation.events import (
    ContentRulesSet,
    MemberMuted,
    MemberUnmuted,
    RulesAccepted,
    RulesPublished,
)
from rooms.moderation.terms import MuteScope
from rooms.moderation.view import MuteView
from rooms.state import RoomState


def bequeathed(room: RoomState, member: str) -> Bequest:
    """In the parent: what goes with this member into a sub-room."""
    content, door = room.moderation.content, room.moderation.door
    return Bequest(
        rules=content.rules,
        ladder=content.ladder,
        house=door.rules,
        accepted=door.accepted.get(member, 0),
        mutes=room.moderation.sanctions.mutes_of(member),
    )


def mutes_around(room: RoomState) -> list[MuteView]:
    """In the parent: the mutes of those who are in it, or went from it to a sub-room."""
    known = room.moderation.known.members
    return [
        mute
        for mute in room.moderation.sanctions.mutes.values()
        if mute.member in room.members.present
        or (mute.member in known and known[mute.member].moved_at is not None)
    ]


def inherited(room: RoomState, bequest: Bequest, member: str, now: float) -> list[AnyEvent]:
    """In the sub-room, when this member enters: what is new of all this."""
    return [
        *_rules(room, bequest, member, now),
        *_lifted(room, bequest.mutes, [member], now),
        *_laid(room, bequest.mutes, now),
    ]


def silenced(room: RoomState, mutes: list[MuteView], now: float) -> list[AnyEvent]:
    """In the sub-room, told by its parent: `mutes` are all that hold there of whoever may be here."""
    once_muted = {mute.member for mute in room.moderation.sanctions.mutes.values()}
    laid = list(_laid(room, [mute for mute in mutes if mute.member in room.members.present], now))
    return [*_lifted(room, mutes, sorted(once_muted), now), *laid, *_bounded(room, laid, now)]


def _rules(room: RoomState, bequest: Bequest, member: str, now: float) -> Iterator[AnyEvent]:
    content, door, house = room.moderation.content, room.moderation.door, bequest.house
    if (content.rules, content.ladder) != (bequest.rules, bequest.ladder):
        yield ContentRulesSet(at=now, rules=bequest.rules, ladder=bequest.ladder, by="")
    if house is None:
        return
    if door.rules != house:
        yield RulesPublished(at=now, version=house.version, en=house.en, zh=house.zh, by="")
    if bequest.accepted == house.version != door.accepted.get(member):
        yield RulesAccepted(at=now, member=member, version=house.version)


def _laid(room: RoomState, mutes: list[MuteView], now: float) -> Iterator[MemberMuted]:
    """Unless one of the sub-room's own lasts as long."""
    for mute in mutes:
        known = room.moderation.sanctions.mutes.get((mute.member, mute.scope))
        if _end(mute) <= now or (known is not None and _stands(known, mute)):
            continue
        yield MemberMuted(
            at=now,
            member=mute.member,
            scopes=[mute.scope],
            by=mute.by,
            reason=mute.reason,
            until=mute.until,
            rule=mute.rule,
            inherited=True,
        )


def _stands(known: MuteView, mute: MuteView) -> bool:
    """Whether the sub-room's mute stays, given that of its parent."""
    return _end(known) == _end(mute) or (not known.inherited and _end(known) > _end(mute))


def _lifted(room: RoomState, mutes: list[MuteView], members: list[str], now: float) -> Iterator[AnyEvent]:
    """Inherited ones of `members` that the parent has no more, or not so long."""
    ends = {(mute.member, mute.scope): _end(mute) for mute in mutes}
    for member in members:
        scopes = [
            mute.scope
            for mute in room.moderation.sanctions.mutes_of(member)
            if mute.inherited and ends.get((member, mute.scope)) != _end(mute)
        ]
        if scopes:
            yield MemberUnmuted(at=now, member=member, scopes=scopes, by="")


def _bounded(room: RoomState, laid: list[MemberMuted], now: float) -> Iterator[AnyEvent]:
    scopes: dict[str, set[MuteScope]] = {}
    for event in laid:
        scopes.setdefault(event.member, set()).update(event.scopes)
    for member, of_member in scopes.items():
        allowed = narrowed(may_publish(room, member), frozenset(of_member), quiet=False)
        yield from bound(room, member, allowed, now)


def _end(mute: MuteView) -> float:
    """UTC seconds; infinite for one that somebody has to lift."""
    return math.inf if mute.until is None else mute.until
