"""Instants as tests write them: what a clock shows somewhere, and the UTC seconds of it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

BERLIN, NEW_YORK, SHANGHAI = "Europe/Berlin", "America/New_York", "Asia/Shanghai"
ZONES = (
    BERLIN,
    NEW_YORK,
    SHANGHAI,
    "Africa/Cairo",  # sets its clocks at midnight
    "America/Havana",  # at midnight too, and back into the day before
    "Asia/Kathmandu",  # 5:45 before UTC
    "Australia/Lord_Howe",  # sets its clocks by half an hour
    "Pacific/Chatham",
)


def at(shown: str, zone: str = BERLIN, *, again: bool = False) -> float:
    """`again`: the second time that clocks show it, when they are set back."""
    return datetime.fromisoformat(shown).replace(tzinfo=ZoneInfo(zone), fold=again).timestamp()


def shown(instant: float, zone: str = BERLIN) -> str:
    return datetime.fromtimestamp(instant, ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M:%S")
