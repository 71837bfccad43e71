"""A server that is alone forgets with its process what was used, so it takes no ticket of an earlier one."""

from __future__ import annotations

import pytest

from server.auth.used_tickets import MemoryUsedTickets


@pytest.mark.row("S2")
def test_every_process_has_a_scope_of_its_own() -> None:
    assert MemoryUsedTickets().scope != MemoryUsedTickets().scope
