"""What a node tells whoever counts."""

from __future__ import annotations

from rooms.chat.terms import PostMessage
from signaling.metering import tag_of


def test_a_command_is_counted_by_its_name_on_the_wire() -> None:
    assert tag_of(PostMessage(cid="some-client-id", body="hello")) == "post_message"
