"""How much of what staff post is talked about: the share of posts to which no learner replied within a day.

A room in which nobody ever replies is a bulletin board. Posts of the last day are not counted: nobody knows yet.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

REPLY_SECONDS = 24 * 3600.0


class StaffPost(Struct, frozen=True):
    """Times are UTC seconds. `replied_at`: when a learner first replied, if one did."""

    at: float
    replied_at: float | None = None


class Bulletin(Struct, frozen=True):
    """Posts that are a day old, those of them without a learner's reply within that day, and their share."""

    posts: int
    unreplied: int
    ratio: float | None


def bulletin(posts: Iterable[StaffPost], now: float) -> Bulletin:
    known = [post for post in posts if now - post.at >= REPLY_SECONDS]
    unreplied = sum(post.replied_at is None or post.replied_at - post.at > REPLY_SECONDS for post in known)
    return Bulletin(len(known), unreplied, unreplied / len(known) if known else None)
