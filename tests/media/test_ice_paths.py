"""Where datagrams are taken from: every pair of the ICE session that was checked, and no other."""

from __future__ import annotations

import pytest

from media.ice import (
    ADDRESS_HELD_SECONDS,
    CONSENT_SECONDS,
    MAX_PATHS,
    PAIR_LEFT_SECONDS,
    IceLite,
    Path,
    PathUse,
    StunDrop,
)
from tests.media.stun_bytes import PRIORITY, check
from tests.media.test_ice import HOME, MOBILE, checked_by


def changed(ice: IceLite, path: Path, data: bytes, now: float = 1.0) -> list[tuple[int, Path, PathUse]]:
    """All that the plane has to be told after this check, in order: transport, path and its use."""
    reply = ice.receive(path, data, now)
    assert reply is not None
    return [(change.transport, change.path, change.use) for change in reply.changes]


def test_every_pair_from_which_a_check_came_is_accepted_once() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    assert changed(ice, HOME, checked_by(agent)) == [(1, HOME, PathUse.SELECTED)]
    assert changed(ice, MOBILE, checked_by(agent)) == [(1, MOBILE, PathUse.ACCEPTED)]
    assert changed(ice, MOBILE, checked_by(agent)) == []
    assert changed(ice, MOBILE, checked_by(agent, use_candidate=True)) == [(1, MOBILE, PathUse.SELECTED)]
    assert changed(ice, HOME, checked_by(agent)) == []


def test_a_nominated_pair_that_does_not_win_is_accepted() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    ice.receive(HOME, checked_by(agent, use_candidate=True), 1.0)
    worse = checked_by(agent, use_candidate=True, priority=PRIORITY - 1)
    assert changed(ice, MOBILE, worse) == [(1, MOBILE, PathUse.ACCEPTED)]
    assert agent.path == HOME


@pytest.mark.row("M2")
def test_nothing_is_accepted_from_where_only_a_forged_or_a_replayed_check_came() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    captured = checked_by(agent)
    ice.receive(HOME, captured, 1.0)
    assert ice.receive(MOBILE, captured, 1.1) is None
    assert ice.receive(MOBILE, check(f"{agent.local.ufrag}:peer", "wrong"), 1.2) is None
    assert set(agent.paths) == {HOME}


def test_a_peer_with_endless_addresses_costs_bounded_memory_and_keeps_the_selected_pair() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    ice.receive(HOME, checked_by(agent, use_candidate=True), 1.0)
    for port in range(1, 1000):
        ice.receive(Path(0, ("192.0.2.7", port)), checked_by(agent), 1.0)
    assert len(agent.paths) == MAX_PATHS
    assert agent.path == HOME
    ice.remove(agent)
    taken = ice.add(2, "other", 0.0)
    assert changed(ice, Path(0, ("192.0.2.7", 999)), checked_by(taken)) != []


def test_the_pair_that_was_not_checked_for_longest_is_forgotten_for_a_new_one() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    paths = [Path(0, ("192.0.2.7", port)) for port in range(1, MAX_PATHS + 1)]
    for path in paths:
        ice.receive(path, checked_by(agent), 1.0)
    ice.receive(paths[1], checked_by(agent), 2.0)
    told = changed(ice, HOME, checked_by(agent))
    assert told == [(1, paths[2], PathUse.FORGOTTEN), (1, HOME, PathUse.ACCEPTED)]
    assert agent.path == paths[0]
    back = changed(ice, paths[2], checked_by(agent))
    assert back == [(1, paths[3], PathUse.FORGOTTEN), (1, paths[2], PathUse.ACCEPTED)]


def test_a_peer_that_checks_only_another_pair_than_the_selected_one_is_followed_to_it() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    ice.receive(HOME, checked_by(agent, use_candidate=True), 1.0)
    worse = PRIORITY - 1
    ice.receive(MOBILE, checked_by(agent, use_candidate=True, priority=worse), 1.0)
    assert changed(ice, MOBILE, checked_by(agent, priority=worse), 0.9 + PAIR_LEFT_SECONDS) == []
    told = changed(ice, MOBILE, checked_by(agent, priority=worse), 1.0 + PAIR_LEFT_SECONDS)
    assert told == [(1, MOBILE, PathUse.SELECTED)]
    assert changed(ice, HOME, checked_by(agent), 1.1 + PAIR_LEFT_SECONDS) == []


