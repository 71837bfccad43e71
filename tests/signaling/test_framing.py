"""A message on the wire, read by somebody else's parser."""

from __future__ import annotations

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from signaling.framing import framed, payload_of

LENGTHS = (0, 1, 125, 126, 127, 65_535, 65_536, 300_000)


@pytest.mark.parametrize("length", LENGTHS)
def test_a_frame_is_read_as_one_whole_binary_message(length: int) -> None:
    client = ClientProtocol(parse_uri("ws://study.example.org/"), state=State.OPEN, max_size=None)
    client.receive_data(framed(bytes(length)) + framed(b"next"))
    assert client.events_received() == [
        Frame(Opcode.BINARY, bytes(length)),
        Frame(Opcode.BINARY, b"next"),
    ]


@pytest.mark.parametrize("length", LENGTHS)
def test_what_was_framed_can_be_had_back(length: int) -> None:
    assert payload_of(framed(bytes(length))) == bytes(length)
