"""What a notice is called outside: the same in every try, and like no other."""

from __future__ import annotations

from tests.server.duty.given import notice


def test_a_notice_has_the_name_of_its_id_in_every_try() -> None:
    assert notice(id=7).name == notice(id=7, at=99.0).name == "notice-7"


def test_every_test_has_a_name_of_its_own_that_no_notice_has() -> None:
    names = {notice(reason=None, id=0, at=at).name for at in (1_790_000_000.0, 1_790_000_005.0)}
    assert names == {"test-1790000000", "test-1790000005"}
