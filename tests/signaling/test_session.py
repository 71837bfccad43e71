"""The life of a session: what each state takes, what ends it, and how much may be asked."""

from __future__ import annotations

import msgspec
import pytest

from rooms.chat.terms import PostMessage
from rooms.members.terms import Leave
from signaling.codes import CloseCode
from signaling.rate_limit import Limits, Rate
from signaling.session import HELLO_SECONDS, SILENCE_SECONDS, Ended, Limited, Session, State
from signaling.wire import HEARTBEAT_SECONDS, AnyRequest, Hello, Ping, RoomCommand, Typing, WatchLobby
from signaling.wire_duty import FromDesk, SeeNotices
from signaling.wire_media import MediaOffer

HELLO = Hello(1, "ticket", "a-device")
LEAVE = RoomCommand(1, "study", Leave())


def give(session: Session, request: AnyRequest, now: float = 0.0) -> AnyRequest | Limited:
    return session.receive(msgspec.msgpack.encode(request), now)


def live(limits: Limits | None = None) -> Session:
    session = Session(limits or Limits(), now=0.0)
    give(session, HELLO)
    session.welcomed(0.0)
    return session


def ended_by(session: Session, request: AnyRequest, now: float = 0.0) -> CloseCode:
    with pytest.raises(Ended) as caught:
        give(session, request, now)
    assert session.state is State.CLOSED
    return caught.value.code


def test_a_hello_comes_first_and_then_everything_else() -> None:
    session = Session(Limits(), now=0.0)
    assert give(session, HELLO) == HELLO
    session.welcomed(0.0)
    assert give(session, LEAVE) == LEAVE


def test_anything_before_the_hello_ends_the_session() -> None:
    assert ended_by(Session(Limits(), now=0.0), Ping()) is CloseCode.BAD_FRAME


def test_a_second_hello_ends_the_session() -> None:
    assert ended_by(live(), HELLO) is CloseCode.BAD_FRAME


def test_nothing_is_taken_after_the_end() -> None:
    session = live()
    session.close()
    assert ended_by(session, LEAVE) is CloseCode.BAD_FRAME


def test_another_version_is_told_apart_from_a_bad_frame() -> None:
    session = Session(Limits(), now=0.0)
    assert ended_by(session, Hello(2, "ticket", "a-device")) is CloseCode.VERSION_UNKNOWN


def test_a_bad_frame_ends_the_session_with_the_codecs_code() -> None:
    session = live()
    with pytest.raises(Ended) as caught:
        session.receive(b"\xc0" * 70_000, 0.0)
    assert caught.value.code is CloseCode.TOO_LARGE


@pytest.mark.row("S9")
def test_a_client_has_ten_seconds_for_its_hello() -> None:
    session = Session(Limits(), now=100.0)
    assert session.next_deadline() == 100.0 + HELLO_SECONDS
    session.expire(109.9)
    with pytest.raises(Ended) as caught:
        session.expire(110.0)
    assert caught.value.code is CloseCode.HEARTBEAT_MISSED


@pytest.mark.row("S9")
def test_a_client_that_is_silent_for_two_and_a_half_heartbeats_is_gone() -> None:
    session = live()
    give(session, Ping(), now=10.0)
    assert session.next_deadline() == 10.0 + SILENCE_SECONDS == 10.0 + 2.5 * HEARTBEAT_SECONDS
    session.expire(10.0 + SILENCE_SECONDS - 0.1)
    with pytest.raises(Ended):
        session.expire(10.0 + SILENCE_SECONDS)
    session.expire(1000.0)  # over already: nothing more to say


def test_each_request_above_the_rate_is_told_when_to_come_again() -> None:
    session = live(Limits(requests=Rate(burst=2, per_second=10.0)))  # the hello was one of them
    assert give(session, WatchLobby(1, on=True)) == WatchLobby(1, on=True)
    assert give(session, WatchLobby(2, on=True)) == Limited(2, 100)
    assert give(session, Typing("study")) == Limited(None, 100)
    assert give(session, Ping()) == Limited(None, 100)
    assert give(session, WatchLobby(3, on=True), now=0.1) == WatchLobby(3, on=True)


def test_commands_and_offers_have_narrower_limits_than_the_rest() -> None:
    offer = MediaOffer(5, "study", "receive", "v=0")
    session = live(Limits(commands=Rate(burst=1, per_second=1.0), offers=Rate(burst=1, per_second=0.5)))
    assert give(session, LEAVE) == LEAVE
    assert give(session, LEAVE) == Limited(1, 1000)
    assert give(session, offer) == offer
    assert give(session, offer) == Limited(5, 2000)
    assert give(session, Ping()) == Ping()


def test_a_command_from_the_desk_counts_as_a_command() -> None:
    session = live(Limits(commands=Rate(burst=1, per_second=1.0)))
    from_desk = FromDesk(4, "zone", PostMessage("cid-000001", "hello"))
    assert give(session, from_desk) == from_desk
    assert give(session, from_desk) == Limited(4, 1000)
    assert give(session, LEAVE) == Limited(1, 1000)


def test_notices_that_are_seen_too_fast_are_dropped_without_an_answer() -> None:
    session = live(Limits(requests=Rate(burst=2, per_second=10.0)))
    assert give(session, SeeNotices([1])) == SeeNotices([1])
    assert give(session, SeeNotices([2])) == Limited(None, 100)
