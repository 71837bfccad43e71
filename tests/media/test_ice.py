"""ICE-lite against connectivity checks made by hand."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.ice import (
    ADDRESS_HELD_SECONDS,
    CONSENT_SECONDS,
    MAX_SEEN_TRANSACTIONS,
    Agent,
    IceLite,
    Path,
    PathUse,
    Reply,
    StunDrop,
)
from tests.media.stun_bytes import PRIORITY, attributes, check, is_signed_with

HOME = Path(0, ("192.0.2.7", 5000))
MOBILE = Path(0, ("198.51.100.9", 6000))


_transactions = itertools.count()


def checked_by(agent: Agent, *, use_candidate: bool = False, priority: int = PRIORITY) -> bytes:
    """A new check with each call."""
    transaction = next(_transactions).to_bytes(12, "big")
    local = agent.local
    name = f"{local.ufrag}:{local.remote_ufrag}"
    return check(name, local.pwd, use_candidate=use_candidate, priority=priority, transaction=transaction)


def selected(reply: Reply) -> Path | None:
    """The path to which media must go after this check, if it changes."""
    return next((change.path for change in reply.changes if change.use is PathUse.SELECTED), None)


def followed(ice: IceLite, path: Path, data: bytes) -> Path | None:
    reply = ice.receive(path, data, 1.0)
    assert reply is not None
    return selected(reply)


# -- who gets a response


def test_an_authenticated_check_is_answered_with_the_address_it_came_from() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    request = checked_by(agent)
    reply = ice.receive(HOME, request, 1.0)
    assert reply is not None
    assert reply.data[:2] == b"\x01\x01"
    assert reply.data[8:20] == request[8:20]
    xored = attributes(reply.data)[0x0020]
    assert xored[4:] == bytes(a ^ b for a, b in zip([192, 0, 2, 7], b"\x21\x12\xa4\x42", strict=True))
    assert is_signed_with(reply.data, agent.local.pwd)


def test_a_check_from_an_ipv6_address_is_answered() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    reply = ice.receive(Path(1, ("2001:db8::7", 5000)), checked_by(agent), 1.0)
    assert reply is not None
    assert len(attributes(reply.data)[0x0020]) == 20


@pytest.mark.row("M9")
def test_a_response_is_never_longer_than_its_request() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    request = checked_by(agent)
    reply = ice.receive(HOME, request, 1.0)
    assert reply is not None
    assert len(reply.data) <= len(request)


@pytest.mark.row("M9")
@pytest.mark.parametrize(
    ("password", "ours", "theirs", "reason"),
    [
        ("wrong", None, "peer", StunDrop.FORGED),
        (None, "nobody", "peer", StunDrop.UNKNOWN),
        (None, None, "stranger", StunDrop.UNKNOWN),
        (None, None, "", StunDrop.UNKNOWN),
    ],
)
def test_a_check_with_other_credentials_gets_no_byte_and_is_counted(
    password: str | None, ours: str | None, theirs: str, reason: StunDrop
) -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    forged = check(f"{ours or agent.local.ufrag}:{theirs}", password or agent.local.pwd, use_candidate=True)
    assert ice.receive(HOME, forged, 1.0) is None
    assert ice.drops[reason] == 1
    assert agent.path is None


@pytest.mark.parametrize("message_type", [0x0101, 0x0111, 0x0011, 0x0003])
def test_other_stun_messages_are_counted_and_not_answered(message_type: int) -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    local = agent.local
    data = check(f"{local.ufrag}:peer", local.pwd, message_type=message_type)
    assert ice.receive(HOME, data, 1.0) is None
    assert ice.drops[StunDrop.MALFORMED] == 1


def test_a_check_with_one_flipped_bit_up_to_its_integrity_is_never_answered() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    data = checked_by(agent)
    integrity_ends = len(data) - 8  # FINGERPRINT follows
    for bit in range(8 * integrity_ends):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        assert ice.receive(HOME, bytes(flipped), 1.0) is None, bit
    assert ice.receive(HOME, data, 1.0) is not None


@given(st.binary(max_size=200), st.booleans())
def test_garbage_is_counted_and_never_raises(tail: bytes, with_header: bool) -> None:
    ice = IceLite()
    header = b"\x00\x01" + len(tail).to_bytes(2, "big") + b"\x21\x12\xa4\x42" + bytes(12)
    assert ice.receive(HOME, header + tail if with_header else tail, 0.0) is None
    assert ice.drops.total() == 1


# -- which path carries media


def test_the_first_valid_check_may_carry_dtls_before_any_nomination() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    first = ice.receive(HOME, checked_by(agent), 1.0)
    second = ice.receive(MOBILE, checked_by(agent), 1.1)
    assert first is not None
    assert second is not None
    assert (selected(first), selected(second)) == (HOME, None)
    assert agent.path == HOME


def test_the_nominated_path_wins_over_the_first_one() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    assert followed(ice, HOME, checked_by(agent)) == HOME
    assert followed(ice, MOBILE, checked_by(agent, use_candidate=True)) == MOBILE
    assert followed(ice, HOME, checked_by(agent)) is None


def test_of_many_nominated_pairs_the_one_with_the_highest_priority_wins_in_any_order() -> None:
    for order in ((HOME, MOBILE), (MOBILE, HOME)):
        ice = IceLite()
        agent = ice.add(1, "peer", 0.0)
        for path in order:
            priority = PRIORITY if path == HOME else PRIORITY - 1
            ice.receive(path, checked_by(agent, use_candidate=True, priority=priority), 1.0)
        assert agent.path == HOME


@pytest.mark.parametrize("of_the_peer", [PRIORITY, PRIORITY + 1])
def test_a_pair_with_our_first_socket_wins_whichever_candidate_of_the_peer_is_in_the_others(
    of_the_peer: int,
) -> None:
    for order in ((0, 1), (1, 0)):
        ice = IceLite()
        agent = ice.add(1, "peer", 0.0)
        for socket in order:
            priority = of_the_peer if socket else PRIORITY
            request = checked_by(agent, use_candidate=True, priority=priority)
            ice.receive(Path(socket, HOME.remote), request, 1.0)
        assert agent.path == HOME


def test_a_retransmitted_nomination_of_a_worse_pair_changes_nothing() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    worse = checked_by(agent, use_candidate=True, priority=PRIORITY - 1)
    assert followed(ice, HOME, checked_by(agent, use_candidate=True)) == HOME
    assert [followed(ice, MOBILE, worse) for _ in range(3)] == [None, None, None]


def test_a_peer_that_moves_to_a_worse_pair_is_followed_once_the_pair_was_checked_before() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    assert followed(ice, HOME, checked_by(agent, use_candidate=True)) == HOME
    assert followed(ice, MOBILE, checked_by(agent, priority=PRIORITY - 1)) is None
    nominated = checked_by(agent, use_candidate=True, priority=PRIORITY - 1)
    assert followed(ice, MOBILE, nominated) == MOBILE
    assert followed(ice, MOBILE, nominated) is None


def test_nobody_takes_over_the_address_of_a_living_connection() -> None:
    ice = IceLite()
    victim, thief = ice.add(1, "peer", 0.0), ice.add(2, "thief", 0.0)
    ice.receive(HOME, checked_by(victim, use_candidate=True), 1.0)
    assert ice.receive(HOME, checked_by(thief, use_candidate=True), 2.0) is None
    assert ice.drops[StunDrop.ADDRESS_TAKEN] == 1
    later = ice.receive(HOME, checked_by(thief, use_candidate=True), 1.0 + ADDRESS_HELD_SECONDS)
    assert later is not None
    assert selected(later) == HOME


def test_who_comes_back_after_its_address_was_taken_over_is_followed_again() -> None:
    ice = IceLite()
    first, second = ice.add(1, "peer", 0.0), ice.add(2, "other", 0.0)
    ice.receive(HOME, checked_by(first, use_candidate=True), 1.0)
    ice.receive(HOME, checked_by(second, use_candidate=True), 1.0 + ADDRESS_HELD_SECONDS)
    assert (first.path, second.path) == (None, HOME)
    back = ice.receive(HOME, checked_by(first, use_candidate=True), 1.0 + 2 * ADDRESS_HELD_SECONDS)
    assert back is not None
    assert (selected(back), first.path, second.path) == (HOME, HOME, None)


def test_a_removed_connection_leaves_its_address_to_others() -> None:
    ice = IceLite()
    first, second = ice.add(1, "peer", 0.0), ice.add(2, "other", 0.0)
    ice.receive(HOME, checked_by(first, use_candidate=True), 1.0)
    ice.remove(first)
    reply = ice.receive(HOME, checked_by(second, use_candidate=True), 1.1)
    assert reply is not None
    assert selected(reply) == HOME
    assert ice.receive(HOME, checked_by(second), 1.2) is not None


# -- replays


@pytest.mark.row("M9")
def test_a_captured_nomination_that_is_replayed_from_elsewhere_gets_no_byte_and_moves_nothing() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    captured = checked_by(agent, use_candidate=True)
    assert followed(ice, HOME, captured) == HOME
    assert followed(ice, HOME, checked_by(agent, use_candidate=True, priority=PRIORITY - 1)) is None
    for path in (MOBILE, Path(1, HOME.remote)):
        assert ice.receive(path, captured, 2.0) is None
    assert ice.drops[StunDrop.REPLAYED] == 2
    assert agent.path == HOME
    assert set(agent.paths) == {HOME}


def test_a_check_that_is_sent_again_is_answered_again() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    sent = checked_by(agent, use_candidate=True)
    first, second = ice.receive(HOME, sent, 1.0), ice.receive(HOME, sent, 1.1)
    assert first is not None
    assert second is not None
    assert (second.data, second.changes) == (first.data, [])


@pytest.mark.row("M9")
def test_a_replay_from_the_forged_address_of_somebody_gone_does_not_prolong_consent() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    captured = checked_by(agent, use_candidate=True)
    for now in range(1, int(CONSENT_SECONDS) + 1):
        ice.receive(HOME, captured, float(now))
    assert list(ice.expired(1.0 + CONSENT_SECONDS)) == [agent]


@pytest.mark.row("M9")
def test_replays_are_known_for_many_checks_and_in_bounded_memory() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    captured = checked_by(agent, use_candidate=True)
    ice.receive(HOME, captured, 1.0)
    for _ in range(MAX_SEEN_TRANSACTIONS - 1):
        ice.receive(HOME, checked_by(agent, use_candidate=True), 1.0)
    assert ice.receive(MOBILE, captured, 2.0) is None
    for _ in range(MAX_SEEN_TRANSACTIONS):
        ice.receive(HOME, checked_by(agent), 1.0)
    assert len(agent.seen) == MAX_SEEN_TRANSACTIONS


# -- ICE restart


def test_a_restart_keeps_the_old_credentials_until_the_new_ones_nominate() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    old = checked_by(agent, use_candidate=True)
    ice.receive(HOME, old, 1.0)
    ice.restart(agent, "peer2")
    assert ice.receive(HOME, old, 2.0) is not None
    plain = ice.receive(MOBILE, checked_by(agent), 2.1)
    assert plain is not None
    assert selected(plain) is None
    nominated = ice.receive(MOBILE, checked_by(agent, use_candidate=True), 2.2)
    assert nominated is not None
    assert selected(nominated) == MOBILE
    assert ice.receive(HOME, old, 2.3) is None
    assert ice.drops[StunDrop.UNKNOWN] == 1


def test_each_ice_session_has_credentials_of_its_own() -> None:
    ice = IceLite()
    agent = ice.add(1, "a", 0.0)
    seen = [agent.local]
    for remote in ("b", "c", "d"):
        ice.restart(agent, remote)
        seen.append(agent.local)
    assert len({c.ufrag for c in seen}) == len({c.pwd for c in seen}) == 4
    assert len(agent.credentials) == 2
    assert min(len(c.pwd) for c in seen) >= 22


# -- consent


def test_consent_ends_without_authenticated_checks_and_not_by_forged_ones() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 0.0)
    ice.receive(HOME, checked_by(agent), 10.0)
    ice.receive(HOME, check(f"{agent.local.ufrag}:peer", "wrong"), 20.0)
    assert ice.next_deadline() == 10.0 + CONSENT_SECONDS
    assert list(ice.expired(10.0 + CONSENT_SECONDS - 0.1)) == []
    assert list(ice.expired(10.0 + CONSENT_SECONDS)) == [agent]


def test_a_connection_that_nobody_ever_checks_expires_too() -> None:
    ice = IceLite()
    agent = ice.add(1, "peer", 5.0)
    assert list(ice.expired(5.0 + CONSENT_SECONDS)) == [agent]
    ice.remove(agent)
    assert ice.next_deadline() is None


def test_somebody_who_is_gone_is_gone_within_thirty_seconds() -> None:
    slack_of_the_timer = 1.0
    assert CONSENT_SECONDS + slack_of_the_timer < 30.0
