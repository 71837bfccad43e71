"""Whether a room takes somebody under the name that they chose: a name is words, too, and stands beside everything they do.

Asked of who comes in, and of who comes back with another name. It is no strike: they choose another one, and come in.
"""

from __future__ import annotations

from rooms.moderation.matching import match
from rooms.moderation.terms import RuleKind
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import is_staff
from rooms.state import RoomState
from rooms.terms import Actor

_OF_WORDS = frozenset({RuleKind.LINKS, RuleKind.CONTACTS, RuleKind.KEYWORDS, RuleKind.REGEX})
"""The others are about how often somebody posts."""


def ill_named(room: RoomState, actor: Actor, now: float) -> Rejection | None:
    """The rule that is named in the refusal matches the name. Rules on trial do not count, and staff are never matched."""
    if is_staff(actor.role):
        return None
    for rule in room.moderation.content.rules:
        counts = rule.kind in _OF_WORDS and not rule.shadow and actor.role not in rule.exempt
        if counts and match(room, rule, actor.member, actor.name, now) is not None:
            return Rejection(RejectionCode.NAME_REFUSED, rule.id)
    return None
