"""Posting and editing: whose words, into which thread, and what content rules make of them."""

from __future__ import annotations

import pytest

from rooms.chat.posting import EDITABLE_SECONDS
from rooms.chat.state import KEPT_MESSAGES
from rooms.chat.terms import (
    RECENT_MESSAGES,
    Attachment,
    DeleteMessage,
    EditMessage,
    HideMessage,
    MessageEdited,
    MessageHidden,
    MessagePosted,
    MessageState,
    PostMessage,
)
from rooms.decision import AlreadyDone, Refused
from rooms.kinds import RoomKind
from rooms.members.terms import AttachDevice, Leave
from rooms.moderation.events import MemberMuted, MessageHeld, RuleMatched
from rooms.moderation.terms import ContentRule, RuleEffect, RuleKind, SetContentRules
from rooms.questions.terms import AdoptQuestion, Origin
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import PERMITTED, Action, Role
from rooms.room import Room
from rooms.state import REMEMBERED_CREATIONS
from tests.rooms.chat.talk import FILE, Talk
from tests.support.law import ADA, BO, TESS, LawRig
from tests.support.rooms import START, Rig, person

SPAM = "buy this now"


def _rules(rig: Talk, effect: RuleEffect, *, shadow: bool = False) -> None:
    rule = ContentRule("ads", RuleKind.KEYWORDS, effect, ["buy this"], shadow=shadow)
    rig.events(SetContentRules([rule], []), TESS)


# ---------------------------------------------------------------- posting


def test_a_message_gets_the_rooms_next_id_and_todays_name() -> None:
    rig = LawRig()
    rig.enter(ADA)
    assert rig.ask(PostMessage("cid-0001", "  Why is 0! = 1?\n"), ADA) == [
        MessagePosted(at=START, id=1, author="ada", author_name="Ada", cid="cid-0001", body="Why is 0! = 1?")
    ]
    rig.enter(person("ada", name="Ada L."))
    rig.events(PostMessage("cid-0002", "Anybody?"), ADA)
    assert [(message.id, message.author_name) for message in rig.view().chat.messages] == [
        (1, "Ada"),
        (2, "Ada L."),
    ]


def test_line_breaks_inside_a_message_stay() -> None:
    rig = Talk()
    assert rig.message(rig.say(ADA, "a\n\n b")).body == "a\n\n b"


@pytest.mark.parametrize("body", [" ", "\n\t ", "\u200b\u2060", "\u202e", "\x00"])
def test_a_message_with_nothing_to_see_is_refused_unless_it_has_a_file(body: str) -> None:
    rig = Talk()
    assert rig.refusal(PostMessage("cid-0001", body), ADA) is RejectionCode.EMPTY_MESSAGE
    message = rig.message(rig.say(ADA, body, attachments=[FILE]))
    assert (message.body, message.attachments) == ("", [FILE])


def test_a_member_is_mentioned_once() -> None:
    rig = Talk()
    assert rig.message(rig.say(ADA, "you", mentions=["bo", "tess", "bo"])).mentions == ["bo", "tess"]


def test_only_members_are_mentioned_also_those_who_have_left() -> None:
    rig = Talk()
    rig.events(Leave(), BO)
    message = rig.message(rig.say(ADA, "you", mentions=["bo", "a stranger", "tess", "<script>"]))
    assert message.mentions == ["bo", "tess"]


def test_who_asked_in_a_class_is_mentioned_where_the_question_was_handed_on() -> None:
    rig = Rig(RoomKind.ZONE)
    rig.enter(TESS)
    rig.events(
        AdoptQuestion(
            origin=Origin("algebra", 1),
            asker="bo",
            asker_name="Bo",
            asker_role=Role.STUDENT,
            anonymous=False,
            asked_at=rig.now,
            text="Why?",
        )
    )
    rig.events(PostMessage("cid-00001", "look here", mentions=["bo", "ada"]), TESS)
    (posted,) = (event for event in rig.log if isinstance(event, MessagePosted))
    assert posted.mentions == ["bo"]


@pytest.mark.row("D4")
def test_posting_the_same_client_id_three_times_posts_once() -> None:
    rig = LawRig()
    rig.enter(TESS)
    rig.events(PostMessage("cid-0001", "hello"), TESS)
    seq = rig.room.seq
    for body in ("hello", "hello, otherwise"):
        assert rig.ask(PostMessage("cid-0001", body), TESS) == AlreadyDone(seq)
    assert [message.body for message in rig.view().chat.messages] == ["hello"]


def test_two_authors_may_choose_the_same_client_id() -> None:
    rig = LawRig()
    rig.enter(ADA, BO)
    rig.events(PostMessage("cid-0001", "mine"), ADA)
    rig.events(PostMessage("cid-0001", "mine too"), BO)
    assert len(rig.view().chat.messages) == 2


