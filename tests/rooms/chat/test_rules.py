"""What becomes of a message: deleted, hidden and restored, pinned, important, reacted to."""

from __future__ import annotations

import pytest

from rooms.chat.rules import EMOJI_PER_MESSAGE
from rooms.chat.state import KEPT_MESSAGES
from rooms.chat.terms import (
    MAX_PINS,
    RECENT_IMPORTANT,
    DeleteMessage,
    HideMessage,
    MarkImportant,
    MessageDeleted,
    MessageHidden,
    MessageReacted,
    MessageRestored,
    MessageState,
    PinMessage,
    PostMessage,
    ReactToMessage,
    RestoreMessage,
)
from rooms.kinds import RoomKind
from rooms.members.terms import Leave
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role
from rooms.terms import Actor
from tests.rooms.chat.talk import FILE, Talk
from tests.support.law import ADA, BO, OTTO, TESS, TOM
from tests.support.rooms import Rig, person

# ---------------------------------------------------------------- deleting


def test_ones_own_message_leaves_a_tombstone_and_needs_no_reason() -> None:
    rig = Talk()
    id = rig.say(ADA, "oops", attachments=[FILE], mentions=["bo"])
    rig.events(ReactToMessage(id, "👍", on=True), BO)
    assert rig.ask(DeleteMessage(id, "my own"), ADA) == [
        MessageDeleted(at=rig.now, id=id, by="ada", author="ada")
    ]
    for actor in (ADA, TESS, None):
        message = rig.message(id, actor)
        assert (message.state, message.author) == (MessageState.DELETED, "ada")
        assert (message.body, message.attachments, message.mentions, message.reactions) == ("", [], [], {})


def test_staff_delete_the_message_of_another_and_say_why() -> None:
    rig = Talk()
    id = rig.say(ADA)
    assert rig.refusal(DeleteMessage(id), BO) is RejectionCode.NOT_YOURS
    assert rig.ask(DeleteMessage(id, "rude"), TOM) == [
        MessageDeleted(at=rig.now, id=id, by="tom", reason="rude", author="ada")
    ]
    assert rig.refusal(DeleteMessage(id), TOM) is RejectionCode.WRONG_STATE
    assert rig.refusal(DeleteMessage(id + 1), TOM) is RejectionCode.NOT_FOUND


def test_a_message_that_is_hidden_can_still_be_deleted() -> None:
    rig = Talk()
    id = rig.say(ADA)
    rig.events(HideMessage(id), TESS)
    rig.events(DeleteMessage(id), ADA)
    assert rig.message(id, ADA).state is MessageState.DELETED
    assert rig.refusal(RestoreMessage(id), TESS) is RejectionCode.WRONG_STATE


def test_staff_delete_what_the_room_has_forgotten_and_others_do_nothing_with_it() -> None:
    rig = Rig(RoomKind.QA)
    rig.enter(ADA, TESS)
    for number in range(KEPT_MESSAGES + 1):
        rig.events(PostMessage(f"cid-{number:04d}", "hello"), ADA)
    too_old = Rejection(RejectionCode.TOO_OLD, "message 1")
    assert rig.ask(DeleteMessage(1), ADA) == too_old
    for command in (
        HideMessage(1),
        RestoreMessage(1),
        PinMessage(1, on=True),
        MarkImportant(1, on=True),
        ReactToMessage(1, "👍", on=True),
    ):
        assert rig.ask(command, TESS) == too_old
    assert rig.ask(DeleteMessage(1, "spam"), TESS) == [
        MessageDeleted(at=rig.now, id=1, by="tess", reason="spam")
    ]


# ---------------------------------------------------------------- hiding


def test_a_hidden_message_comes_back_in_its_place_with_its_text_and_files() -> None:
    rig = Talk()
    id = rig.say(ADA, "was it rude?", attachments=[FILE])
    rig.say(BO)
    assert rig.ask(HideMessage(id, "rude"), TESS) == [
        MessageHidden(at=rig.now, id=id, author="ada", by="tess", reason="rude")
    ]
    assert [rig.message(id, actor).body for actor in (BO, ADA, TESS)] == ["", "was it rude?", "was it rude?"]
    assert rig.refusal(HideMessage(id), TESS) is RejectionCode.WRONG_STATE
    assert rig.ask(RestoreMessage(id), TESS) == [
        MessageRestored(at=rig.now, id=id, by="tess", body="was it rude?", attachments=[FILE])
    ]
    assert [message.body for message in rig.view(BO).chat.messages] == ["was it rude?", "hello"]
    assert rig.message(id, BO).attachments == [FILE]
    assert rig.refusal(RestoreMessage(id), TESS) is RejectionCode.WRONG_STATE


