"""Seeded runs of a room: plausible commands, members, devices and time, the same for the same seed everywhere."""

from __future__ import annotations

from random import Random
from typing import get_args

from rooms.chat.terms import PostMessage, ReactToMessage
from rooms.commands import AnyClientCommand, AnyCommand
from rooms.kinds import RoomKind
from rooms.life.terms import TakeOver, Tick
from rooms.members.terms import AttachDevice, DetachDevice, Leave
from rooms.moderation.terms import AcceptRules, LockRoom, RemoveMember, SetWaitingRoom
from rooms.questions.terms import AskQuestion, VoteQuestion
from rooms.roles import Role
from rooms.terms import SYSTEM, Actor
from tests.support.plausible import PEOPLE, plausible
from tests.support.rooms import Rig

ROLES = (Role.TEACHER, Role.STUDENT, Role.STUDENT, Role.TA, Role.ACTIVE, Role.OPERATOR, Role.GUEST)
CLIENT_COMMANDS: tuple[type[AnyClientCommand], ...] = get_args(AnyClientCommand)

OFTEN: dict[type, float] = {
    PostMessage: 6.0,
    ReactToMessage: 3.0,
    AskQuestion: 3.0,
    VoteQuestion: 3.0,
    AcceptRules: 4.0,
}
SELDOM: dict[type, float] = {Leave: 0.5, RemoveMember: 0.2, LockRoom: 0.2, SetWaitingRoom: 0.3}


def run(seed: int, kind: RoomKind, commands: int, rig: Rig | None = None) -> Rig:
    """A room after this many commands. Refused ones are among them."""
    random = Random(seed)
    rig = rig or Rig(kind)
    for number in range(commands):
        rig.now += random.choice((0.0, 0.25, 1.0, 12.5, 90.0))
        actor = somebody(random)
        command = something(random, actor, number)
        rig.ask(command, SYSTEM if isinstance(command, Tick | TakeOver) else actor)
    return rig


def somebody(random: Random) -> Actor:
    index = random.randrange(len(PEOPLE))
    id = PEOPLE[index]
    name = id.capitalize() if random.random() < 0.95 else f"{id.capitalize()} 李"
    return Actor(id, ROLES[index], name, f"{id}-device-{random.randrange(2)}")


def something(random: Random, actor: Actor, number: int) -> AnyCommand:
    """Mostly what clients send, in between what the host does."""
    if random.random() < 0.3:
        return _by_the_host(random, actor)
    weights = [OFTEN.get(kind, SELDOM.get(kind, 1.0)) for kind in CLIENT_COMMANDS]
    kind = random.choices(CLIENT_COMMANDS, weights)[0]
    if kind is PostMessage:
        return PostMessage(f"cid-{number:05d}", f"message {number} 📚")
    return plausible(random, kind)


def _by_the_host(random: Random, actor: Actor) -> AnyCommand:
    choices: list[tuple[float, AnyCommand]] = [
        (6.0, AttachDevice(actor.device)),
        (0.5, DetachDevice(actor.device, clean=True)),
        (1.0, DetachDevice(actor.device, clean=False)),
        (3.0, Tick()),
        (0.1, TakeOver()),
    ]
    return random.choices([command for _, command in choices], [weight for weight, _ in choices])[0]