@pytest.mark.row("D4")
def test_a_client_id_is_recognised_after_a_restart() -> None:
    rig = LawRig()
    rig.enter(TESS)
    rig.events(PostMessage("cid-0001", "hello"), TESS)
    again = Room.thaw(rig.room.freeze()).handle(PostMessage("cid-0001", "hello"), TESS, rig.now)
    assert again == AlreadyDone(rig.room.seq)


def test_memory_of_client_ids_and_of_messages_is_bounded() -> None:
    rig = Rig(RoomKind.ZONE)
    rig.enter(ADA)
    for number in range(REMEMBERED_CREATIONS + 1):
        rig.events(PostMessage(f"cid-{number:04d}", "hello"), ADA)
    assert rig.room.last_message == REMEMBERED_CREATIONS + 1
    assert isinstance(rig.ask(PostMessage("cid-0001", "hello"), ADA), AlreadyDone)
    assert isinstance(rig.ask(PostMessage("cid-0000", "the log knows this one"), ADA), list)


def test_only_members_who_are_present_post() -> None:
    rig = LawRig()
    assert rig.ask(PostMessage("cid-0001", "hi"), ADA) == Rejection(RejectionCode.NOT_PRESENT)
    rig.enter(ADA)
    rig.events(Leave(), ADA)
    assert rig.ask(PostMessage("cid-0001", "hi"), ADA) == Rejection(RejectionCode.NOT_PRESENT)


def test_a_role_that_may_not_post_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Talk()
    monkeypatch.setitem(PERMITTED, Role.STUDENT, frozenset({Action.ENTER}))
    assert rig.refusal(PostMessage("cid-0001", "hi"), ADA) is RejectionCode.NOT_PERMITTED


def test_only_who_moderates_chat_posts_into_the_lane_of_important_messages() -> None:
    rig = Talk()
    command = PostMessage("cid-0001", "Homework is due on Friday", important=True)
    assert rig.refusal(command, ADA) is RejectionCode.NOT_PERMITTED
    rig.events(command, TESS)
    assert [message.id for message in rig.view().chat.important] == [1]


# ---------------------------------------------------------------- threads


def test_a_reply_to_a_reply_belongs_to_the_first_message_of_its_thread() -> None:
    rig = Talk()
    first = rig.say(ADA, "Why?")
    reply = rig.say(TESS, "Because.", reply_to=first)
    second = rig.say(BO, "Really?", reply_to=reply)
    assert [rig.message(id).reply_to for id in (first, reply, second)] == [None, first, first]
    assert [rig.message(id).replies for id in (first, reply, second)] == [2, 0, 0]


def test_replies_are_counted_at_a_first_message_that_only_the_lane_still_shows() -> None:
    rig = Talk()
    first = rig.say(TESS, "Read chapter two", important=True)
    for _ in range(RECENT_MESSAGES):
        rig.say(ADA)
    rig.say(BO, "done", reply_to=first)
    assert [message.replies for message in rig.view().chat.important] == [1]


def test_a_thread_goes_on_below_a_tombstone() -> None:
    rig = Talk()
    first = rig.say(ADA)
    rig.events(DeleteMessage(first), ADA)
    assert rig.message(rig.say(BO, "why did you delete it?", reply_to=first)).reply_to == first
    assert rig.message(first).replies == 1


def test_a_reply_needs_a_message_that_the_room_holds() -> None:
    rig = Rig()
    rig.enter(ADA, TESS)
    for number in range(KEPT_MESSAGES + 1):
        rig.events(PostMessage(f"cid-{number:04d}", "hello"), TESS)
    for id, code in ((1, RejectionCode.TOO_OLD), (KEPT_MESSAGES + 2, RejectionCode.NOT_FOUND)):
        assert rig.ask(PostMessage("cid-reply", "hi", reply_to=id), ADA) == Rejection(code, f"message {id}")


# ---------------------------------------------------------------- editing


def test_an_edit_changes_ones_words_and_says_when() -> None:
    rig = Talk()
    id = rig.say(ADA, "teh")
    rig.now += EDITABLE_SECONDS
    edit = EditMessage(id, " the ")
    assert rig.ask(edit, ADA) == [MessageEdited(at=rig.now, id=id, body="the", by="ada")]
    assert (rig.message(id).body, rig.message(id).edited_at) == ("the", rig.now)
    assert rig.ask(edit, ADA) == []


def test_an_edit_reaches_the_copies_in_the_pins_and_the_lane() -> None:
    rig = Talk()
    id = rig.say(TESS, "Fridai", important=True)
    rig.events(EditMessage(id, "Friday"), TESS)
    assert [message.body for message in rig.view().chat.important] == ["Friday"]


def test_a_message_can_be_edited_for_a_day() -> None:
    rig = Talk()
    id = rig.say(ADA)
    rig.now += EDITABLE_SECONDS + 1
    rig.events(AttachDevice(ADA.device), ADA)
    assert rig.refusal(EditMessage(id, "later"), ADA) is RejectionCode.TOO_OLD