def test_hiding_or_deleting_takes_a_message_from_the_pins_and_the_lane_and_restoring_does_not_undo_that() -> (
    None
):
    rig = Talk()
    hidden, deleted = rig.say(TESS, important=True), rig.say(TESS, important=True)
    for id in (hidden, deleted):
        rig.events(PinMessage(id, on=True), TESS)
    rig.enter(OTTO)
    rig.events(HideMessage(hidden), TESS)
    rig.events(DeleteMessage(deleted), OTTO)
    assert (rig.view().chat.pins, rig.view().chat.important) == ([], [])
    rig.events(RestoreMessage(hidden), OTTO)
    assert (rig.view().chat.pins, rig.view().chat.important) == ([], [])
    assert not rig.message(hidden).important


@pytest.mark.parametrize("author", [TOM, TESS, OTTO], ids=["equal", "above", "far above"])
@pytest.mark.parametrize("is_here", [True, False])
def test_staff_take_down_nothing_of_their_own_rank_or_above(author: Actor, is_here: bool) -> None:
    rig = Talk()
    other = person("uma", Role.TA)
    rig.enter(other, OTTO)
    rig.say(author)
    if not is_here:
        rig.events(Leave(), author)
    for command in (HideMessage(1), DeleteMessage(1)):
        assert rig.refusal(command, other) is RejectionCode.OUTRANKED


def test_staff_take_down_what_is_below_their_rank_and_what_is_their_own() -> None:
    rig = Talk()
    for author, by in ((BO, TOM), (TOM, TESS), (TOM, TOM)):
        rig.events(HideMessage(rig.say(author)), by)
        rig.events(DeleteMessage(rig.say(author)), by)


def test_nobody_restores_their_own_message_nor_one_of_their_rank() -> None:
    rig = Talk()
    rig.enter(person("uma", Role.TA))
    hidden = rig.say(TOM)
    rig.events(HideMessage(hidden), TESS)
    for actor in (TOM, person("uma", Role.TA)):
        assert rig.refusal(RestoreMessage(hidden), actor) is RejectionCode.OUTRANKED
    rig.events(RestoreMessage(hidden), TESS)


@pytest.mark.parametrize(
    "command", [HideMessage(1), RestoreMessage(1), PinMessage(1, on=True), MarkImportant(1, on=True)]
)
def test_students_do_not_moderate(command: HideMessage | RestoreMessage | PinMessage | MarkImportant) -> None:
    rig = Talk()
    rig.say(ADA)
    assert rig.refusal(command, ADA) is RejectionCode.NOT_PERMITTED


@pytest.mark.parametrize(
    "command",
    [
        HideMessage(9),
        RestoreMessage(9),
        PinMessage(9, on=True),
        MarkImportant(9, on=True),
        ReactToMessage(9, "👍", on=True),
    ],
)
def test_what_was_never_posted_is_not_found(
    command: HideMessage | RestoreMessage | PinMessage | MarkImportant | ReactToMessage,
) -> None:
    assert Talk().refusal(command, TESS) is RejectionCode.NOT_FOUND


@pytest.mark.parametrize(
    "command",
    [PinMessage(1, on=True), MarkImportant(1, on=True), ReactToMessage(1, "👍", on=True)],
)
def test_a_tombstone_is_not_pinned_marked_or_reacted_to(
    command: PinMessage | MarkImportant | ReactToMessage,
) -> None:
    rig = Talk()
    rig.say(ADA)
    rig.events(HideMessage(1), TESS)
    assert rig.refusal(command, TESS) is RejectionCode.WRONG_STATE


# ---------------------------------------------------------------- pins


def test_pins_stand_in_the_order_of_pinning_and_there_are_only_so_many() -> None:
    rig = Talk()
    ids = [rig.say(ADA) for _ in range(MAX_PINS + 1)]
    pinned = list(reversed(ids[:MAX_PINS]))
    for id in pinned:
        rig.events(PinMessage(id, on=True), TESS)
    assert rig.refusal(PinMessage(ids[-1], on=True), TESS) is RejectionCode.TOO_MANY
    assert [message.id for message in rig.view().chat.pins] == pinned
    rig.events(PinMessage(pinned[0], on=False), TESS)
    rig.events(PinMessage(ids[-1], on=True), TESS)
    assert [message.id for message in rig.view().chat.pins] == [*pinned[1:], ids[-1]]


