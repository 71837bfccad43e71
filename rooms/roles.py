"""Who may do what: one table of role x action, and nothing else decides permission.

A room asks `permits(role, action)`; the page asks nothing. Which command needs which action is `permissions.py`.
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
    REACT = "react"
    PUBLISH = "publish"  # camera and microphone where everyone may be on camera
    RAISE_HAND = "raise_hand"
    ASK = "ask"
    VOTE = "vote"
    REPORT = "report"  # and appeal
    SHARE_SCREEN = "share_screen"
    RUN_TIMER = "run_timer"  # students only where the room's policy lets everyone
    OPEN_SUB_ROOM = "open_sub_room"
    ANSWER = "answer"
    TAKE_STAGE = "take_stage"  # camera and microphone where only the stage is on camera
    MODERATE_CHAT = "moderate_chat"
    RUN_STAGE = "run_stage"
    RUN_QUESTIONS = "run_questions"
    RUN_POLLS = "run_polls"
    RUN_SESSION = "run_session"
    RUN_BREAKOUTS = "run_breakouts"
    SANCTION = "sanction"
    RUN_DOOR = "run_door"
    REVIEW = "review"
    SCHEDULE = "schedule"  # write what the room posts later
    SET_RULES = "set_rules"
    DECIDE_APPEAL = "decide_appeal"
    EXCLUDE = "exclude"  # decide what somebody else proposed: that a member is removed for good
    RESPOND = "respond"  # claim and answer what somebody is owed
    UNMASK = "unmask"


_GUEST = frozenset(
    {
        Action.ENTER,
        Action.POST,
        Action.REACT,
        Action.PUBLISH,
        Action.RAISE_HAND,
        Action.ASK,
        Action.VOTE,
        Action.REPORT,
    }
)
_STUDENT = _GUEST | {Action.SHARE_SCREEN, Action.RUN_TIMER, Action.OPEN_SUB_ROOM}
_ACTIVE = _STUDENT | {Action.ANSWER, Action.RESPOND}
_TA = _ACTIVE | {
    Action.TAKE_STAGE,
    Action.MODERATE_CHAT,
    Action.RUN_STAGE,
    Action.RUN_QUESTIONS,
    Action.RUN_POLLS,
    Action.RUN_SESSION,
    Action.RUN_BREAKOUTS,
    Action.SANCTION,
    Action.RUN_DOOR,
    Action.REVIEW,
    Action.SCHEDULE,
}
_TEACHER = _TA | {Action.SET_RULES, Action.DECIDE_APPEAL, Action.EXCLUDE}

PERMITTED: dict[Role, frozenset[Action]] = {
    Role.OPERATOR: _TEACHER | {Action.UNMASK},
    Role.TEACHER: _TEACHER,
    Role.TA: _TA,
    Role.ACTIVE: _ACTIVE,
    Role.STUDENT: _STUDENT,
    Role.GUEST: _GUEST,
}

STAFF = frozenset({Role.OPERATOR, Role.TEACHER, Role.TA})

RANK: dict[Role, int] = {role: rank for rank, role in enumerate(reversed(Role))}
"""Nobody sanctions somebody of their own rank or above; 0 is a guest."""


def permits(role: Role, action: Action) -> bool:
    return action in PERMITTED[role]


def is_staff(role: Role) -> bool:
    return role in STAFF


def outranks(role: Role, other: Role) -> bool:
    return RANK[role] > RANK[other]
