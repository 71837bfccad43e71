"""How a poll is made, which ballots count, what ends it, and that an anonymous one tells nobody who chose what."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.decision import AlreadyDone
from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.life.terms import Tick
from rooms.members.terms import Leave
from rooms.polls.rules import MAX_OPEN_POLLS
from rooms.polls.terms import (
    KEPT_POLLS,
    ClosePoll,
    OpenPoll,
    PollClosed,
    PollKind,
    PollOpened,
    PollRevealed,
    PollState,
    PollView,
    PollVoted,
    RevealPoll,
    VotePoll,
)
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role
from rooms.terms import Actor
from rooms.visibility import EVERYONE, STAFF, Audience, audience_of, project
from tests.support.law import ADA, BO, CHEN, GIL, TESS, TOM, LawRig
from tests.support.rooms import START, Rig, person

SINGLE, MULTIPLE, ORDERED, QUIZ = PollKind.SINGLE, PollKind.MULTIPLE, PollKind.ORDERED, PollKind.QUIZ


@pytest.fixture
def rig() -> LawRig:
    rig = LawRig(RoomKind.QA)
    rig.enter(ADA, BO, CHEN, GIL, TESS, TOM)
    return rig


def open_poll(rig: Rig, kind: PollKind = SINGLE, **changed: Any) -> int:
    number = 1 + len([event for event in rig.log if isinstance(event, PollOpened)])
    options = changed.pop("options", ["a", "b", "c"])
    rig.events(OpenPoll(f"cid-{number:05d}", "Which?", kind, options, **changed), TESS)
    return number


def poll(rig: LawRig, actor: Actor | None = None) -> PollView:
    return rig.view(actor).polls[-1]


def refused(decision: object) -> RejectionCode:
    assert isinstance(decision, Rejection), decision
    return decision.code


# ---------------------------------------------------------------- opening


def test_an_open_poll_is_seen_by_everybody_and_by_who_comes_later(rig: LawRig) -> None:
    command = OpenPoll("cid-0001", " Which? ", SINGLE, [" a", "b "], live=True, seconds=60)
    assert rig.ask(command, TESS) == [
        PollOpened(
            at=START,
            author="tess",
            cid="cid-0001",
            id=1,
            question="Which?",
            kind=SINGLE,
            options=["a", "b"],
            anonymous=True,
            live=True,
            right=[],
            until=START + 60,
        )
    ]
    late = person("zoe")
    rig.enter(late)
    assert rig.view(late).polls == [
        PollView(1, START, "Which?", SINGLE, ["a", "b"], anonymous=True, live=True, until=START + 60)
    ]


def test_opening_the_same_poll_twice_opens_one(rig: LawRig) -> None:
    command = OpenPoll("cid-0001", "Which?", SINGLE, ["a", "b"])
    rig.events(command, TESS)
    assert isinstance(rig.ask(command, TESS), AlreadyDone)


@pytest.mark.parametrize(
    "command",
    [
        OpenPoll("cid-0001", "Which?", SINGLE, ["a", " a"]),
        OpenPoll("cid-0001", "Which?", SINGLE, ["a", " "]),
        OpenPoll("cid-0001", "Which?", SINGLE, ["a", "b"], right=[0]),
        OpenPoll("cid-0001", "Which?", QUIZ, ["a", "b"]),
        OpenPoll("cid-0001", "Which?", QUIZ, ["a", "b"], right=[0, 2]),
        OpenPoll("cid-0001", "Which?", QUIZ, ["a", "b"], right=[0], live=True),
    ],
    ids=["twice", "blank", "right without quiz", "quiz without right", "no such option", "live quiz"],
)
def test_a_poll_that_makes_no_sense_is_refused(rig: LawRig, command: OpenPoll) -> None:
    assert refused(rig.ask(command, TESS)) is RejectionCode.BAD_CHOICE


def test_a_poll_asks_something(rig: LawRig) -> None:
    assert refused(rig.ask(OpenPoll("cid-0001", " ", SINGLE, ["a", "b"]), TESS)) is (
        RejectionCode.EMPTY_MESSAGE
    )


def test_so_many_polls_are_open_at_once(rig: LawRig) -> None:
    for _ in range(MAX_OPEN_POLLS):
        open_poll(rig)
    one_more = OpenPoll("cid-more", "Which?", SINGLE, ["a", "b"])
    assert refused(rig.ask(one_more, TESS)) is RejectionCode.TOO_MANY
    rig.events(ClosePoll(1), TESS)
    rig.events(one_more, TESS)


def test_the_oldest_poll_that_is_not_open_is_forgotten(rig: LawRig) -> None:
    open_poll(rig)
    for _ in range(KEPT_POLLS - 1):
        rig.events(RevealPoll(open_poll(rig)), TESS)
    open_poll(rig)
    assert [each.id for each in rig.view().polls] == [1, *range(3, KEPT_POLLS + 2)]
    assert refused(rig.ask(RevealPoll(2), TESS)) is RejectionCode.NOT_FOUND


@pytest.mark.parametrize("command", [ClosePoll(1), RevealPoll(1), OpenPoll("cid-9", "?", SINGLE, ["a", "b"])])
def test_students_vote_and_run_no_polls(rig: LawRig, command: ClosePoll | RevealPoll | OpenPoll) -> None:
    open_poll(rig)
    assert refused(rig.ask(command, ADA)) is RejectionCode.NOT_PERMITTED


# ---------------------------------------------------------------- voting


def test_one_ballot_per_member_that_may_be_changed_and_taken_back(rig: LawRig) -> None:
    open_poll(rig)
    rig.events(VotePoll(1, [0]), ADA)
    rig.events(VotePoll(1, [1]), BO)
    rig.events(VotePoll(1, [1]), ADA)
    assert (poll(rig, TESS).voters, poll(rig, TESS).tallies) == (2, [0, 2, 0])
    assert poll(rig, ADA).mine == [1]
    rig.events(VotePoll(1, []), ADA)
    assert (poll(rig, TESS).voters, poll(rig, TESS).tallies) == (1, [0, 1, 0])
    assert poll(rig, ADA).mine == []


def test_the_event_of_a_vote_has_the_tallies_as_after_it(rig: LawRig) -> None:
    open_poll(rig, MULTIPLE)
    assert rig.ask(VotePoll(1, [2, 0]), ADA) == [
        PollVoted(
            at=START,
            id=1,
            member="ada",
            choices=[0, 2],
            voters=1,
            tallies=[1, 0, 1],
            anonymous=True,
            live=False,
        )
    ]


def test_voting_the_same_again_changes_nothing(rig: LawRig) -> None:
    open_poll(rig, MULTIPLE)
    assert rig.ask(VotePoll(1, []), ADA) == []
    rig.events(VotePoll(1, [2, 0]), ADA)
    assert rig.ask(VotePoll(1, [0, 2]), ADA) == []


def test_an_order_is_counted_in_borda_points(rig: LawRig) -> None:
    open_poll(rig, ORDERED, live=True)
    rig.events(VotePoll(1, [2, 0, 1]), ADA)
    rig.events(VotePoll(1, [2, 1, 0]), BO)
    assert poll(rig).tallies == [1, 1, 4]
    assert poll(rig, ADA).mine == [2, 0, 1]


@pytest.mark.parametrize(
    ("kind", "choices"), [(SINGLE, [0, 1]), (SINGLE, [3]), (MULTIPLE, [1, 1]), (ORDERED, [0])]
)
def test_a_ballot_that_is_none_is_refused(rig: LawRig, kind: PollKind, choices: list[int]) -> None:
    open_poll(rig, kind)
    assert refused(rig.ask(VotePoll(1, choices), ADA)) is RejectionCode.BAD_CHOICE
    assert poll(rig).voters == 0


def test_who_leaves_has_voted(rig: LawRig) -> None:
    open_poll(rig)
    rig.events(VotePoll(1, [0]), ADA)
    rig.events(Leave(), ADA)
    assert poll(rig).voters == 1
    rig.enter(ADA)
    assert poll(rig, ADA).mine == [0]


def test_nobody_votes_in_a_poll_that_is_not_open_or_not_there(rig: LawRig) -> None:
    open_poll(rig)
    rig.events(ClosePoll(1), TESS)
    assert refused(rig.ask(VotePoll(1, [0]), ADA)) is RejectionCode.WRONG_STATE
    rig.events(RevealPoll(1), TESS)
    assert refused(rig.ask(VotePoll(1, [0]), ADA)) is RejectionCode.WRONG_STATE
    assert refused(rig.ask(VotePoll(2, [0]), ADA)) is RejectionCode.NOT_FOUND


# ---------------------------------------------------------------- closing and revealing


def test_a_poll_is_closed_once(rig: LawRig) -> None:
    open_poll(rig)
    assert rig.ask(ClosePoll(1), TOM) == [PollClosed(at=START, id=1, by="tom")]
    assert poll(rig).state is PollState.CLOSED
    assert refused(rig.ask(ClosePoll(1), TESS)) is RejectionCode.WRONG_STATE


def test_revealing_shows_results_and_right_answers_and_closes_what_is_open(rig: LawRig) -> None:
    open_poll(rig, QUIZ, right=[2, 1, 2])
    rig.events(VotePoll(1, [0]), ADA)
    assert (poll(rig).tallies, poll(rig).right) == (None, [])
    assert (poll(rig, TESS).tallies, poll(rig, TESS).right) == ([1, 0, 0], [1, 2])
    assert rig.ask(RevealPoll(1), TESS) == [
        PollRevealed(at=START, id=1, by="tess", tallies=[1, 0, 0], right=[1, 2])
    ]
    assert (poll(rig).state, poll(rig).tallies, poll(rig).right) == (PollState.REVEALED, [1, 0, 0], [1, 2])
    assert refused(rig.ask(RevealPoll(1), TESS)) is RejectionCode.WRONG_STATE


def test_a_closed_poll_may_be_revealed_even_if_nobody_voted(rig: LawRig) -> None:
    open_poll(rig)
    rig.events(ClosePoll(1), TESS)
    rig.events(RevealPoll(1), TESS)
    assert poll(rig).tallies == [0, 0, 0]


def test_the_clock_closes_a_poll(rig: LawRig) -> None:
    open_poll(rig)
    open_poll(rig, seconds=60)
    open_poll(rig, seconds=90)
    assert rig.room.next_deadline() == START + 60
    rig.now += 59.999
    assert rig.ask(Tick()) == []
    rig.now = START + 60
    assert rig.ask(Tick()) == [PollClosed(at=rig.now, id=2, by="")]
    assert rig.room.next_deadline() == START + 90


def test_a_poll_that_was_closed_before_has_no_deadline(rig: LawRig) -> None:
    open_poll(rig, seconds=60)
    rig.events(ClosePoll(1), TESS)
    assert rig.room.next_deadline() is None
    rig.now += 60
    assert rig.ask(Tick()) == []


# ---------------------------------------------------------------- who sees what


def test_results_are_for_staff_unless_they_are_live(rig: LawRig) -> None:
    open_poll(rig)
    open_poll(rig, live=True)
    for id in (1, 2):
        rig.events(VotePoll(id, [1]), ADA)
    assert [each.tallies for each in rig.view(BO).polls] == [None, [0, 1, 0]]
    assert [each.tallies for each in rig.view(TOM).polls] == [[0, 1, 0], [0, 1, 0]]
    assert [each.voters for each in rig.view(BO).polls] == [1, 1]


def test_a_poll_by_name_tells_staff_who_chose_what_and_others_their_own(rig: LawRig) -> None:
    open_poll(rig, anonymous=False)
    rig.events(VotePoll(1, [0]), ADA)
    rig.events(VotePoll(1, [1]), TESS)
    rig.events(VotePoll(1, [2]), BO)
    rig.events(VotePoll(1, []), BO)
    assert (poll(rig, TESS).ballots, poll(rig, TESS).mine) == ({"ada": [0], "tess": [1]}, [1])
    assert (poll(rig, TOM).ballots, poll(rig, TOM).mine) == ({"ada": [0], "tess": [1]}, [])
    assert (poll(rig, ADA).ballots, poll(rig, ADA).mine) == ({"ada": [0]}, [0])
    assert (poll(rig, BO).ballots, poll(rig, BO).mine) == ({}, [])
    assert poll(rig).ballots == {}


def told(rig: Rig, audience: Audience) -> list[AnyEvent | None]:
    return [project(event, audience) for event in rig.log]


VOTERS = (ADA, BO, CHEN, GIL, TOM)
VIEWERS = (EVERYONE, STAFF, audience_of("zoe", Role.STUDENT), audience_of("tess", Role.TEACHER))
BALLOTS: dict[PollKind, st.SearchStrategy[list[int]]] = {
    SINGLE: st.lists(st.integers(0, 2), max_size=1),
    MULTIPLE: st.lists(st.integers(0, 2), max_size=3, unique=True),
    ORDERED: st.one_of(st.just([]), st.permutations(range(3))),
    QUIZ: st.lists(st.integers(0, 2), max_size=1),
}


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(PollKind), st.permutations(VOTERS), st.booleans(), st.booleans())
def test_an_anonymous_poll_tells_nobody_but_the_voter_who_chose_what(
    data: st.DataObject, kind: PollKind, exchanged: list[Actor], live: bool, reveal: bool
) -> None:
    """Had the voters exchanged their ballots, neither what others were told nor what they see would differ."""
    right = [0] if kind is QUIZ else []
    votes = data.draw(st.lists(st.tuples(st.integers(0, 4), BALLOTS[kind]), max_size=12))
    rigs = (LawRig(RoomKind.QA), LawRig(RoomKind.QA))
    for rig, voters in zip(rigs, (list(VOTERS), exchanged), strict=True):
        rig.enter(*VOTERS, TESS, person("zoe"))
        open_poll(rig, kind, live=live and kind is not QUIZ, right=right)
        for index, choices in votes:
            rig.events(VotePoll(1, choices), voters[index])
        if reveal:
            rig.events(RevealPoll(1), TESS)
    for audience in VIEWERS:
        assert told(rigs[0], audience) == told(rigs[1], audience)
        assert rigs[0].room.snapshot(audience) == rigs[1].room.snapshot(audience)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(VOTERS), st.lists(st.integers(0, 2), max_size=1)), max_size=12),
    st.booleans(),
)
def test_everybody_sees_the_ballot_that_they_gave_last(
    votes: list[tuple[Actor, list[int]]], anonymous: bool
) -> None:
    rig = LawRig(RoomKind.QA)
    rig.enter(*VOTERS, TESS)
    open_poll(rig, anonymous=anonymous)
    last: dict[str, list[int]] = {}
    for actor, choices in votes:
        rig.events(VotePoll(1, choices), actor)
        last[actor.member] = choices
    for actor in VOTERS:
        assert poll(rig, actor).mine == last.get(actor.member, [])
    given = {member: choices for member, choices in last.items() if choices}
    assert poll(rig, TESS).ballots == ({} if anonymous else given)
