"""Who sees what of an event: the one place where something is hidden, and the only one asked before encoding.

An audience is a class (everyone, or staff), or one member of a class. Nearly every event looks the same to all of a
class; `singled_out` names the members to whom it does not, so that the rest share one encoding. `Room.snapshot`
follows the same rules: the snapshot law is tested for every audience.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from rooms.chat.terms import MessageDeleted, MessageHidden, MessagePosted
from rooms.events import AnyEvent
from rooms.life.terms import DaysSet
from rooms.moderation import events as moderation
from rooms.moving import hiding as moving
from rooms.obligations import hiding as obligations
from rooms.polls.terms import PollOpened, PollVoted
from rooms.questions import events as questions
from rooms.questions.terms import DismissReason, QuestionState
from rooms.questions.view import QuestionView
from rooms.roles import Role
from rooms.roles import is_staff as is_staff_role
from rooms.schedule import terms as schedule
from rooms.stage.terms import UnmuteAsked
from rooms.sub_rooms.terms import BreakoutAssigned, BreakoutHeard, BreakoutTold, HelpAnswered, HelpNoted


class Audience(Struct, frozen=True):
    """A set of people who see the same, so that an event is encoded once for all of them."""

    is_staff: bool = False
    member: str | None = None

    @property
    def peers(self) -> Audience:
        """The class that this audience is of."""
        return STAFF if self.is_staff else EVERYONE


EVERYONE = Audience()
STAFF = Audience(is_staff=True)


def one(member: str) -> Audience:
    return Audience(member=member)


def audience_of(member: str, role: Role) -> Audience:
    return Audience(is_staff_role(role), member)


def project(event: AnyEvent, audience: Audience) -> AnyEvent | None:
    """What `audience` may see of `event`: the same object when nothing of it is hidden, None when all of it is."""
    hide = _HIDING.get(type(event))
    return event if hide is None else hide(event, audience)


def singled_out(event: AnyEvent) -> frozenset[str]:
    """The members who see something else of `event` than their class does."""
    of = _SINGLED_OUT.get(type(event))
    return _NOBODY if of is None else frozenset(of(event))


_NOBODY: frozenset[str] = frozenset()

# ---------------------------------------------------------------- chat, stage, polls, sub-rooms


def _days_set(event: DaysSet, audience: Audience) -> DaysSet:
    """Days are many, and in a view there is only the running one."""
    return replace(event, days=[])


def _message_posted(event: MessagePosted, audience: Audience) -> MessagePosted:
    if not event.hidden or audience.is_staff or audience.member == event.author:
        return event
    return replace(event, body="", attachments=[], mentions=[])


def _message_deleted(event: MessageDeleted, audience: Audience) -> MessageDeleted:
    """Why, is between staff and the author."""
    if not event.reason or audience.is_staff or audience.member == event.author:
        return event
    return replace(event, reason="")


def _message_hidden(event: MessageHidden, audience: Audience) -> MessageHidden:
    if audience.is_staff or audience.member == event.author:
        return event
    return replace(event, by="", reason="", rule=None, readable=False)


def _poll_opened(event: PollOpened, audience: Audience) -> PollOpened:
    return event if audience.is_staff or not event.right else replace(event, right=[])


def _poll_voted(event: PollVoted, audience: Audience) -> PollVoted:
    tallies = event.tallies if event.live or audience.is_staff else None
    own = audience.member == event.member
    if own or (audience.is_staff and not event.anonymous):
        return replace(event, tallies=tallies, own=own)
    return replace(event, member="", choices=[], tallies=tallies)


def _breakout_assigned(event: BreakoutAssigned, audience: Audience) -> BreakoutAssigned:
    return replace(event, rooms={id: number for id, number in event.rooms.items() if id == audience.member})


# ---------------------------------------------------------------- questions


def mask_question(question: QuestionView, audience: Audience) -> QuestionView:
    """A question as this audience may see it: whose it is, how often its asker was heard, private answers, and the
    text of an inappropriate one may be hidden."""
    if audience.member is not None and audience.member == question.asker:
        return replace(question, pseudonym=None)
    if not audience.is_staff:
        question = _for_peers(question, audience.member)
    if not question.anonymous:
        return question
    return replace(
        question,
        asker="",
        asker_name="",
        pseudonym=question.pseudonym if audience.is_staff else None,
        heard=question.heard if audience.is_staff else None,
    )


def _for_peers(question: QuestionView, viewer: str | None) -> QuestionView:
    answers = [answer for answer in question.answers if not answer.private or answer.author == viewer]
    if len(answers) < len(question.answers):
        question = replace(question, answers=answers)
    if question.state is QuestionState.DISMISSED and question.dismissed_for is DismissReason.INAPPROPRIATE:
        return replace(question, text="", tried="", expected="")
    return question


def sees_question(state: QuestionState, asker: str, audience: Audience, *, public: bool) -> bool:
    """`public`: it has been in the queue, so that everybody may have seen it."""
    if audience.member is not None and audience.member == asker:
        return True
    return public or (audience.is_staff and state is not QuestionState.DRAFT)


_UNSEEN = (QuestionState.DRAFT, QuestionState.HELD)


def _asked(event: questions.QuestionAsked, audience: Audience) -> questions.QuestionAsked | None:
    if not sees_question(event.state, event.author, audience, public=event.state not in _UNSEEN):
        return None
    own = audience.member == event.author
    masked = event.anonymous and not own
    return replace(
        event,
        author="" if masked else event.author,
        author_name="" if masked else event.author_name,
        cid="" if masked else event.cid,
        pseudonym=event.pseudonym if audience.is_staff and not own else None,
        heard=None if masked and not audience.is_staff else event.heard,
        voters=[voter for voter in event.voters if voter == audience.member],
        owed=True,  # of staff nobody is
    )


def _submitted(event: questions.QuestionSubmitted, audience: Audience) -> questions.QuestionSubmitted | None:
    question = event.question
    if not sees_question(question.state, question.asker, audience, public=question.state not in _UNSEEN):
        return None
    return replace(event, question=mask_question(question, audience))


def _approved(event: questions.QuestionApproved, audience: Audience) -> questions.QuestionApproved:
    return replace(event, question=mask_question(event.question, audience))


def _overdue(event: questions.QuestionOverdue, audience: Audience) -> questions.QuestionOverdue | None:
    if audience.member is not None and audience.member == event.asker:
        return event
    return replace(event, asker="") if audience.is_staff else None


def _reopened(event: questions.QuestionReopened, audience: Audience) -> questions.QuestionReopened:
    question = event.question
    hidden = question.anonymous and event.by == question.asker != audience.member
    return replace(event, by="" if hidden else event.by, question=mask_question(question, audience))


def _edited(event: questions.QuestionEdited, audience: Audience) -> questions.QuestionEdited | None:
    if not sees_question(event.state, event.asker, audience, public=event.state not in _UNSEEN):
        return None
    return event if audience.member == event.asker else replace(event, asker="")


def _withdrawn(event: questions.QuestionWithdrawn, audience: Audience) -> questions.QuestionWithdrawn | None:
    if not sees_question(event.state, event.asker, audience, public=event.state not in _UNSEEN):
        return None
    return event if audience.member == event.asker else replace(event, asker="")


def _dismissed(event: questions.QuestionDismissed, audience: Audience) -> questions.QuestionDismissed | None:
    if audience.member is not None and audience.member == event.asker:
        return event
    if audience.is_staff:
        return replace(event, asker="")
    if not event.public:
        return None
    return replace(event, asker="", readable=event.reason is not DismissReason.INAPPROPRIATE)


def _voted(event: questions.QuestionVoted, audience: Audience) -> questions.QuestionVoted:
    return event if audience.member == event.member else replace(event, member="")


def _answer_written(event: questions.AnswerWritten, audience: Audience) -> questions.AnswerWritten | None:
    member = audience.member
    if event.asker and member == event.asker:
        return event
    if audience.is_staff or member == event.author:
        return replace(event, asker="")
    if not event.public or (event.private and not event.resolves):
        return None
    return replace(event, asker="", cid="", text="") if event.private else replace(event, asker="")


def _answer_endorsed(event: questions.AnswerEndorsed, audience: Audience) -> questions.AnswerEndorsed | None:
    if audience.member is not None and audience.member == event.asker:
        return event
    if not audience.is_staff and not event.public:
        return None
    hidden = event.anonymous and event.by == event.asker
    return replace(event, asker="", by="" if hidden else event.by)


def _unmasked(event: questions.QuestionUnmasked, audience: Audience) -> questions.QuestionUnmasked | None:
    if not audience.is_staff:
        return None
    return event if audience.member == event.by else replace(event, asker="", asker_name="")


# ---------------------------------------------------------------- moderation


def _muted(event: moderation.MemberMuted, audience: Audience) -> moderation.MemberMuted:
    if audience.is_staff or audience.member == event.member:
        return event
    return replace(event, by="", reason="", until=None, rule=None)


def _unmuted(event: moderation.MemberUnmuted, audience: Audience) -> moderation.MemberUnmuted:
    if audience.is_staff or audience.member == event.member:
        return event
    return replace(event, by="")


def _rule_matched(event: moderation.RuleMatched, audience: Audience) -> moderation.RuleMatched | None:
    if not audience.is_staff:
        return None
    return replace(event, member="") if event.anonymous else event


def _for_staff(event: AnyEvent, audience: Audience) -> AnyEvent | None:
    return event if audience.is_staff else None


def _for_staff_and(of: str) -> Callable[[Any, Audience], Any]:
    def hide(event: Any, audience: Audience) -> Any:
        mine = audience.member is not None and audience.member == getattr(event, of)
        return event if audience.is_staff or mine else None

    return hide


def _for_one(of: str) -> Callable[[Any, Audience], Any]:
    def hide(event: Any, audience: Audience) -> Any:
        return event if audience.member is not None and audience.member == getattr(event, of) else None

    return hide


_HIDING: dict[type, Callable[[Any, Audience], Any]] = {
    MessagePosted: _message_posted,
    MessageDeleted: _message_deleted,
    MessageHidden: _message_hidden,
    DaysSet: _days_set,
    UnmuteAsked: _for_one("member"),
    PollOpened: _poll_opened,
    PollVoted: _poll_voted,
    BreakoutAssigned: _breakout_assigned,
    BreakoutTold: _for_staff,
    BreakoutHeard: _for_staff,
    HelpNoted: _for_staff,
    HelpAnswered: _for_staff,
    questions.QuestionAsked: _asked,
    questions.QuestionSubmitted: _submitted,
    questions.QuestionApproved: _approved,
    questions.QuestionOverdue: _overdue,
    questions.QuestionReopened: _reopened,
    questions.QuestionEdited: _edited,
    questions.QuestionWithdrawn: _withdrawn,
    questions.QuestionDismissed: _dismissed,
    questions.QuestionVoted: _voted,
    questions.AnswerWritten: _answer_written,
    questions.AnswerEndorsed: _answer_endorsed,
    questions.QuestionUnmasked: _unmasked,
    moderation.MemberMuted: _muted,
    moderation.MemberUnmuted: _unmuted,
    moderation.MemberWarned: _for_staff_and("member"),
    moderation.WarningDismissed: _for_one("member"),
    moderation.MemberRemoved: _for_staff_and("member"),
    moderation.BanLifted: _for_staff,
    moderation.ExclusionProposed: _for_staff,
    moderation.ExclusionConfirmed: _for_staff,
    moderation.ExclusionRefused: _for_staff,
    moderation.WaitingBegan: _for_staff,
    moderation.WaitingEnded: _for_staff,
    moderation.MemberAdmitted: _for_staff,
    moderation.MemberTurnedAway: _for_staff,
    moderation.RulesAccepted: _for_one("member"),
    moderation.ContentRulesSet: _for_staff,
    moderation.RuleMatched: _rule_matched,
    moderation.StrikeTaken: _for_staff,
    moderation.MessageHeld: _for_staff_and("author"),
    moderation.HeldOverdue: _for_staff_and("author"),
    moderation.HeldReleased: _for_staff_and("author"),
    moderation.HeldDropped: _for_staff_and("author"),
    moderation.Reported: _for_staff_and("author"),
    moderation.Appealed: _for_staff_and("author"),
    moderation.ReportHandled: _for_staff_and("author"),
    moderation.AppealDecided: _for_staff_and("author"),
    **moving.HIDING,
    schedule.PostScheduled: _for_staff,
    schedule.ScheduledPostChanged: _for_staff,
    schedule.ScheduledPostSent: _for_staff,
    schedule.ScheduledPostMissed: _for_staff,
    schedule.ScheduledPostDeleted: _for_staff,
    **obligations.HIDING,
}


def _concerned(question: QuestionView) -> tuple[str, ...]:
    return (question.asker, *(answer.author for answer in question.answers if answer.private))


_SINGLED_OUT: dict[type, Callable[[Any], tuple[str, ...]]] = {
    MessagePosted: lambda event: (event.author,) if event.hidden else (),
    MessageDeleted: lambda event: (event.author,) if event.reason else (),
    MessageHidden: lambda event: (event.author,),
    UnmuteAsked: lambda event: (event.member,),
    PollVoted: lambda event: (event.member,),
    BreakoutAssigned: lambda event: tuple(event.rooms),
    questions.QuestionAsked: lambda event: (event.author, *event.voters),
    questions.QuestionSubmitted: lambda event: _concerned(event.question),
    questions.QuestionApproved: lambda event: _concerned(event.question),
    questions.QuestionOverdue: lambda event: (event.asker,),
    questions.QuestionReopened: lambda event: _concerned(event.question),
    questions.QuestionEdited: lambda event: (event.asker,),
    questions.QuestionWithdrawn: lambda event: (event.asker,),
    questions.QuestionDismissed: lambda event: (event.asker,),
    questions.QuestionVoted: lambda event: (event.member,),
    questions.AnswerWritten: lambda event: (event.author, event.asker),
    questions.AnswerEndorsed: lambda event: (event.asker,),
    questions.QuestionUnmasked: lambda event: (event.by,),
    moderation.MemberMuted: lambda event: (event.member,),
    moderation.MemberUnmuted: lambda event: (event.member,),
    moderation.MemberWarned: lambda event: (event.member,),
    moderation.WarningDismissed: lambda event: (event.member,),
    moderation.MemberRemoved: lambda event: (event.member,),
    moderation.RulesAccepted: lambda event: (event.member,),
    moderation.MessageHeld: lambda event: (event.author,),
    moderation.HeldOverdue: lambda event: (event.author,),
    moderation.HeldReleased: lambda event: (event.author,),
    moderation.HeldDropped: lambda event: (event.author,),
    moderation.Reported: lambda event: (event.author,),
    moderation.Appealed: lambda event: (event.author,),
    moderation.ReportHandled: lambda event: (event.author,),
    moderation.AppealDecided: lambda event: (event.author,),
    **moving.SINGLED_OUT,
    **obligations.SINGLED_OUT,
}
