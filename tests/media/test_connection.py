"""One association: what a later offer is to it, and how it ends. Whole handshakes are in test_sfu.py and test_attacks.py."""

from __future__ import annotations

import asyncio

import pytest
from studyhall_plane import Plane

from media.aiortc_seam import Certificate
from media.connection import Connection, Relation
from media.ice import IceLite
from media.offer import read_offer
from tests.media.conftest import MakeConnection
from tests.media.offers import description, section

pytestmark = pytest.mark.anyio

OFFER = description(section("0"))
SECONDS = 5.0


async def test_a_later_offer_adds_to_restarts_or_replaces_the_connection(
    make_connection: MakeConnection,
) -> None:
    connection = make_connection()
    grown = description(section("0"), section("1", "video"))
    assert connection.relation(read_offer(OFFER)) is Relation.SAME
    assert connection.relation(read_offer(grown)) is Relation.SAME
    assert connection.relation(read_offer(OFFER.replace(":ufra", ":ufrb"))) is Relation.RESTART
    assert connection.relation(read_offer(OFFER.replace("AB:", "CD:"))) is Relation.OTHER


async def test_an_offer_in_which_everything_is_stopped_is_still_about_the_same_connection(
    make_connection: MakeConnection,
) -> None:
    stopped = OFFER.replace("m=audio 9", "m=audio 0")
    assert make_connection().relation(read_offer(stopped)) is Relation.SAME


async def test_the_case_of_a_fingerprint_does_not_matter(make_connection: MakeConnection) -> None:
    lower = OFFER.replace("AB", "ab").replace("sha-256", "SHA-256")
    assert make_connection().relation(read_offer(lower)) is Relation.SAME


async def test_a_restart_describes_new_credentials_and_the_same_certificate(
    make_connection: MakeConnection,
) -> None:
    connection = make_connection()
    before = connection.describe((("192.0.2.1", 7000),), ())
    restart = read_offer(OFFER.replace(":ufra", ":ufrb"))
    connection.restart_ice(restart)
    after = connection.describe((("192.0.2.1", 7000),), ())
    assert (after.ice_ufrag, after.ice_pwd) != (before.ice_ufrag, before.ice_pwd)
    assert after.fingerprints == before.fingerprints
    assert (before.restarts, after.restarts) == (0, 1)
    assert connection.relation(restart) is Relation.SAME


async def test_answers_are_numbered_within_one_session(make_connection: MakeConnection) -> None:
    connection = make_connection()
    (first, one), (second, two) = connection.next_version(), connection.next_version()
    assert first == second
    assert (one, two) == (1, 2)


async def test_closing_ends_a_run_that_waits_for_its_peer(make_connection: MakeConnection) -> None:
    connection = make_connection()
    connected: list[bool] = []
    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
        tasks.create_task(connection.run(lambda: connected.append(True)))
        tasks.create_task(_close_twice(connection))
    assert connected == []


async def _close_twice(connection: Connection) -> None:
    connection.close()
    connection.close()


async def test_a_closed_connection_leaves_nothing_in_the_plane_and_in_ice(plane: Plane) -> None:
    ice = IceLite()
    connection = Connection(plane, ice, Certificate(), 7, read_offer(OFFER), 0.0)
    assert ice.next_deadline() is not None
    connection.close()
    assert ice.next_deadline() is None
    with pytest.raises(KeyError):
        plane.remove_transport(7)
