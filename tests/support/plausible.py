"""Builds commands and events from their types: small numbers, a few people, a few words.

So every new command is in the seeded runs, in the state machine and in the permission tests as soon as it exists.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

from msgspec import NODEFAULT, Struct
from msgspec import inspect as types

from community.post_times import Timing

PEOPLE = ("ada", "bo", "chen", "dora", "emil", "fatou", "gil")
WORDS = (
    "Why is 0! = 1?",
    "谢谢老师",
    "这道题怎么做?",
    "加我微信 vx12345678",
    "see https://spam.example",
    "two words",
)
EMOJI = ("👍", "❤️", "🎉")
RULE_IDS = ("no-links", "no-ads", "flood")
TIMINGS = (
    Timing("UTC", "2023-11-14", 23 * 60, "FREQ=DAILY"),
    Timing("Asia/Shanghai", "2023-11-15", 7 * 60),
    Timing("Nowhere/Else", "2023-11-15", 0),
)

_S = TypeVar("_S", bound=Struct)

_BY_NAME: dict[str, Callable[[Random], Any]] = {
    "cid": lambda random: f"cid-{random.randrange(10_000):05d}",
    **dict.fromkeys(("member", "author", "asker", "by"), lambda random: random.choice(PEOPLE)),
    "at": lambda random: 1_700_000_000.0 + random.randrange(100),
    "emoji": lambda random: random.choice(EMOJI),
    "patterns": lambda random: random.sample(["spam", "广告", "example.org"], random.randrange(3)),
    "mentions": lambda random: random.sample(PEOPLE, random.randrange(3)),
    "choices": lambda random: random.sample(range(3), random.randrange(4)),
    "right": lambda random: random.sample(range(2), random.randrange(2)),
    "options": lambda random: [f"option {number}" for number in range(random.randrange(2, 5))],
    "attachments": lambda random: [],
    "device": lambda random: f"{random.choice(PEOPLE)}-device-{random.randrange(2)}",
}


def plausible(random: Random, command: type[_S]) -> _S:
    """An instance of `command`. Every value is valid for its type; whether the room takes it is another matter."""
    found = types.type_info(command)
    assert isinstance(found, types.StructType)
    return command(
        **{
            field.name: _value(random, field.name, field.type)
            for field in found.fields
            if field.required or _is_given(random, field)
        }
    )


def _is_given(random: Random, field: types.Field) -> bool:
    """A field with a default is left out every other time."""
    return (
        field.default is not NODEFAULT or field.default_factory is not NODEFAULT
    ) and random.random() < 0.5


def _value(random: Random, name: str, found: types.Type) -> Any:
    if isinstance(found, types.UnionType):
        return _value(random, name, random.choice(found.types))
    if name in _BY_NAME and not isinstance(found, types.NoneType):
        return _BY_NAME[name](random)
    match found:
        case types.IntType(ge=low, le=high):
            least = low or 0
            return random.randint(least, min(high or least + 8, least + 8))
        case types.StrType(pattern=str()):
            return random.choice(RULE_IDS)
        case types.StrType(max_length=most):
            return random.choice(WORDS)[:most]
        case types.BoolType():
            return random.random() < 0.5
        case types.EnumType(cls=enum):
            return random.choice(list(enum))
        case types.NoneType():
            return None
        case _:
            return _composed(random, name, found)


def _composed(random: Random, name: str, found: types.Type) -> Any:
    match found:
        case types.StructType(cls=struct):
            return random.choice(TIMINGS) if struct is Timing else plausible(random, struct)
        case types.FloatType():
            return float(random.randrange(100))
        case types.DictType(key_type=key, value_type=value):
            of = "member" if isinstance(key, types.StrType) else "number"
            keys = [_value(random, of, key) for _ in range(random.randrange(3))]
            return {each: _value(random, name, value) for each in keys}
        case types.ListType(item_type=item, min_length=least):
            return [
                _value(random, _singular(name), item) for _ in range(max(least or 0, random.randrange(3)))
            ]
        case _:
            raise TypeError(f"nothing plausible for {name}: {found}")


def _singular(name: str) -> str:
    """Groups are lists of lists of members."""
    return {"groups": "mentions", "titles": "title", "voters": "member"}.get(name, name)