def test_a_selected_pair_that_is_checked_is_not_left_for_others() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    ice.receive(HOME, checked_by(agent, use_candidate=True), 0.0)
    for second in range(1, 60):
        ice.receive(HOME, checked_by(agent), float(second))
        assert changed(ice, MOBILE, checked_by(agent, priority=PRIORITY + 1), float(second))[1:] == []
    assert agent.path == HOME


def test_after_all_was_silent_a_check_by_the_selected_pair_changes_nothing() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    ice.receive(HOME, checked_by(agent, use_candidate=True), 0.0)
    assert changed(ice, HOME, checked_by(agent), 2 * PAIR_LEFT_SECONDS) == []
    assert agent.path == HOME


def test_nobody_takes_over_an_accepted_pair_of_a_living_connection() -> None:
    ice = IceLite()
    victim, thief = ice.add(1, "peer", 0.0), ice.add(2, "thief", 0.0)
    ice.receive(HOME, checked_by(victim, use_candidate=True), 1.0)
    ice.receive(MOBILE, checked_by(victim), 1.0)
    ice.receive(HOME, checked_by(victim), 5.0)
    for use_candidate in (False, True):
        assert ice.receive(MOBILE, checked_by(thief, use_candidate=use_candidate), 6.0) is None
    assert ice.drops[StunDrop.ADDRESS_TAKEN] == 2


def test_of_a_silent_connection_a_pair_is_forgotten_before_another_one_accepts_it() -> None:
    ice = IceLite()
    silent, other = ice.add(1, "peer", 0.0), ice.add(2, "other", 0.0)
    ice.receive(HOME, checked_by(silent, use_candidate=True), 1.0)
    ice.receive(MOBILE, checked_by(silent), 1.0)
    ice.receive(Path(1, HOME.remote), checked_by(other, use_candidate=True), 5.0)
    told = changed(ice, MOBILE, checked_by(other), 1.0 + ADDRESS_HELD_SECONDS)
    assert told == [(1, MOBILE, PathUse.FORGOTTEN), (2, MOBILE, PathUse.ACCEPTED)]
    assert silent.path == HOME


def test_pairs_of_the_session_before_are_accepted_until_the_new_one_nominates() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    other = Path(1, HOME.remote)
    ice.receive(HOME, checked_by(agent, use_candidate=True), 1.0)
    ice.receive(other, checked_by(agent), 1.0)
    ice.restart(agent, "peer2")
    assert changed(ice, MOBILE, checked_by(agent)) == [(1, MOBILE, PathUse.ACCEPTED)]
    assert changed(ice, MOBILE, checked_by(agent, use_candidate=True)) == [
        (1, MOBILE, PathUse.SELECTED),
        (1, HOME, PathUse.FORGOTTEN),
        (1, other, PathUse.FORGOTTEN),
    ]


def test_a_pair_that_was_checked_in_the_new_session_too_stays_accepted() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    ice.receive(HOME, checked_by(agent, use_candidate=True), 1.0)
    old = checked_by(agent)
    ice.restart(agent, "peer2")
    ice.receive(HOME, checked_by(agent), 1.0)
    ice.receive(HOME, old, 1.0)
    told = changed(ice, MOBILE, checked_by(agent, use_candidate=True))
    assert told == [(1, MOBILE, PathUse.SELECTED)]
    assert set(agent.paths) == {HOME, MOBILE}


def test_checks_on_any_of_its_pairs_keep_a_connection() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    ice.receive(HOME, checked_by(agent, use_candidate=True), 1.0)
    ice.receive(MOBILE, checked_by(agent), 20.0)
    assert ice.next_deadline() == 20.0 + CONSENT_SECONDS
    assert list(ice.expired(1.0 + CONSENT_SECONDS)) == []
