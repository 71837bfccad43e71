"""The ready-made space of a new installation: four rooms, and one standing invite per role.

Standing invites are derived from the signing key, so they can be printed again at every start without being stored.
"""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy.exc import IntegrityError

from rooms.kinds import Purpose, RoomKind
from rooms.roles import Role
from server.auth.invites import hashed
from server.auth.keys import Keys
from server.catalogue import Catalogue
from server.storage.directory import SqlDirectory
from server.storage.people import Admission, People
from signaling.ports import RoomSpec

SPACE = "main"
INVITED = (Role.OPERATOR, Role.TEACHER, Role.STUDENT)


async def ensure_first_space(
    directory: SqlDirectory, people: People, keys: Keys, titles: Catalogue, now: float
) -> dict[Role, str]:
    """Make what is missing; the secret of each standing invite."""
    if await directory.space_title(SPACE) is None:
        with suppress(IntegrityError):  # another node that starts at this moment was first
            await directory.create_space(SPACE, titles.text("space"), now, _rooms(titles))
    secrets = {role: keys.standing_invite(SPACE, role) for role in INVITED}
    for role, secret in secrets.items():
        await people.add_invite(hashed(secret), Admission(SPACE, role), now)
    return secrets


def _rooms(titles: Catalogue) -> list[RoomSpec]:
    return [
        RoomSpec("study-room", SPACE, titles.text("room_study"), RoomKind.STUDY),
        RoomSpec("live-qa", SPACE, titles.text("room_qa"), RoomKind.QA),
        RoomSpec("question-zone", SPACE, titles.text("room_zone"), RoomKind.ZONE),
        RoomSpec("lounge", SPACE, titles.text("room_lounge"), RoomKind.ZONE, purpose=Purpose.LOUNGE),
    ]
