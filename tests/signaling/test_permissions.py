"""Who may send which command, by raw frames: the page is never asked, and what is denied leaves no trace.

The matrix is written out by hand, a second time, so that a change of a permission is a change of this file too.
"""

from __future__ import annotations

from random import Random
from typing import Any

import msgpack
import msgspec
import pytest

from rooms.commands import AnyClientCommand
from rooms.permissions import NEEDED
from rooms.roles import PERMITTED, Role
from rooms.terms import ClientCommand
from signaling.codes import ErrorCode
from signaling.rate_limit import Limits, Rate
from signaling.wire import Error, Ok
from tests.support.node import NodeRig, Page, running
from tests.support.plausible import plausible

pytestmark = [pytest.mark.anyio, pytest.mark.row("S3")]

MATRIX = """
                       operator teacher  ta       active   student  guest   
announce_media         yes      yes      yes      yes      yes      yes
leave                  yes      yes      yes      yes      yes      yes
start_session          yes      yes      yes      no       no       no
end_session            yes      yes      yes      no       no       no
post_message           yes      yes      yes      yes      yes      yes
edit_message           yes      yes      yes      yes      yes      yes
delete_message         yes      yes      yes      yes      yes      yes
hide_message           yes      yes      yes      no       no       no
restore_message        yes      yes      yes      no       no       no
pin_message            yes      yes      yes      no       no       no
mark_important         yes      yes      yes      no       no       no
react_to_message       yes      yes      yes      yes      yes      yes
raise_hand             yes      yes      yes      yes      yes      yes
lower_hand             yes      yes      yes      yes      yes      yes
move_hand              yes      yes      yes      no       no       no
promote                yes      yes      yes      no       no       no
demote                 yes      yes      yes      yes      yes      yes
ask_to_unmute          yes      yes      yes      no       no       no
ask_question           yes      yes      yes      yes      yes      yes
submit_question        yes      yes      yes      yes      yes      yes
edit_question          yes      yes      yes      yes      yes      yes
withdraw_question      yes      yes      yes      yes      yes      yes
vote_question          yes      yes      yes      yes      yes      yes
convert_message        yes      yes      yes      yes      yes      yes
approve_question       yes      yes      yes      no       no       no
focus_question         yes      yes      yes      no       no       no
start_answer           yes      yes      yes      no       no       no
end_answer             yes      yes      yes      no       no       no
write_answer           yes      yes      yes      yes      no       no
endorse_answer         yes      yes      yes      yes      yes      yes
dismiss_question       yes      yes      yes      no       no       no
reopen_question        yes      yes      yes      yes      yes      yes
merge_questions        yes      yes      yes      no       no       no
unmerge_question       yes      yes      yes      no       no       no
defer_question         yes      yes      yes      no       no       no
unmask_question        yes      no       no       no       no       no
order_questions        yes      yes      yes      no       no       no
move_question          yes      yes      yes      no       no       no
set_pre_moderation     yes      yes      yes      no       no       no
open_poll              yes      yes      yes      no       no       no
vote_poll              yes      yes      yes      yes      yes      yes
close_poll             yes      yes      yes      no       no       no
reveal_poll            yes      yes      yes      no       no       no
start_focus            yes      yes      yes      yes      yes      no
pause_focus            yes      yes      yes      yes      yes      no
resume_focus           yes      yes      yes      yes      yes      no
skip_phase             yes      yes      yes      yes      yes      no
stop_focus             yes      yes      yes      yes      yes      no
open_sub_room          yes      yes      yes      yes      yes      no
close_sub_room         yes      yes      yes      yes      yes      no
assign_breakout        yes      yes      yes      no       no       no
tell_breakouts         yes      yes      yes      no       no       no
recall_breakouts       yes      yes      yes      no       no       no
call_for_help          yes      yes      yes      yes      yes      yes
cancel_help            yes      yes      yes      yes      yes      yes
answer_help            yes      yes      yes      no       no       no
mute_member            yes      yes      yes      no       no       no
unmute_member          yes      yes      yes      no       no       no
warn_member            yes      yes      yes      no       no       no
remove_member          yes      yes      yes      no       no       no
lift_ban               yes      yes      yes      no       no       no
propose_exclusion      yes      yes      yes      no       no       no
confirm_exclusion      yes      yes      no       no       no       no
refuse_exclusion       yes      yes      no       no       no       no
dismiss_warning        yes      yes      yes      yes      yes      yes
set_slow_mode          yes      yes      yes      no       no       no
lock_room              yes      yes      yes      no       no       no
set_waiting_room       yes      yes      yes      no       no       no
admit_member           yes      yes      yes      no       no       no
turn_away              yes      yes      yes      no       no       no
publish_rules          yes      yes      no       no       no       no
accept_rules           yes      yes      yes      yes      yes      yes
set_content_rules      yes      yes      no       no       no       no
release_held           yes      yes      yes      no       no       no
drop_held              yes      yes      yes      no       no       no
report                 yes      yes      yes      yes      yes      yes
handle_report          yes      yes      yes      no       no       no
appeal                 yes      yes      yes      yes      yes      yes
decide_appeal          yes      yes      no       no       no       no
claim_obligation       yes      yes      yes      yes      no       no
release_obligation     yes      yes      yes      yes      no       no
attribute_answer       yes      yes      yes      yes      no       no
await_asker            yes      yes      yes      no       no       no
promise_answer         yes      yes      yes      no       no       no
waive_obligation       yes      yes      yes      no       no       no
reclass_obligation     yes      yes      yes      no       no       no
mark_solved            yes      yes      yes      yes      yes      yes
mark_unsolved          yes      yes      yes      yes      yes      yes
set_exam_mode          yes      yes      yes      no       no       no
set_auto_replies       yes      yes      no       no       no       no
move_thread            yes      yes      yes      no       no       no
flag_off_topic         yes      yes      yes      yes      yes      yes
settle_off_topic       yes      yes      yes      no       no       no
schedule_post          yes      yes      yes      no       no       no
change_scheduled_post  yes      yes      yes      no       no       no
pause_scheduled_post   yes      yes      yes      no       no       no
delete_scheduled_post  yes      yes      yes      no       no       no
"""

