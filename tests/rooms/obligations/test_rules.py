"""To whom each command is passed: every one has its rule."""

from __future__ import annotations

from typing import get_args

from rooms.obligations.rules import RULES
from rooms.obligations.terms import ObligationsCommand


def test_every_command_has_its_rule() -> None:
    assert set(RULES) == set(get_args(ObligationsCommand))
