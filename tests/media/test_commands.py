"""Commands survive the socket, and nothing else decodes as one."""

from __future__ import annotations

import msgspec
import pytest

from media.commands import (
    AddPeer,
    AnyCommand,
    Direction,
    MovePeer,
    Negotiate,
    Permit,
    RemovePeer,
    Source,
    TakeStatistics,
)


@pytest.mark.parametrize(
    "command",
    [
        AddPeer("p", "g", frozenset({Source.MIC, Source.SCREEN})),
        RemovePeer("p"),
        Permit("p", frozenset()),
        MovePeer("p", "g"),
        Negotiate(7, "p", Direction.PUBLISH, "v=0", {"0": Source.CAMERA}),
        TakeStatistics(8),
    ],
)
def test_a_command_survives_encoding(command: AnyCommand) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(command), type=AnyCommand) == command


def test_an_unknown_command_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(msgspec.msgpack.encode({"t": "reboot"}), type=AnyCommand)


def test_only_microphone_and_screen_audio_are_audio() -> None:
    assert {source for source in Source if source.is_audio} == {Source.MIC, Source.SCREEN_AUDIO}
