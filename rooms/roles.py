"""Who may do what: one table of role x action, and nothing else decides permission.

A room asks `permits(role, action)`; the page asks nothing. Adding an action means adding it here, to the
rows that may do it, and to the table test.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    OPERATOR = "operator"
    TEACHER = "teacher"
    TA = "ta"
    ACTIVE = "active"
    STUDENT = "student"
    GUEST = "guest"


class Action(StrEnum):
    ENTER = "enter"
    POST = "post"
    PUBLISH = "publish"  # camera and microphone where everyone may be on camera
    TAKE_STAGE = "take_stage"  # camera and microphone where only the stage is on camera
    SHARE_SCREEN = "share_screen"


_EVERYONE = frozenset({Action.ENTER, Action.POST, Action.PUBLISH})
_MEMBER = _EVERYONE | {Action.SHARE_SCREEN}
_STAFF = _MEMBER | {Action.TAKE_STAGE}

PERMITTED: dict[Role, frozenset[Action]] = {
    Role.OPERATOR: _STAFF,
    Role.TEACHER: _STAFF,
    Role.TA: _STAFF,
    Role.ACTIVE: _MEMBER,
    Role.STUDENT: _MEMBER,
    Role.GUEST: _EVERYONE,
}

STAFF = frozenset({Role.OPERATOR, Role.TEACHER, Role.TA})


def permits(role: Role, action: Action) -> bool:
    return action in PERMITTED[role]
