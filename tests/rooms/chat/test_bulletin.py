"""Which messages are posts of staff, and when a learner first replied to each."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from community.metrics.bulletin import StaffPost, bulletin
from rooms.chat.bulletin import answers, staff_posts
from rooms.chat.terms import AuthorKind, MessagePosted
from rooms.obligations.events import ObligationAnswered
from rooms.obligations.terms import How

STAFF = {"tess", "tom"}
HOUR = 3600.0


def said(
    id: int, author: str, reply_to: int | None = None, kind: AuthorKind = AuthorKind.PERSON
) -> MessagePosted:
    return MessagePosted(
        at=id * HOUR,
        id=id,
        author=author,
        author_name=author,
        cid=f"cid-{id:05d}",
        body="Hello",
        author_kind=kind,
        reply_to=reply_to,
    )


@pytest.mark.row("A3")
def test_of_nine_scheduled_posts_and_one_that_is_talked_about_the_share_is_nine_tenths() -> None:
    posts = [said(id, "schedule:1", kind=AuthorKind.SYSTEM) for id in range(1, 10)]
    log = [*posts, said(10, "tess"), said(11, "ada", 10)]
    assert bulletin(staff_posts(log, STAFF, set()), 100 * HOUR).ratio == 0.90


def test_only_a_learners_reply_in_the_thread_counts_and_the_first_of_them() -> None:
    log = [
        said(1, "tess"),
        said(2, "tom", 1),
        said(3, "bot:hello", 1, AuthorKind.BOT),
        replace(said(4, "ada", 1), hidden=True),
        said(5, "ada"),
        said(6, "ada", 1),
        said(7, "bo", 1),
    ]
    assert staff_posts(log, STAFF, set()) == [StaffPost(HOUR, 6 * HOUR)]


def test_neither_a_learner_nor_a_bot_posts_for_staff() -> None:
    assert staff_posts([said(1, "ada"), said(2, "bot:hello", None, AuthorKind.BOT)], STAFF, set()) == []


def test_what_answers_somebody_is_no_post() -> None:
    answered = ObligationAnswered(
        at=HOUR, id=1, asker="ada", by="tess", how=How.REPLY, consumed=1.0, first=True
    )
    given = answers([answered])
    assert staff_posts([said(1, "tess"), said(2, "tess")], STAFF, given) == [StaffPost(2 * HOUR)]
