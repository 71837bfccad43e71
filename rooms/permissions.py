"""Which action each command of a client needs: one table, asked before any rule of a concept.

Where a command means more for some (another's message, another's hand), its rule asks for the second action.
"""

from __future__ import annotations

from rooms.chat import terms as chat
from rooms.focus import terms as focus
from rooms.life import terms as life
from rooms.members import terms as members
from rooms.moderation import terms as moderation
from rooms.moving import terms as moving
from rooms.obligations import terms as obligations
from rooms.polls import terms as polls
from rooms.questions import terms as questions
from rooms.roles import Action
from rooms.schedule import terms as schedule
from rooms.stage import terms as stage
from rooms.sub_rooms import terms as sub_rooms
from rooms.terms import ClientCommand

NEEDED: dict[type[ClientCommand], Action] = {
    members.AnnounceMedia: Action.ENTER,
    members.Leave: Action.ENTER,
    life.StartSession: Action.RUN_SESSION,
    life.EndSession: Action.RUN_SESSION,
    chat.PostMessage: Action.POST,
    chat.EditMessage: Action.POST,
    chat.DeleteMessage: Action.POST,
    chat.HideMessage: Action.MODERATE_CHAT,
    chat.RestoreMessage: Action.MODERATE_CHAT,
    chat.PinMessage: Action.MODERATE_CHAT,
    chat.MarkImportant: Action.MODERATE_CHAT,
    chat.ReactToMessage: Action.REACT,
    stage.RaiseHand: Action.RAISE_HAND,
    stage.LowerHand: Action.RAISE_HAND,
    stage.MoveHand: Action.RUN_STAGE,
    stage.Promote: Action.RUN_STAGE,
    stage.Demote: Action.RAISE_HAND,
    stage.AskToUnmute: Action.RUN_STAGE,
    questions.AskQuestion: Action.ASK,
    questions.SubmitQuestion: Action.ASK,
    questions.EditQuestion: Action.ASK,
    questions.WithdrawQuestion: Action.ASK,
    questions.VoteQuestion: Action.VOTE,
    questions.ConvertMessage: Action.ASK,
    questions.ApproveQuestion: Action.RUN_QUESTIONS,
    questions.FocusQuestion: Action.RUN_QUESTIONS,
    questions.StartAnswer: Action.RUN_QUESTIONS,
    questions.EndAnswer: Action.RUN_QUESTIONS,
    questions.WriteAnswer: Action.ANSWER,
    questions.EndorseAnswer: Action.ASK,
    questions.DismissQuestion: Action.RUN_QUESTIONS,
    questions.ReopenQuestion: Action.ASK,
    questions.MergeQuestions: Action.RUN_QUESTIONS,
    questions.UnmergeQuestion: Action.RUN_QUESTIONS,
    questions.DeferQuestion: Action.RUN_QUESTIONS,
    questions.UnmaskQuestion: Action.UNMASK,
    questions.OrderQuestions: Action.RUN_QUESTIONS,
    questions.MoveQuestion: Action.RUN_QUESTIONS,
    questions.SetPreModeration: Action.RUN_QUESTIONS,
    polls.OpenPoll: Action.RUN_POLLS,
    polls.VotePoll: Action.VOTE,
    polls.ClosePoll: Action.RUN_POLLS,
    polls.RevealPoll: Action.RUN_POLLS,
    focus.StartFocus: Action.RUN_TIMER,
    focus.PauseFocus: Action.RUN_TIMER,
    focus.ResumeFocus: Action.RUN_TIMER,
    focus.SkipPhase: Action.RUN_TIMER,
    focus.StopFocus: Action.RUN_TIMER,
    sub_rooms.OpenSubRoom: Action.OPEN_SUB_ROOM,
    sub_rooms.CloseSubRoom: Action.OPEN_SUB_ROOM,
    sub_rooms.AssignBreakout: Action.RUN_BREAKOUTS,
    sub_rooms.TellBreakouts: Action.RUN_BREAKOUTS,
    sub_rooms.RecallBreakouts: Action.RUN_BREAKOUTS,
    sub_rooms.CallForHelp: Action.RAISE_HAND,
    sub_rooms.CancelHelp: Action.RAISE_HAND,
    sub_rooms.AnswerHelp: Action.RUN_STAGE,
    moderation.MuteMember: Action.SANCTION,
    moderation.UnmuteMember: Action.SANCTION,
    moderation.WarnMember: Action.SANCTION,
    moderation.RemoveMember: Action.SANCTION,
    moderation.LiftBan: Action.SANCTION,
    moderation.ProposeExclusion: Action.SANCTION,
    moderation.ConfirmExclusion: Action.EXCLUDE,
    moderation.RefuseExclusion: Action.EXCLUDE,
    moderation.DismissWarning: Action.ENTER,
    moderation.SetSlowMode: Action.RUN_DOOR,
    moderation.LockRoom: Action.RUN_DOOR,
    moderation.SetWaitingRoom: Action.RUN_DOOR,
    moderation.AdmitMember: Action.RUN_DOOR,
    moderation.TurnAway: Action.RUN_DOOR,
    moderation.PublishRules: Action.SET_RULES,
    moderation.AcceptRules: Action.ENTER,
    moderation.SetContentRules: Action.SET_RULES,
    moderation.ReleaseHeld: Action.REVIEW,
    moderation.DropHeld: Action.REVIEW,
    moderation.Report: Action.REPORT,
    moderation.HandleReport: Action.REVIEW,
    moderation.Appeal: Action.REPORT,
    moderation.DecideAppeal: Action.DECIDE_APPEAL,
    obligations.ClaimObligation: Action.RESPOND,
    obligations.ReleaseObligation: Action.RESPOND,
    obligations.AttributeAnswer: Action.RESPOND,
    obligations.AwaitAsker: Action.RUN_QUESTIONS,
    obligations.PromiseAnswer: Action.RUN_QUESTIONS,
    obligations.WaiveObligation: Action.RUN_QUESTIONS,
    obligations.ReclassObligation: Action.RUN_QUESTIONS,
    obligations.MarkSolved: Action.ASK,
    obligations.MarkUnsolved: Action.ASK,
    obligations.SetExamMode: Action.RUN_SESSION,
    obligations.SetAutoReplies: Action.SET_RULES,
    moving.MoveThread: Action.MODERATE_CHAT,
    moving.FlagOffTopic: Action.REPORT,
    moving.SettleOffTopic: Action.MODERATE_CHAT,
    schedule.SchedulePost: Action.SCHEDULE,
    schedule.ChangeScheduledPost: Action.SCHEDULE,
    schedule.PauseScheduledPost: Action.SCHEDULE,
    schedule.DeleteScheduledPost: Action.SCHEDULE,
}

