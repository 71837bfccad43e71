"""The life of a question: which verb leads from which state to which. What is not in the table cannot happen.

It knows neither people nor rooms: who may use a verb, and on whose question, is asked elsewhere.
"""

from __future__ import annotations

from enum import StrEnum

from rooms.questions.terms import QuestionState as State


class Verb(StrEnum):
    SUBMIT = "submit"
    EDIT = "edit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    VOTE = "vote"
    FOCUS = "focus"
    UNFOCUS = "unfocus"
    START = "start"  # answering live
    END = "end"  # of the live answer, which counts
    RETURN = "return"  # end of the live answer, which does not
    WRITE = "write"  # an answer, by staff
    ENDORSE = "endorse"
    DISMISS = "dismiss"
    REOPEN = "reopen"
    MERGE = "merge"
    RECEIVE = "receive"  # be what another is merged into
    UNMERGE = "unmerge"
    DEFER = "defer"


TRANSITIONS: dict[State, dict[Verb, State]] = {
    State.DRAFT: {
        Verb.SUBMIT: State.QUEUED,  # or held, if the room holds it
        Verb.EDIT: State.DRAFT,
        Verb.WITHDRAW: State.WITHDRAWN,
    },
    State.HELD: {
        Verb.EDIT: State.HELD,
        Verb.WITHDRAW: State.WITHDRAWN,
        Verb.APPROVE: State.QUEUED,
        Verb.WRITE: State.ANSWERED,
        Verb.DISMISS: State.DISMISSED,
    },
    State.QUEUED: {
        Verb.EDIT: State.QUEUED,
        Verb.WITHDRAW: State.WITHDRAWN,
        Verb.VOTE: State.QUEUED,
        Verb.FOCUS: State.FOCUSED,
        Verb.START: State.ANSWERING,
        Verb.WRITE: State.ANSWERED,
        Verb.ENDORSE: State.ANSWERED,
        Verb.DISMISS: State.DISMISSED,
        Verb.MERGE: State.MERGED,
        Verb.RECEIVE: State.QUEUED,
        Verb.DEFER: State.DEFERRED,
    },
    State.FOCUSED: {
        Verb.EDIT: State.FOCUSED,
        Verb.WITHDRAW: State.WITHDRAWN,
        Verb.VOTE: State.FOCUSED,
        Verb.FOCUS: State.FOCUSED,
        Verb.UNFOCUS: State.QUEUED,
        Verb.START: State.ANSWERING,
        Verb.WRITE: State.ANSWERED,
        Verb.ENDORSE: State.ANSWERED,
        Verb.DISMISS: State.DISMISSED,
        Verb.MERGE: State.MERGED,
        Verb.RECEIVE: State.FOCUSED,
        Verb.DEFER: State.DEFERRED,
    },
    State.ANSWERING: {
        Verb.VOTE: State.ANSWERING,
        Verb.FOCUS: State.ANSWERING,
        Verb.END: State.ANSWERED,
        Verb.RETURN: State.QUEUED,
        Verb.WRITE: State.ANSWERING,  # beside the live answer, which goes on
        Verb.DISMISS: State.DISMISSED,
        Verb.RECEIVE: State.ANSWERING,
    },
    State.ANSWERED: {
        Verb.WRITE: State.ANSWERED,
        Verb.ENDORSE: State.ANSWERED,
        Verb.DISMISS: State.DISMISSED,
        Verb.REOPEN: State.QUEUED,
        Verb.RECEIVE: State.ANSWERED,
    },
    State.DISMISSED: {Verb.REOPEN: State.QUEUED},
    State.MERGED: {Verb.UNMERGE: State.QUEUED},
    State.DEFERRED: {Verb.REOPEN: State.QUEUED},
    State.WITHDRAWN: {},
}

OPEN = frozenset({State.HELD, State.QUEUED, State.FOCUSED, State.ANSWERING})
"""Asked, and waiting for an answer."""
LIVE = frozenset({State.FOCUSED, State.ANSWERING})
"""At most one question of a room is in one of these."""
DONE = frozenset({State.ANSWERED, State.DISMISSED, State.MERGED, State.WITHDRAWN})
"""Nobody waits any more. A deferred one is done here when the question zone has it: then it is not reopened either."""


def after(state: State, verb: Verb) -> State | None:
    """Where `verb` leads from `state`; None where it cannot be used."""
    return TRANSITIONS[state].get(verb)
