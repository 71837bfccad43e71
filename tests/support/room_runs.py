"""Seeded runs of a room: plausible commands, members, devices and time, the same for the same seed everywhere."""

from __future__ import annotations

from random import Random

from rooms.chat.terms import PostMessage
from rooms.commands import AnyCommand
from rooms.kinds import RoomKind
from rooms.life.terms import TakeOver, Tick
from rooms.members.terms import AnnounceMedia, AttachDevice, DetachDevice, Leave
from rooms.roles import Role
from rooms.terms import SYSTEM, Actor
from tests.support.rooms import Rig

PEOPLE = ("ada", "bo", "chen", "dora", "emil", "fatou")
ROLES = tuple(Role)


def run(seed: int, kind: RoomKind, commands: int) -> Rig:
    """A room after this many commands. Refused ones are among them."""
    random = Random(seed)
    rig = Rig(kind)
    for number in range(commands):
        rig.now += random.choice((0.0, 0.25, 1.0, 12.5))
        actor = _somebody(random)
        command = _something(random, actor, number)
        rig.ask(command, SYSTEM if isinstance(command, Tick | TakeOver) else actor)
    return rig


def _somebody(random: Random) -> Actor:
    index = random.randrange(len(PEOPLE))
    id = PEOPLE[index]
    name = id.capitalize() if random.random() < 0.9 else f"{id.capitalize()} 李"
    return Actor(id, ROLES[index], name, f"{id}-device-{random.randrange(2)}")


def _something(random: Random, actor: Actor, number: int) -> AnyCommand:
    flags = [random.random() < 0.5 for _ in range(3)]
    choices: list[tuple[float, AnyCommand]] = [
        (4.0, AttachDevice(actor.device)),
        (1.0, DetachDevice(actor.device, clean=True)),
        (1.0, DetachDevice(actor.device, clean=False)),
        (2.0, AnnounceMedia(*flags)),
        (3.0, PostMessage(f"cid-{number:05d}", f"message {number} 📚")),
        (0.5, PostMessage(f"cid-{max(0, number - 3):05d}", "again")),
        (0.2, PostMessage(f"cid-{number:05d}", "   ")),
        (0.4, Leave()),
        (2.0, Tick()),
        (0.1, TakeOver()),
    ]
    weights = [weight for weight, _ in choices]
    return random.choices([command for _, command in choices], weights)[0]