SPEAKING: frozenset[type[ClientCommand]] = frozenset(
    {
        chat.PostMessage,
        chat.EditMessage,
        questions.AskQuestion,
        questions.SubmitQuestion,
        questions.EditQuestion,
        questions.ConvertMessage,
        questions.WriteAnswer,
        stage.RaiseHand,
        sub_rooms.OpenSubRoom,
    }
)
"""Commands that put words before others: they need the rules accepted and no mute of text."""

FROM_THE_DESK: frozenset[type[ClientCommand]] = frozenset(
    {
        chat.PostMessage,
        questions.WriteAnswer,
        questions.DismissQuestion,
        moderation.HandleReport,
        stage.Promote,
        obligations.ClaimObligation,
        obligations.ReleaseObligation,
        obligations.WaiveObligation,
        obligations.ReclassObligation,
        obligations.AwaitAsker,
        obligations.PromiseAnswer,
        schedule.SchedulePost,
        schedule.ChangeScheduledPost,
        schedule.PauseScheduledPost,
        schedule.DeleteScheduledPost,
    }
)
"""What staff may do from the board, without being in the room."""

LEFT_BEHIND: frozenset[type[ClientCommand]] = frozenset(
    {
        questions.DismissQuestion,
        moderation.HandleReport,
        obligations.ClaimObligation,
        obligations.ReleaseObligation,
        obligations.WaiveObligation,
    }
)
"""Of these, what is still done in a room that has closed: somebody may be owed a verdict, or a reason."""

STILL_DONE_WHEN_ARCHIVED: frozenset[type[ClientCommand]] = LEFT_BEHIND | {
    members.AnnounceMedia,
    members.Leave,
    chat.DeleteMessage,
    chat.HideMessage,
    chat.RestoreMessage,
    moderation.AcceptRules,
    moderation.DismissWarning,
    moderation.Report,
    moderation.Appeal,
    moderation.DecideAppeal,
}
"""A room that can only be read: one comes and goes, and what should not be read there is still taken away."""
