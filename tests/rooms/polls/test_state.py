"""What a room remembers of polls between two nodes: ballots and numbers survive freezing."""

from __future__ import annotations

from rooms.polls.state import Polls
from rooms.polls.terms import PollClosed, PollKind, PollOpened
from tests.support.rooms import START


def opened(id: int, until: float | None = None) -> PollOpened:
    return PollOpened(
        at=START,
        author="tess",
        cid=f"cid-{id:05d}",
        id=id,
        question="Which?",
        kind=PollKind.SINGLE,
        options=["a", "b"],
        anonymous=True,
        live=False,
        right=[],
        until=until,
    )


def test_the_next_deadline_is_the_earliest_end_of_an_open_poll() -> None:
    polls = Polls()
    assert polls.next_deadline() is None
    for event in (opened(1), opened(2, START + 60), opened(3, START + 30)):
        polls.apply(event)
    assert polls.next_deadline() == START + 30
    polls.apply(PollClosed(at=START, id=3, by="tess"))
    assert polls.next_deadline() == START + 60


def test_a_number_is_never_given_twice() -> None:
    polls = Polls()
    for id in range(1, 30):
        assert polls.last_id == id - 1
        polls.apply(opened(id))
        polls.apply(PollClosed(at=START, id=id, by="tess"))
    assert polls.last_id == 29