BY_TAG: dict[str, type[ClientCommand]] = {str(kind.__struct_config__.tag): kind for kind in NEEDED}
UNLIMITED = Limits(requests=Rate(10_000, 10_000.0), commands=Rate(10_000, 10_000.0))


def _cells() -> list[tuple[str, Role, bool]]:
    head, *rows = MATRIX.strip().splitlines()
    roles = [Role(name) for name in head.split()]
    return [
        (row.split()[0], role, cell == "yes")
        for row in rows
        for role, cell in zip(roles, row.split()[1:], strict=True)
    ]


def _tags(role: Role, *, permitted: bool) -> list[str]:
    return [tag for tag, of, is_permitted in _cells() if of is role and is_permitted is permitted]


def test_the_matrix_is_that_of_the_code() -> None:
    coded = {(tag, role, NEEDED[kind] in PERMITTED[role]) for tag, kind in BY_TAG.items() for role in Role}
    assert set(_cells()) == coded


def test_every_command_that_a_client_can_send_has_its_row() -> None:
    kinds = msgspec.inspect.type_info(AnyClientCommand)
    assert isinstance(kinds, msgspec.inspect.UnionType)
    assert {kind.cls for kind in kinds.types if isinstance(kind, msgspec.inspect.StructType)} == set(NEEDED)


@pytest.mark.parametrize("role", Role)
async def test_a_denied_command_is_refused_and_changes_nothing(role: Role) -> None:
    async with running(limits=UNLIMITED) as rig:
        page = await _seated(rig, role)
        room = rig.room("qa").host.room
        for number, tag in enumerate(_tags(role, permitted=False)):
            before, seq = room.freeze(), room.seq
            answer = await _send(page, tag, Random(number))
            assert isinstance(answer, Error), tag
            assert (answer.code, answer.detail) == (ErrorCode.NOT_PERMITTED, _denied(tag, role))
            assert (room.freeze(), room.seq) == (before, seq)
            assert len(await rig.log.read("qa", 0, 1000)) == seq


@pytest.mark.parametrize("role", Role)
async def test_a_permitted_command_is_refused_for_no_reason_of_the_matrix(role: Role) -> None:
    for number, tag in enumerate(_tags(role, permitted=True)):
        async with running(limits=UNLIMITED) as rig:
            page = await _seated(rig, role)
            answer = await _send(page, tag, Random(number))
            denied = isinstance(answer, Error) and answer.detail == _denied(tag, role)
            assert not denied, tag
            assert not isinstance(answer, Error) or answer.code != ErrorCode.INTERNAL, tag


async def _seated(rig: NodeRig, role: Role) -> Page:
    """In the room, with somebody of every role before them."""
    for other in Role:
        await rig.seated(f"{other}-person", "qa", other)
    return await rig.seated("ada", "qa", role)


async def _send(page: Page, tag: str, random: Random) -> Ok | Error:
    """As a client that was written by somebody else would encode it."""
    ref = page.next_ref()
    command: dict[str, Any] = msgspec.to_builtins(plausible(random, BY_TAG[tag]))
    frame = {"t": "command", "ref": ref, "room": "qa", "command": command}
    page.to_server.put_nowait(msgpack.packb(frame))
    answer = await page.until_answer(ref)
    assert isinstance(answer, Ok | Error), answer
    return answer


def _denied(tag: str, role: Role) -> str:
    return f"{role} may not {NEEDED[BY_TAG[tag]]}"
