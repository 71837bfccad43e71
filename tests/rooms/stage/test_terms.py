"""What a promotion gives when nothing else is said."""

from __future__ import annotations

from msgspec import json

from rooms.stage.terms import Promote
from rooms.terms import Source


def test_a_promotion_gives_microphone_and_camera_unless_it_says_otherwise() -> None:
    assert json.decode(b'{"t":"promote","member":"ada"}', type=Promote).sources == [Source.MIC, Source.CAMERA]