def test_nobody_edits_the_words_of_another() -> None:
    rig = Talk()
    id = rig.say(ADA)
    assert rig.refusal(EditMessage(id, "what I would have said"), TESS) is RejectionCode.NOT_YOURS
    assert rig.refusal(EditMessage(id + 1, "what was not said"), ADA) is RejectionCode.NOT_FOUND


def test_an_edit_leaves_something_to_see() -> None:
    rig = Talk()
    words, file = rig.say(ADA), rig.say(ADA, attachments=[FILE])
    assert rig.refusal(EditMessage(words, " \u200b"), ADA) is RejectionCode.EMPTY_MESSAGE
    rig.events(EditMessage(file, " "), ADA)
    assert rig.message(file).body == ""


def test_a_tombstone_is_not_edited() -> None:
    rig = Talk()
    deleted, hidden = rig.say(ADA), rig.say(ADA)
    rig.events(DeleteMessage(deleted), ADA)
    rig.events(HideMessage(hidden), TESS)
    for id in (deleted, hidden):
        assert rig.refusal(EditMessage(id, "back again"), ADA) is RejectionCode.WRONG_STATE


# ---------------------------------------------------------------- content rules


def test_a_message_that_a_rule_hides_is_posted_behind_a_tombstone() -> None:
    rig = Talk()
    _rules(rig, RuleEffect.HIDE)
    events = rig.events(PostMessage("cid-0001", SPAM), ADA)
    assert isinstance(events[0], MessagePosted)
    assert events[1] == MessageHidden(at=START, id=1, author="ada", by="", rule="ads")
    assert isinstance(events[2], RuleMatched)
    assert [rig.message(1, actor).body for actor in (None, BO, ADA, TESS)] == ["", "", SPAM, SPAM]
    assert rig.message(1).state is MessageState.HIDDEN


def test_a_message_that_a_rule_holds_waits_for_review_with_its_thread_and_files() -> None:
    rig = Talk()
    first = rig.say(BO)
    reply = rig.say(BO, reply_to=first)
    _rules(rig, RuleEffect.HOLD)
    command = PostMessage("cid-held", SPAM, reply_to=reply, mentions=["bo"], attachments=[FILE])
    held, matched = rig.events(command, ADA)
    assert held == MessageHeld(
        at=START,
        number=1,
        author="ada",
        author_name="Ada",
        cid="cid-held",
        body=SPAM,
        rule="ads",
        reply_to=first,
        mentions=["bo"],
        attachments=[FILE],
        review_by=START + 120,
    )
    assert isinstance(matched, RuleMatched)
    assert rig.room.last_message == reply
    assert isinstance(rig.ask(command, ADA), AlreadyDone)
    again = rig.events(PostMessage("cid-more", SPAM), ADA)[0]
    assert isinstance(again, MessageHeld)
    assert again.number == 2


@pytest.mark.parametrize("effect", [RuleEffect.REMOVE, RuleEffect.MUTE])
def test_a_message_that_a_rule_stops_is_refused_and_leaves_a_trace(effect: RuleEffect) -> None:
    rig = Talk()
    _rules(rig, effect)
    refused = rig.ask(PostMessage("cid-0001", SPAM), ADA)
    assert isinstance(refused, Refused)
    assert refused.rejection == Rejection(RejectionCode.REFUSED_BY_RULE, "ads")
    assert any(isinstance(event, RuleMatched) for event in refused.events)
    assert any(isinstance(event, MemberMuted) for event in refused.events) == (effect is RuleEffect.MUTE)
    assert rig.room.last_message == 0


@pytest.mark.parametrize("effect", RuleEffect)
def test_an_edit_that_a_rule_matches_is_refused_and_the_first_words_stand(effect: RuleEffect) -> None:
    rig = Talk()
    _rules(rig, effect)
    id = rig.say(ADA, "hello")
    refused = rig.ask(EditMessage(id, SPAM), ADA)
    assert isinstance(refused, Refused)
    assert refused.rejection == Rejection(RejectionCode.REFUSED_BY_RULE, "ads")
    assert rig.message(id).body == "hello"


def test_a_rule_in_the_shadow_lets_words_stand_and_is_noted_after_them() -> None:
    rig = Talk()
    _rules(rig, RuleEffect.REMOVE, shadow=True)
    posted, noted = rig.events(PostMessage("cid-0001", SPAM), ADA)
    assert isinstance(posted, MessagePosted)
    edited, again = rig.events(EditMessage(1, f"{SPAM}!"), ADA)
    assert isinstance(edited, MessageEdited)
    assert isinstance(noted, RuleMatched)
    assert isinstance(again, RuleMatched)


def test_the_names_of_files_are_words_too() -> None:
    rig = Talk()
    _rules(rig, RuleEffect.REMOVE)
    named = Attachment(FILE.id, f"{SPAM}.png", 1)
    assert isinstance(rig.ask(PostMessage("cid-0001", "look", attachments=[named]), ADA), Refused)
