"""How events change a client's polls; that it is what the room shows is held by the law in `test_rules.py`."""

from __future__ import annotations

from rooms.polls.reducer import reduce
from rooms.polls.terms import PollClosed, PollKind, PollState, PollView, PollVoted
from tests.support.rooms import START


def shown(id: int) -> PollView:
    return PollView(id, START, "Which?", PollKind.SINGLE, ["a", "b"], anonymous=False, live=False)


def voted(member: str, *, own: bool, choices: list[int]) -> PollVoted:
    return PollVoted(
        at=START,
        id=1,
        member=member,
        choices=choices,
        voters=1,
        tallies=[1, 0],
        anonymous=False,
        live=False,
        own=own,
    )


def test_an_event_concerns_its_own_poll_and_changes_no_view_in_place() -> None:
    before = [shown(1), shown(2)]
    after = reduce(before, PollClosed(at=START, id=2, by="tess"))
    assert [poll.state for poll in after] == [PollState.OPEN, PollState.CLOSED]
    assert after[0] is before[0]
    assert before == [shown(1), shown(2)]


def test_staff_tell_their_own_ballot_from_those_of_others() -> None:
    view = reduce([shown(1)], voted("ada", own=False, choices=[0]))
    assert (view[0].mine, view[0].ballots) == ([], {"ada": [0]})
    view = reduce(view, voted("tess", own=True, choices=[1]))
    assert (view[0].mine, view[0].ballots) == ([1], {"ada": [0], "tess": [1]})
    view = reduce(view, voted("ada", own=False, choices=[]))
    assert (view[0].mine, view[0].ballots) == ([1], {"tess": [1]})
