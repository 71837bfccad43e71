"""The targets that hold before a community has set any: version 0 of a coverage, in which every hour is covered."""

from __future__ import annotations

from community.covered_time import Window
from rooms.obligations.terms import ClockKind, Coverage, ObligationClass, Occasion, Target

MINUTE = 60.0
HOUR = 3600.0

EVER = Window(0.0, 1e12)
STANDARD = Coverage(
    version=0,
    targets={
        ObligationClass.QUESTION: Target(15 * MINUTE, 4 * HOUR, ClockKind.COVERED),
        ObligationClass.STATEMENT: Target(30 * MINUTE, None, ClockKind.COVERED),
        ObligationClass.NEWCOMER: Target(10 * MINUTE, None, ClockKind.COVERED),
        ObligationClass.SUBMISSION: Target(24 * HOUR, 72 * HOUR, ClockKind.COVERED),
        ObligationClass.HAND: Target(2 * MINUTE, None, ClockKind.WALL),
        ObligationClass.HELP: Target(2 * MINUTE, None, ClockKind.WALL),
        ObligationClass.REPORT: Target(5 * MINUTE, 24 * HOUR, ClockKind.WALL),
        ObligationClass.FOLLOW_UP: Target(30 * MINUTE, None, ClockKind.COVERED),
    },
    windows=[EVER],
    occasions={
        Occasion.LIVE_QUESTION: Target(3 * MINUTE, None, ClockKind.WALL),
        Occasion.AFTER_CLASS: Target(24 * HOUR, 24 * HOUR, ClockKind.COVERED),
        Occasion.HELD: Target(2 * MINUTE, None, ClockKind.WALL),
    },
)
"""Covered time is wall time. A live question is answered by the end of class, or as what a class leaves open."""
