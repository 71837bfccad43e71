"""Whether the words of a member may stand as they are: the room's content rules, asked before anything is posted.

A rule in shadow, or one from which the member's role is exempt, only notes what it would have matched: so the log
shows what a rule would do, and whom an exemption spares. Staff are never matched.
"""

from __future__ import annotations

from msgspec import Struct

from rooms.events import AnyEvent
from rooms.moderation.content_state import Content
from rooms.moderation.events import RuleMatched
from rooms.moderation.ladder import sanctions
from rooms.moderation.matching import match
from rooms.moderation.terms import ContentRule, RuleEffect
from rooms.moderation.wording import excerpt
from rooms.roles import is_staff
from rooms.state import RoomState
from rooms.terms import Actor

MAX_HELD = 200
HELD_PER_MEMBER = 20
"""Messages that wait for review, and of one member. While so many do, a rule that would hold one more refuses it: one
who floods must not have the posts of others refused.
"""
_STRENGTH = (RuleEffect.HIDE, RuleEffect.HOLD, RuleEffect.REMOVE, RuleEffect.MUTE)


class Screening(Struct, frozen=True):
    """`events` (the match, the strike's sanction) happen whatever becomes of the words; `effect` None lets them stand."""

    effect: RuleEffect | None = None
    rule: str = ""
    events: list[AnyEvent] = []


def screen(room: RoomState, actor: Actor, text: str, now: float, *, anonymous: bool = False) -> Screening:
    """The strongest effect of all rules that match `text`; among equals, the first rule's.

    A sanction in the moment of an `anonymous` question would tell whose it is. So it is a strike and no more: what the
    strikes lead to comes with the next one under the member's name.
    """
    role = room.members.role_of(actor)
    if is_staff(role):
        return Screening()
    noted: list[AnyEvent] = []
    struck: list[ContentRule] = []
    for rule in room.moderation.content.rules:
        at = match(room, rule, actor.member, text, now)
        if at is None:
            continue
        shadow = rule.shadow or role in rule.exempt
        noted.append(
            RuleMatched(
                at=now,
                rule=rule.id,
                member=actor.member,
                excerpt=excerpt(text, at),
                shadow=shadow,
                anonymous=anonymous,
            )
        )
        if not shadow:
            struck.append(rule)
    if not struck:
        return Screening(events=noted)
    rule = max(struck, key=lambda each: _STRENGTH.index(each.effect))
    sanctioned = [] if anonymous else sanctions(room, actor.member, rule, now)
    return Screening(
        _possible(room.moderation.content, actor.member, rule.effect), rule.id, [*noted, *sanctioned]
    )


def _possible(content: Content, member: str, effect: RuleEffect) -> RuleEffect:
    if effect is not RuleEffect.HOLD:
        return effect
    own = sum(held.author == member for held in content.held.values())
    is_full = len(content.held) >= MAX_HELD or own >= HELD_PER_MEMBER
    return RuleEffect.REMOVE if is_full else effect
