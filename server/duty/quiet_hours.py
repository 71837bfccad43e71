"""When somebody is left in peace: hours by the wall clock of their place. Pure: time is an argument.

Quiet hours silence what rings; what there is to know is noted all the same.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from community.flaws import Flaw, FlawCode
from community.local_time import MINUTES_A_DAY, ZoneName, zone_named

Minute = Annotated[int, Meta(ge=0, lt=MINUTES_A_DAY)]


class QuietHours(Struct, frozen=True, forbid_unknown_fields=True):
    """Minutes after local midnight, every day; an `end` before `start` is on the following day."""

    start: Minute
    end: Minute
    zone: ZoneName


def is_quiet(quiet: QuietHours | None, at: float) -> bool:
    """`quiet` has no flaws. Hours that end when they begin are none."""
    if quiet is None:
        return False
    local = datetime.fromtimestamp(at, ZoneInfo(quiet.zone))
    minute = local.hour * 60 + local.minute
    if quiet.start <= quiet.end:
        return quiet.start <= minute < quiet.end
    return minute >= quiet.start or minute < quiet.end


def quiet_flaws(quiet: QuietHours | None, where: str) -> list[Flaw]:
    if quiet is None or zone_named(quiet.zone) is not None:
        return []
    return [Flaw(FlawCode.UNKNOWN_ZONE, f"{where}.zone", quiet.zone)]
