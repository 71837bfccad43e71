"""What moves at the edge of a shift, what stays and why, and what the next people are told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from community.duty import Duty
from community.handoff import Claim, OpenItem, StaffPromise, StayReason, brief
from community.struggling import Sign, Struggling

NOW = 1_000.0
ADA = Duty("ada", "ben", ("eve",), "early", 0, NOW, 20)
EVE = Duty("eve", "zoe", (), "late", NOW, 2_000, 20)
TAKES_TURNS = Duty("ben", "ada", (), "late", NOW, 2_000, 20)
ITEM = OpenItem(
    room="lobby", id=1, kind="question", asker_name="Li", age=60, level=0, owner="ada", due_at=1_100
)


def item(id: int, **fields: object) -> OpenItem:
    return replace(ITEM, id=id, **fields)


def moves(outgoing: Duty | None, incoming: Duty | None, *items: OpenItem) -> dict[int, str]:
    return {move.item.id: move.to for move in brief(outgoing, incoming, items, now=NOW).moves}


def test_what_primary_and_secondary_own_moves_to_the_next_primary() -> None:
    assert moves(ADA, EVE, item(1), item(2, owner="ben")) == {1: "eve", 2: "eve"}


def test_what_nobody_owns_moves_and_what_others_own_does_not() -> None:
    assert moves(ADA, EVE, item(1, owner=None), item(2, owner="kim")) == {1: "eve"}


def test_the_first_shift_takes_what_nobody_owned() -> None:
    assert moves(None, EVE, item(1, owner=None), item(2)) == {1: "eve"}


def test_whoever_stays_primary_keeps_what_is_theirs() -> None:
    assert moves(ADA, replace(ADA, shift="late"), item(1), item(2, owner="ben")) == {}


def test_a_primary_who_becomes_secondary_hands_over() -> None:
    assert moves(ADA, TAKES_TURNS, item(1), item(2, owner="ben")) == {1: "ben"}


def test_a_secondary_who_stays_secondary_keeps_what_is_theirs() -> None:
    assert moves(ADA, replace(EVE, secondary="ben"), item(1), item(2, owner="ben")) == {1: "eve"}


def test_without_a_secondary_only_the_primarys_items_move() -> None:
    assert moves(replace(ADA, secondary=None), EVE, item(1), item(2, owner="ben")) == {1: "eve"}


def test_what_is_due_next_comes_first_and_paused_clocks_last() -> None:
    told = brief(
        ADA,
        EVE,
        [
            item(1, due_at=None, paused=True),
            item(2, due_at=None, age=10),
            item(3, due_at=None, age=90),
            item(4, due_at=None, level=2),
            item(5, due_at=1_500),
            item(6, due_at=900),
        ],
        now=NOW,
    )
    assert [move.item.id for move in told.moves] == [6, 5, 4, 3, 2, 1]
    assert (told.outgoing, told.incoming) == ("ada", "eve")


def test_beyond_capacity_items_go_to_the_secondary_and_then_to_the_primary_all_the_same() -> None:
    small = replace(EVE, capacity=2)
    told = brief(
        ADA,
        small,
        [item(1, owner="eve"), item(2, owner="zoe"), *(item(3 + n, due_at=1_100 + n) for n in range(4))],
        now=NOW,
    )
    assert [(move.item.id, move.to, move.over_capacity) for move in told.moves] == [
        (3, "eve", False),
        (4, "zoe", False),
        (5, "eve", True),
        (6, "eve", True),
    ]


def test_a_secondary_is_not_handed_what_they_hand_over() -> None:
    told = brief(ADA, replace(TAKES_TURNS, capacity=1), [item(1), item(2, due_at=1_200)], now=NOW)
    assert [(move.item.id, move.to, move.over_capacity) for move in told.moves] == [
        (1, "ben", False),
        (2, "ben", True),
    ]


def test_what_somebody_is_answering_stays_until_their_claim_is_over() -> None:
    claims = [
        Claim("lobby", 1, "ada", NOW + 60),
        Claim("lobby", 2, "kim", NOW),
        Claim("lobby", 3, "eve", NOW + 60),
    ]
    told = brief(ADA, EVE, [item(1), item(2), item(3)], now=NOW, claims=claims)
    assert [(stay.item.id, stay.why) for stay in told.stays] == [(1, StayReason.CLAIMED)]
    assert [move.item.id for move in told.moves] == [2, 3]


def test_what_the_next_primary_answers_already_is_theirs_whatever_they_own() -> None:
    claims = [Claim("lobby", 1, "eve", NOW + 60)]
    told = brief(ADA, replace(EVE, capacity=1), [item(1), item(9, owner="eve")], now=NOW, claims=claims)
    assert [(move.to, move.over_capacity) for move in told.moves] == [("eve", True)]


def test_without_a_next_shift_items_stay_where_they_are() -> None:
    told = brief(ADA, None, [item(1), item(2, owner=None), item(3, owner="kim")], now=NOW)
    assert told.moves == []
    assert [(stay.item.id, stay.why) for stay in told.stays] == [
        (1, StayReason.NOBODY_NEXT),
        (2, StayReason.NOBODY_NEXT),
    ]
    assert told.incoming is None


def test_promises_stay_with_who_gave_them_and_are_told() -> None:
    promises = [
        StaffPromise("lobby", 7, "ada", 1_400),
        StaffPromise("lobby", 1, "kim", 1_300),
        StaffPromise("lobby", 8, "kim", 1_200),
    ]
    told = brief(ADA, EVE, [item(1)], now=NOW, promises=promises)
    assert [(promise.item, promise.by) for promise in told.promises] == [(1, "kim"), (7, "ada")]


def test_members_to_look_after_are_told() -> None:
    struggling = [Struggling("lobby", "li", "Li", {Sign.REOPENED: 3})]
    assert brief(ADA, EVE, [], now=NOW, struggling=struggling).struggling == struggling


PEOPLE = st.sampled_from(["ada", "ben", "eve", "zoe", "kim"])
DUTIES = st.none() | st.builds(
    lambda people, second, capacity: Duty(people[0], people[1] if second else None, (), "s", 0, 1, capacity),
    st.permutations(["ada", "ben", "eve", "zoe"]),
    st.booleans(),
    st.integers(1, 3),
)
ITEMS = st.lists(
    st.builds(
        OpenItem,
        room=st.just("lobby"),
        id=st.integers(1, 1000),
        kind=st.just("question"),
        asker_name=st.just("Li"),
        age=st.floats(0, 1e6),
        level=st.integers(0, 5),
        owner=st.none() | PEOPLE,
        due_at=st.none() | st.floats(0, 1e6),
        paused=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda item: item.id,
)
CLAIMS = st.lists(
    st.builds(Claim, st.just("lobby"), st.integers(1, 1000), PEOPLE, st.floats(0, 2 * NOW)), max_size=4
)


@given(DUTIES, DUTIES, ITEMS, CLAIMS)
def test_afterwards_every_item_has_one_owner_who_is_on_duty_or_a_reason(
    outgoing: Duty | None, incoming: Duty | None, items: list[OpenItem], claims: list[Claim]
) -> None:
    told = brief(outgoing, incoming, items, now=NOW, claims=claims)
    moved, stayed = [move.item.id for move in told.moves], [stay.item.id for stay in told.stays]
    assert len({*moved, *stayed}) == len(moved) + len(stayed)
    left = [item for item in items if item.id not in {*moved, *stayed}]
    assert all(item.owner is not None for item in left)
    if incoming is not None:
        assert all(move.to in (incoming.primary, incoming.secondary) for move in told.moves)
        assert all(move.to != move.item.owner for move in told.moves)
        ended = {outgoing.primary} - {incoming.primary} if outgoing is not None else set()
        assert not ended & {item.owner for item in left}


@given(DUTIES, DUTIES, ITEMS)
def test_nobody_is_handed_more_than_their_capacity_unless_it_is_said(
    outgoing: Duty | None, incoming: Duty | None, items: list[OpenItem]
) -> None:
    told = brief(outgoing, incoming, items, now=NOW)
    if incoming is not None:
        moved = {move.item.id for move in told.moves}
        within = [move.to for move in told.moves if not move.over_capacity]
        for person in within:
            owned = sum(item.owner == person for item in items if item.id not in moved)
            assert owned + within.count(person) <= incoming.capacity
