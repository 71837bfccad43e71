"""Whether one content rule matches a text of one member. What follows from it is decided in `content.py`.

A text is compared in the forms of `wording.py`; only regular expressions read it as it was written.
"""

from __future__ import annotations

from itertools import islice
from typing import assert_never

from rooms.moderation.contacts import contact
from rooms.moderation.links import link
from rooms.moderation.patterns import any_of, found
from rooms.moderation.posts import posts_since
from rooms.moderation.terms import ContentRule, RuleKind
from rooms.moderation.wording import any_word, normalised, shingles, similarity, squeezed
from rooms.state import RoomState

NEARLY_SAME = 0.8
COMPARED_POSTS = 200
COMPARED_CHARACTERS = 500
"""What a comparison with earlier posts costs is bounded by these two."""


def match(room: RoomState, rule: ContentRule, member: str, text: str, now: float) -> int | None:
    """About where in `text` the rule matches, or None."""
    match rule.kind:
        case RuleKind.LINKS:
            return link(normalised(text), rule.patterns)
        case RuleKind.CONTACTS:
            return contact(squeezed(text))
        case RuleKind.KEYWORDS:
            return found(any_word(tuple(rule.patterns)), squeezed(text))
        case RuleKind.REGEX:
            return found(any_of(tuple(rule.patterns)), text)
        case RuleKind.FLOOD:
            return _flood(room, rule, member, now)
        case RuleKind.NEAR_DUPLICATE:
            return _near_duplicate(room, rule, member, text, now)
        case _:
            assert_never(rule.kind)


def _flood(room: RoomState, rule: ContentRule, member: str, now: float) -> int | None:
    earlier = sum(1 for _ in islice(posts_since(room, member, now - rule.window), rule.threshold))
    return 0 if earlier >= rule.threshold else None


def _near_duplicate(room: RoomState, rule: ContentRule, member: str, text: str, now: float) -> int | None:
    """Matches the `threshold`-th post that is like an earlier one: with 5, the sixth of its kind."""
    said = shingles(text[:COMPARED_CHARACTERS])
    earlier = islice(posts_since(room, member, now - rule.window), COMPARED_POSTS)
    alike = (post for post in earlier if any(_alike(said, text) for text in post.texts))
    return 0 if sum(1 for _ in islice(alike, rule.threshold)) >= rule.threshold else None


def _alike(said: frozenset[str], text: str) -> bool:
    return similarity(said, shingles(text[:COMPARED_CHARACTERS])) >= NEARLY_SAME
