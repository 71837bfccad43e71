"""A notice as it is told to the outside, and its words."""

from __future__ import annotations

from msgspec.structs import replace

from server.duty.notice import GivenNotice, Reason
from server.duty.wording import Wording

NOTICE = GivenNotice(
    id=7,
    space="main",
    person="ann",
    room="zone",
    room_title="Ask here",
    obligation=3,
    level=100,
    reason=Reason.ESCALATED,
    class_="question",
    at=1_790_000_000.0,
    excerpt="Why is <zero> even & not odd?",
)
WORDS = Wording("An answer is overdue in “Ask here”", NOTICE.excerpt, "https://study.example/ops")


def notice(**changes: object) -> GivenNotice:
    return replace(NOTICE, **changes)
