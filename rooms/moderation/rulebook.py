"""The rules of a room: those that people read and accept, and those that are matched with what they write.

A content rule that could not be matched is refused whole, with its id: nothing is left to fail while somebody posts.
A sub-room has those of its parent, and none of its own.
"""

from __future__ import annotations

from typing import assert_never

from rooms.decision import Decision
from rooms.moderation.events import ContentRulesSet, RulesAccepted, RulesPublished
from rooms.moderation.patterns import any_of
from rooms.moderation.terms import AcceptRules, ContentRule, PublishRules, RuleKind, SetContentRules
from rooms.moderation.wording import any_word, squeezed
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor

RulesCommand = PublishRules | AcceptRules | SetContentRules
_WITH_PATTERNS = (RuleKind.KEYWORDS, RuleKind.REGEX)


def decide(room: RoomState, command: RulesCommand, actor: Actor, now: float) -> Decision:
    if room.life.parent is not None and not isinstance(command, AcceptRules):
        return Rejection(RejectionCode.WRONG_STATE, "a sub-room has the rules of its parent")
    match command:
        case PublishRules():
            version = 1 if room.moderation.door.rules is None else room.moderation.door.rules.version + 1
            return [RulesPublished(at=now, version=version, en=command.en, zh=command.zh, by=actor.member)]
        case AcceptRules():
            return _accept(room, command, actor, now)
        case SetContentRules():
            return _set(command, actor, now)
        case _:
            assert_never(command)


def _accept(room: RoomState, command: AcceptRules, actor: Actor, now: float) -> Decision:
    door = room.moderation.door
    if door.rules is None or door.rules.version != command.version:
        return Rejection(RejectionCode.WRONG_STATE, f"version {command.version} is not the rules of now")
    if door.accepted.get(actor.member) == command.version:
        return []
    return [RulesAccepted(at=now, member=actor.member, version=command.version)]


def _set(command: SetContentRules, actor: Actor, now: float) -> Decision:
    ids = [rule.id for rule in command.rules]
    twice = [id for id in ids if ids.count(id) > 1]
    if twice:
        return Rejection(RejectionCode.WRONG_STATE, f"two rules are called {twice[0]}")
    for rule in command.rules:
        unusable = _unusable(rule)
        if unusable:
            return Rejection(RejectionCode.BAD_PATTERN, f"{rule.id}: {unusable}")
    return [ContentRulesSet(at=now, rules=command.rules, ladder=command.ladder, by=actor.member)]


def _unusable(rule: ContentRule) -> str:
    """Why the rule's patterns cannot be matched; empty if they can."""
    if rule.kind in _WITH_PATTERNS and not rule.patterns:
        return "no patterns"
    if rule.kind is RuleKind.KEYWORDS and not all(squeezed(word).strip() for word in rule.patterns):
        return "a word without signs that can be seen"
    try:
        _compile(rule)
    except ValueError as unreadable:
        return str(unreadable)
    return ""


def _compile(rule: ContentRule) -> None:
    if rule.kind is RuleKind.REGEX:
        any_of(tuple(rule.patterns))
    elif rule.kind is RuleKind.KEYWORDS:
        any_word(tuple(rule.patterns))
