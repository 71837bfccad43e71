"""What members chose for a room: kept per person, and what it says of each reason."""

from __future__ import annotations

import pytest

from community.muting import Mute
from server.duty.notice import OF_MEMBERS, Reason
from server.duty.room_choices import USUAL, Hears, RoomChoice, RoomChoices
from server.storage.database import Database

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

QUIET = RoomChoice(hears=Hears.NOTHING, mute=Mute(until=5.0))
FOLLOWS = RoomChoice(follows=True)


async def test_whoever_chose_nothing_has_the_usual(database: Database) -> None:
    choices = RoomChoices(database)
    assert await choices.of_room("zone", ["ada"]) == {"ada": USUAL}
    assert await choices.of_person("ada") == {}


async def test_the_last_choice_holds_for_its_person_and_room(database: Database) -> None:
    choices = RoomChoices(database)
    await choices.choose("ada", "zone", FOLLOWS)
    await choices.choose("ada", "zone", QUIET)
    await choices.choose("bob", "zone", FOLLOWS)
    assert await choices.of_room("zone", ["ada", "bob", "cleo"]) == {
        "ada": QUIET,
        "bob": FOLLOWS,
        "cleo": USUAL,
    }
    assert await choices.of_room("study", ["ada"]) == {"ada": USUAL}
    assert await choices.of_person("ada") == {"zone": QUIET}
    await choices.choose("ada", "zone", USUAL)
    assert await choices.of_person("ada") == {}


async def test_followers_are_those_who_follow_now(database: Database) -> None:
    choices = RoomChoices(database)
    for person in ("bob", "ada", "cleo"):
        await choices.choose(person, "zone", FOLLOWS)
    await choices.choose("bob", "zone", QUIET)
    assert await choices.followers("zone") == ["ada", "cleo"]
    assert await choices.followers("study") == []


def test_a_mention_by_staff_is_wanted_always_and_important_posts_only_by_who_follows() -> None:
    wanted = {choice: {reason for reason in OF_MEMBERS if choice.wants(reason)} for choice in (USUAL, QUIET)}
    assert wanted[USUAL] == OF_MEMBERS - {Reason.IMPORTANT}
    assert wanted[QUIET] == {Reason.STAFF_MENTION}
    assert FOLLOWS.wants(Reason.IMPORTANT)
