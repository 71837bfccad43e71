"""Asking: a draft or at once, and what askers may do with their own question until it is answered.

Who asks stands in the log. Whether others learn it is not decided here.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from rooms.decision import Decision, Refused
from rooms.questions.events import (
    QuestionArchived,
    QuestionAsked,
    QuestionEdited,
    QuestionSubmitted,
    QuestionWithdrawn,
)
from rooms.questions.finding import find, refusal
from rooms.questions.lifecycle import Verb
from rooms.questions.limits import one_more_draft, one_more_here, one_more_of
from rooms.questions.merging import let_go
from rooms.questions.pre_moderation import admit, hold_reason, screened
from rooms.questions.standing import standing_of
from rooms.questions.state import Question
from rooms.questions.terms import (
    AskQuestion,
    EditQuestion,
    HoldReason,
    QuestionState,
    SubmitQuestion,
    WithdrawQuestion,
)
from rooms.questions.view import QuestionView
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor


class Words(Struct, frozen=True):
    """What an asker writes, without space around it."""

    text: str
    tried: str
    expected: str

    @property
    def all(self) -> str:
        return "\n".join((self.text, self.tried, self.expected))

    @property
    def refusal(self) -> Rejection | None:
        return None if visible(self.text) else Rejection(RejectionCode.EMPTY_MESSAGE)


def words_of(source: AskQuestion | EditQuestion | QuestionView) -> Words:
    return Words(source.text.strip(), source.tried.strip(), source.expected.strip())


def visible(text: str) -> bool:
    """Whether there is anything to see in it."""
    return any(character.isprintable() and not character.isspace() for character in text)


# ---------------------------------------------------------------- asking


def ask(room: RoomState, command: AskQuestion, actor: Actor, now: float) -> Decision:
    words = words_of(command)
    refused = words.refusal or one_more_of(room, actor.member)
    if refused is not None:
        return refused
    return _draft(room, command, actor, now) if command.draft else _ask(room, command, actor, now)


def _draft(room: RoomState, command: AskQuestion, actor: Actor, now: float) -> Decision:
    given_up = one_more_draft(room)
    if isinstance(given_up, Rejection):
        return given_up
    forgotten = [QuestionArchived(at=now, id=id) for id in given_up]
    return [*forgotten, _asked(room, command, actor, now, QuestionState.DRAFT)]


def _ask(room: RoomState, command: AskQuestion, actor: Actor, now: float) -> Decision:
    refused = one_more_here(room)
    if refused is not None:
        return refused
    admission = admit(room, actor, words_of(command).all, now, anonymous=command.anonymous)
    if isinstance(admission, Refused):
        return admission
    asked = _asked(room, command, actor, now, admission.state, admission.held_for)
    standing = standing_of(room, actor.member, anonymous=command.anonymous)
    asked = replace(
        asked,
        session=standing.session,
        pseudonym=standing.pseudonym,
        heard=standing.heard,
        review_by=admission.review_by,
    )
    return [asked, *admission.events]


def _asked(
    room: RoomState,
    command: AskQuestion,
    actor: Actor,
    now: float,
    state: QuestionState,
    held_for: HoldReason | None = None,
) -> QuestionAsked:
    words = words_of(command)
    return QuestionAsked(
        at=now,
        author=actor.member,
        cid=command.cid,
        id=room.questions.last_id + 1,
        author_name=room.members.present[actor.member].name,
        text=words.text,
        tried=words.tried,
        expected=words.expected,
        state=state,
        held_for=held_for,
        anonymous=command.anonymous,
        asked_at=now,
    )


def submit(room: RoomState, command: SubmitQuestion, actor: Actor, now: float) -> Decision:
    """The clock of a draft begins now, and it belongs to the session that runs now."""
    draft = _own(room, command.id, actor, Verb.SUBMIT)
    if isinstance(draft, Rejection):
        return draft
    refused = one_more_here(room)
    if refused is not None:
        return refused
    admission = admit(room, actor, words_of(draft.seen).all, now, anonymous=draft.seen.anonymous)
    if isinstance(admission, Refused):
        return admission
    standing = standing_of(room, actor.member, anonymous=draft.seen.anonymous)
    question = replace(
        draft.seen,
        at=now,
        state=admission.state,
        held_for=admission.held_for,
        review_by=admission.review_by,
        session=standing.session,
        pseudonym=standing.pseudonym,
        heard=standing.heard,
        edited_at=None,
        changed_at=now,
    )
    return [QuestionSubmitted(at=now, id=draft.id, question=question), *admission.events]


# ---------------------------------------------------------------- one's own


def edit(room: RoomState, command: EditQuestion, actor: Actor, now: float) -> Decision:
    question = _own(room, command.id, actor, Verb.EDIT)
    if isinstance(question, Rejection):
        return question
    words = words_of(command)
    refused = words.refusal or _fixed(room, question, actor)
    if refused is not None:
        return refused
    if words == words_of(question.seen):
        return []
    is_draft = question.state is QuestionState.DRAFT
    noted = [] if is_draft else screened(room, actor, words.all, now, anonymous=question.seen.anonymous)
    if isinstance(noted, Refused):
        return noted
    edited = QuestionEdited(
        at=now,
        id=question.id,
        asker=actor.member,
        text=words.text,
        tried=words.tried,
        expected=words.expected,
        state=question.state,
    )
    return [edited, *noted]


def _fixed(room: RoomState, question: Question, actor: Actor) -> Rejection | None:
    """Where every question is approved, what was approved stays as it was."""
    if question.public and hold_reason(room, actor) is not None:
        return Rejection(RejectionCode.WRONG_STATE, "it was approved as it is")
    return None


def withdraw(room: RoomState, command: WithdrawQuestion, actor: Actor, now: float) -> Decision:
    question = _own(room, command.id, actor, Verb.WITHDRAW)
    if isinstance(question, Rejection):
        return question
    return [
        *let_go(room, question, now),
        QuestionWithdrawn(at=now, id=question.id, asker=actor.member, state=question.state),
    ]


def _own(room: RoomState, id: int, actor: Actor, verb: Verb) -> Question | Rejection:
    question = find(room, id, actor)
    if isinstance(question, Rejection):
        return question
    if question.asker != actor.member:
        return Rejection(RejectionCode.NOT_YOURS)
    return refusal(question, verb) or question