def test_pinning_what_is_pinned_changes_nothing_even_when_no_more_fit() -> None:
    rig = Talk()
    ids = [rig.say(ADA) for _ in range(MAX_PINS)]
    for id in ids:
        rig.events(PinMessage(id, on=True), TESS)
    assert rig.ask(PinMessage(ids[0], on=True), TESS) == []
    rig.events(PinMessage(ids[0], on=False), TESS)
    assert rig.ask(PinMessage(ids[0], on=False), TESS) == []


def test_what_happens_to_a_pinned_message_is_seen_in_the_pins() -> None:
    rig = Talk()
    id = rig.say(ADA)
    rig.events(PinMessage(id, on=True), TESS)
    rig.events(ReactToMessage(id, "👍", on=True), BO)
    rig.say(BO, reply_to=id)
    rig.events(MarkImportant(id, on=True), TESS)
    (pin,) = rig.view().chat.pins
    assert (pin.reactions, pin.replies, pin.important) == ({"👍": ["bo"]}, 1, True)
    assert rig.view().chat.important == [pin]


# ---------------------------------------------------------------- the lane


def test_marking_puts_a_message_into_the_lane_and_unmarking_takes_it_out() -> None:
    rig = Talk()
    first, second = rig.say(ADA), rig.say(BO)
    rig.events(MarkImportant(second, on=True), TESS)
    rig.events(MarkImportant(first, on=True), TESS)
    assert [message.id for message in rig.view().chat.important] == [first, second]
    assert rig.ask(MarkImportant(first, on=True), TESS) == []
    rig.events(MarkImportant(first, on=False), TESS)
    assert rig.ask(MarkImportant(first, on=False), TESS) == []
    assert [message.id for message in rig.view().chat.important] == [second]
    assert [message.important for message in rig.view().chat.messages] == [False, True]


def test_a_full_lane_takes_newer_messages_only() -> None:
    rig = Talk()
    old = rig.say(ADA)
    fallen = rig.say(TESS, important=True)
    lane = [rig.say(TESS, important=True) for _ in range(RECENT_IMPORTANT)]
    for id in (old, fallen):
        assert rig.refusal(MarkImportant(id, on=True), TESS) is RejectionCode.TOO_OLD
    assert [message.id for message in rig.view().chat.important] == lane
    rig.events(MarkImportant(lane[-1], on=False), TESS)
    rig.events(MarkImportant(fallen, on=True), TESS)
    assert [message.id for message in rig.view().chat.important] == [fallen, *lane[:-1]]


def test_what_fell_off_the_lane_can_be_unmarked() -> None:
    rig = Talk()
    fallen = rig.say(TESS, important=True)
    for _ in range(RECENT_IMPORTANT):
        rig.say(TESS, important=True)
    assert rig.message(fallen).important
    rig.events(MarkImportant(fallen, on=False), TESS)
    assert not rig.message(fallen).important


# ---------------------------------------------------------------- reactions


def test_a_member_reacts_once_per_emoji_and_can_take_it_back() -> None:
    rig = Talk()
    id = rig.say(ADA)
    thumb = ReactToMessage(id, "👍", on=True)
    assert rig.ask(thumb, BO) == [MessageReacted(at=rig.now, id=id, member="bo", emoji="👍", on=True)]
    assert rig.ask(thumb, BO) == []
    rig.events(thumb, ADA)
    rig.events(ReactToMessage(id, "🎉", on=True), BO)
    assert rig.message(id).reactions == {"👍": ["bo", "ada"], "🎉": ["bo"]}
    rig.events(ReactToMessage(id, "👍", on=False), BO)
    assert rig.ask(ReactToMessage(id, "👍", on=False), BO) == []
    rig.events(ReactToMessage(id, "👍", on=False), ADA)
    assert rig.message(id).reactions == {"🎉": ["bo"]}


@pytest.mark.parametrize("emoji", ["ok", "7", " ", "\x07", "好"])
def test_a_reaction_is_a_picture(emoji: str) -> None:
    rig = Talk()
    id = rig.say(ADA)
    assert rig.refusal(ReactToMessage(id, emoji, on=True), BO) is RejectionCode.BAD_CHOICE


def test_a_message_has_only_so_many_kinds_of_reactions() -> None:
    rig = Talk()
    id = rig.say(ADA)
    kinds = [chr(0x1F600 + number) for number in range(EMOJI_PER_MESSAGE)]
    for emoji in kinds:
        rig.events(ReactToMessage(id, emoji, on=True), BO)
    assert rig.refusal(ReactToMessage(id, "🎉", on=True), BO) is RejectionCode.TOO_MANY
    rig.events(ReactToMessage(id, kinds[0], on=True), ADA)
    assert rig.message(id).reactions[kinds[0]] == ["bo", "ada"]
