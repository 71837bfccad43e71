"""The controlling end of ICE: it finds a pair that works, nominates it, and notices when the other end is gone."""

from __future__ import annotations

from media.checking import CHECK_SECONDS, LOST_SECONDS, SEARCH_SECONDS, Checking, pairs
from media.ice import IceLite, Path

OURS = [(2, ("10.0.0.1", 4000)), (3, ("::1", 4000))]
WORKS, OTHER = Path(2, ("10.0.0.2", 7882)), Path(2, ("192.168.0.2", 7882))
US = Path(0, ("10.0.0.1", 4000))  # how the other end sees us


class Line:
    """To an ICE-lite end that is reached by the pair `WORKS` only."""

    def __init__(self) -> None:
        self.ice = IceLite()
        self.agent = self.ice.add(1, "edge", 0.0)
        local = self.agent.local
        self.checking = Checking("edge", local.ufrag, local.pwd, [OTHER, WORKS], 0.0)
        self.replies: list[bytes] = []

    def turn(self, now: float) -> list[Path]:
        """What is due goes out and is answered; returns where it went."""
        sent = self.checking.due(now)
        for path, data in sent:
            reply = self.ice.receive(US, data, now) if path == WORKS else None
            if reply is not None:
                self.replies.append(reply.data)
                self.checking.receive(path, reply.data, now)
        return [path for path, _ in sent]


def test_pairs_are_of_one_family_in_the_order_of_the_other_end() -> None:
    theirs = [("192.168.0.2", 7882), ("fe80::2", 7882), ("10.0.0.2", 7882)]
    assert pairs(OURS, theirs) == [OTHER, Path(3, ("fe80::2", 7882)), WORKS]


def test_every_pair_is_tried_and_the_first_that_answers_is_nominated_at_once() -> None:
    line = Line()
    assert line.turn(0.0) == [OTHER, WORKS]
    assert line.checking.path == WORKS
    assert line.agent.nominated is None
    assert line.turn(0.0) == [WORKS]
    assert line.agent.path == US
    assert line.agent.nominated is not None


def test_checks_go_on_for_as_long_as_there_is_an_answer() -> None:
    line = Line()
    line.turn(0.0)
    now = 0.0
    for _ in range(20):
        now += CHECK_SECONDS
        assert line.turn(now) == [WORKS]
    assert line.turn(now + CHECK_SECONDS / 2) == []
    assert not line.checking.is_lost(now + LOST_SECONDS / 2)
    assert line.checking.is_lost(now + LOST_SECONDS)


def test_nobody_there_is_searched_for_and_then_given_up() -> None:
    line = Line()
    line.checking = Checking("edge", "nobody", "no password", [WORKS], 0.0)
    assert [bool(line.turn(number * SEARCH_SECONDS)) for number in range(5)] == [True] * 5
    assert line.checking.path is None
    assert line.checking.is_lost(LOST_SECONDS)


def test_an_answer_counts_once_from_where_it_was_asked_and_with_the_password() -> None:
    line = Line()
    ((_, data),) = [item for item in line.checking.due(0.0) if item[0] == WORKS]
    reply = line.ice.receive(US, data, 0.0)
    assert reply is not None
    stranger = Checking("edge", "x", "another password", [WORKS], 0.0)
    assert not stranger.receive(WORKS, reply.data, 0.0)
    assert not line.checking.receive(OTHER, reply.data, 0.0)
    assert not line.checking.receive(WORKS, data, 0.0)
    assert not line.checking.receive(WORKS, b"\x01\x01" + bytes(30), 0.0)
    assert line.checking.receive(WORKS, reply.data, 0.0)
    assert not line.checking.receive(WORKS, reply.data, 0.0)
