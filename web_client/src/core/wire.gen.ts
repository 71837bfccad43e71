// Written by `python -m signaling.typescript`. Do not edit: change the Python types and run `make wire`.

export const PROTOCOL_VERSION = 1;
export const SUBPROTOCOL = "studyhall.v1.msgpack";
export const MAX_FRAME_BYTES = 65536;
export const HEARTBEAT_SECONDS = 15.0;
export const TYPING_SECONDS = 5.0;
export const CHEERS = ["👏", "👍", "❤️", "😂", "😮", "🎉", "🤔", "✅"];
export const CHEER_SECONDS = 0.25;
export const RECENT_MESSAGES = 50;
export const RECENT_IMPORTANT = 20;
export const MAX_PINS = 3;
export const KEPT_POLLS = 10;
export const MAX_HISTORY = 200;
export const MAX_BODY_LENGTH = 4000;
export const MAX_NAME_LENGTH = 60;
export const MAX_SDP_LENGTH = 60000;

export const ROLES = ["operator", "teacher", "ta", "active", "student", "guest"] as const;

export type Role = (typeof ROLES)[number];

export const ROOM_KINDS = ["study", "qa", "zone"] as const;

export type RoomKind = (typeof ROOM_KINDS)[number];

export const PURPOSES = ["questions", "sharing", "lounge"] as const;

export type Purpose = (typeof PURPOSES)[number];

export const SOURCES = ["mic", "camera", "screen", "screen_audio"] as const;

export type Source = (typeof SOURCES)[number];

export const AUTHOR_KINDS = ["person", "bot", "system"] as const;

export type AuthorKind = (typeof AUTHOR_KINDS)[number];

export const MESSAGE_STATES = ["shown", "deleted", "hidden", "moved"] as const;

export type MessageState = (typeof MESSAGE_STATES)[number];

export const NETWORK_QUALITIES = ["fair", "poor", "bad"] as const;

export type NetworkQuality = (typeof NETWORK_QUALITIES)[number];

export const LEAVE_REASONS = ["left", "lost", "moved", "removed", "closed"] as const;

export type LeaveReason = (typeof LEAVE_REASONS)[number];

export const CLOSE_REASONS = ["empty", "closed", "recalled"] as const;

export type CloseReason = (typeof CLOSE_REASONS)[number];

export const STAGE_ENDS = ["staff", "self", "timer", "session"] as const;

export type StageEnd = (typeof STAGE_ENDS)[number];

export const QUESTION_STATES = ["draft", "held", "queued", "focused", "answering", "answered", "dismissed", "merged", "deferred", "withdrawn"] as const;

export type QuestionState = (typeof QUESTION_STATES)[number];

export const HOLD_REASONS = ["newcomer", "everybody", "rule"] as const;

export type HoldReason = (typeof HOLD_REASONS)[number];

export const DISMISS_REASONS = ["off_topic", "duplicate", "unclear", "answered_before", "inappropriate", "no_time"] as const;

export type DismissReason = (typeof DISMISS_REASONS)[number];

export const ANSWER_MODES = ["live", "text", "peer", "ai"] as const;

export type AnswerMode = (typeof ANSWER_MODES)[number];

export const ANSWER_ENDS = ["button", "next", "cap", "stage", "session"] as const;

export type AnswerEnd = (typeof ANSWER_ENDS)[number];

export const QUESTION_ORDERS = ["votes", "first", "least_heard", "manual"] as const;

export type QuestionOrder = (typeof QUESTION_ORDERS)[number];

export const PRE_MODERATIONS = ["off", "newcomers", "all"] as const;

export type PreModeration = (typeof PRE_MODERATIONS)[number];

export const QUESTION_SOURCES = ["panel", "chat", "class"] as const;

export type QuestionSource = (typeof QUESTION_SOURCES)[number];

export const POLL_KINDS = ["single", "multiple", "ordered", "quiz"] as const;

export type PollKind = (typeof POLL_KINDS)[number];

export const POLL_STATES = ["open", "closed", "revealed"] as const;

export type PollState = (typeof POLL_STATES)[number];

export const FOCUS_PHASES = ["focus", "break", "long_break"] as const;

export type FocusPhase = (typeof FOCUS_PHASES)[number];

export const TEMPLATES = ["topic", "pair", "silent"] as const;

export type Template = (typeof TEMPLATES)[number];

export const MUTE_SCOPES = ["voice", "video", "text"] as const;

export type MuteScope = (typeof MUTE_SCOPES)[number];

export const RULE_KINDS = ["links", "contacts", "keywords", "regex", "flood", "near_duplicate"] as const;

export type RuleKind = (typeof RULE_KINDS)[number];

export const RULE_EFFECTS = ["hold", "hide", "remove", "mute"] as const;

export type RuleEffect = (typeof RULE_EFFECTS)[number];

export const REPORT_REASONS = ["spam", "abuse", "harassment", "off_topic", "other"] as const;

export type ReportReason = (typeof REPORT_REASONS)[number];

export const SUBJECT_KINDS = ["member", "message", "question", "held"] as const;

export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export const VERDICTS = ["acted", "dismissed"] as const;

export type Verdict = (typeof VERDICTS)[number];

export const OBLIGATION_CLASSES = ["question", "statement", "newcomer", "submission", "hand", "help", "report", "follow_up"] as const;

export type ObligationClass = (typeof OBLIGATION_CLASSES)[number];

export const OCCASIONS = ["live_question", "after_class", "held"] as const;

export type Occasion = (typeof OCCASIONS)[number];

export const OBLIGATION_STATES = ["open", "acked", "answered", "withdrawn", "removed", "waived", "merged", "moved"] as const;

export type ObligationState = (typeof OBLIGATION_STATES)[number];

export const CLOCK_KINDS = ["wall", "covered"] as const;

export type ClockKind = (typeof CLOCK_KINDS)[number];

export const TARGET_KINDS = ["first", "full"] as const;

export type TargetKind = (typeof TARGET_KINDS)[number];

export const ANCHOR_KINDS = ["message", "question", "hand", "help", "report", "submission", "post"] as const;

export type AnchorKind = (typeof ANCHOR_KINDS)[number];

export const HOWS = ["reaction", "reply", "written", "live", "stage", "help", "handled", "dismissed", "peer", "bot", "memory", "asker"] as const;

export type How = (typeof HOWS)[number];

export const PAUSE_REASONS = ["asked_back", "exam"] as const;

export type PauseReason = (typeof PAUSE_REASONS)[number];

export const REJECTION_CODES = ["not_permitted", "not_present", "not_yours", "outranked", "room_full", "room_closed", "room_archived", "locked", "waiting", "banned", "excluded", "already_open", "not_open", "empty_message", "not_found", "too_old", "wrong_state", "too_many", "quota", "bad_choice", "no_questions_here", "bad_pattern", "muted", "rules_not_accepted", "refused_by_rule", "name_refused", "slow_mode"] as const;

export type RejectionCode = (typeof REJECTION_CODES)[number];

export const SCHEDULED_STATES = ["waiting", "paused", "ended"] as const;

export type ScheduledState = (typeof SCHEDULED_STATES)[number];

export const POLICIES: Readonly<Record<RoomKind, { readonly capacity: number; readonly has_media: boolean; readonly everyone_publishes: boolean; readonly everyone_runs_timer: boolean }>> = {
  study: { capacity: 16, has_media: true, everyone_publishes: true, everyone_runs_timer: true },
  qa: { capacity: 1000, has_media: true, everyone_publishes: false, everyone_runs_timer: false },
  zone: { capacity: 10000, has_media: false, everyone_publishes: false, everyone_runs_timer: false },
};

/**
 * Post text. A reply to a reply belongs to the first message of its thread. `important` is for staff.
 *
 * Of `mentions`, those are kept whom the room knows.
 */
export interface PostMessage {
  readonly t: "post_message";
  readonly cid: string;
  readonly body: string;
  readonly reply_to?: number | null;
  readonly important?: boolean;
  readonly mentions?: readonly string[];
  readonly attachments?: readonly Attachment[];
}

export interface EditMessage {
  readonly t: "edit_message";
  readonly id: number;
  readonly body: string;
}

/** One's own, or for staff that of somebody below their rank; then the reason is kept. */
export interface DeleteMessage {
  readonly t: "delete_message";
  readonly id: number;
  readonly reason?: string;
}

/** Leave a tombstone that only staff and the author can read, until it is restored. */
export interface HideMessage {
  readonly t: "hide_message";
  readonly id: number;
  readonly reason?: string;
}

export interface RestoreMessage {
  readonly t: "restore_message";
  readonly id: number;
}

export interface PinMessage {
  readonly t: "pin_message";
  readonly id: number;
  readonly on: boolean;
}

export interface MarkImportant {
  readonly t: "mark_important";
  readonly id: number;
  readonly on: boolean;
}

/** Each member once per emoji; `on=False` takes it back. */
export interface ReactToMessage {
  readonly t: "react_to_message";
  readonly id: number;
  readonly emoji: string;
  readonly on: boolean;
}

/** Say what the asking device sends now, so that others see a muted microphone at once. */
export interface AnnounceMedia {
  readonly t: "announce_media";
  readonly mic: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
}

/** Leave for good: no reconnect grace. */
export interface Leave {
  readonly t: "leave";
}

/** Queue for the stage, with a topic or with a question of one's own. Asking again changes what it is about. */
export interface RaiseHand {
  readonly t: "raise_hand";
  readonly topic?: string;
  readonly question?: number | null;
}

/** One's own; with `member` somebody else's, which is for staff. */
export interface LowerHand {
  readonly t: "lower_hand";
  readonly member?: string | null;
}

/** To `place` in the queue, from 0. The others keep their order and their clocks. */
export interface MoveHand {
  readonly t: "move_hand";
  readonly member: string;
  readonly place: number;
}

/**
 * Call onto the stage, for `seconds` or until sent back. `question`: an open one of theirs that they are called
 * for, unless their hand says which.
 */
export interface Promote {
  readonly t: "promote";
  readonly member: string;
  readonly seconds?: number | null;
  readonly sources?: readonly Source[];
  readonly question?: number | null;
}

/** Send back to the audience. Without `member`: oneself. */
export interface Demote {
  readonly t: "demote";
  readonly member?: string | null;
}

/** Lift a voice mute and ask the member, who alone can switch their microphone on. */
export interface AskToUnmute {
  readonly t: "ask_to_unmute";
  readonly member: string;
}

/** `tried` and `expected` are the background that helps to answer; `draft` keeps it to oneself for now. */
export interface AskQuestion {
  readonly t: "ask_question";
  readonly cid: string;
  readonly text: string;
  readonly tried?: string;
  readonly expected?: string;
  readonly anonymous?: boolean;
  readonly draft?: boolean;
}

/** Ask a draft. */
export interface SubmitQuestion {
  readonly t: "submit_question";
  readonly id: number;
}

/** One's own, until it is answered. */
export interface EditQuestion {
  readonly t: "edit_question";
  readonly id: number;
  readonly text: string;
  readonly tried?: string;
  readonly expected?: string;
}

export interface WithdrawQuestion {
  readonly t: "withdraw_question";
  readonly id: number;
}

/** One vote per member; `on=False` takes it back. A vote for a merged question is for the one it follows. */
export interface VoteQuestion {
  readonly t: "vote_question";
  readonly id: number;
  readonly on: boolean;
}

/** Make a question of a chat message: its author does, or staff on their behalf. */
export interface ConvertMessage {
  readonly t: "convert_message";
  readonly cid: string;
  readonly message: number;
}

/** A held one joins the queue. */
export interface ApproveQuestion {
  readonly t: "approve_question";
  readonly id: number;
}

/** The next one: shown on top to everybody. Another focused one goes back to the queue; with None, only that. */
export interface FocusQuestion {
  readonly t: "focus_question";
  readonly id: number | null;
}

/** Answer live, by speaking: the question is focused by this if it was not. */
export interface StartAnswer {
  readonly t: "start_answer";
  readonly id: number;
}

/** The live answer is over; `answered=False` puts the question back into the queue. */
export interface EndAnswer {
  readonly t: "end_answer";
  readonly id: number;
  readonly answered?: boolean;
  readonly note?: string;
}

/** `private`: for the asker and staff alone; for staff to give. */
export interface WriteAnswer {
  readonly t: "write_answer";
  readonly cid: string;
  readonly question: number;
  readonly text: string;
  readonly private?: boolean;
}

/** Make this the one answer that counts; the question is answered by it. */
export interface EndorseAnswer {
  readonly t: "endorse_answer";
  readonly question: number;
  readonly answer: number;
}

export interface DismissQuestion {
  readonly t: "dismiss_question";
  readonly id: number;
  readonly reason: DismissReason;
  readonly note?: string;
}

/** Staff, or the asker whose question was not solved. History is kept. */
export interface ReopenQuestion {
  readonly t: "reopen_question";
  readonly id: number;
  readonly note?: string;
}

/** `id` follows `into` from now on, and its votes count there. */
export interface MergeQuestions {
  readonly t: "merge_questions";
  readonly id: number;
  readonly into: number;
}

/** Undo, within 24 hours. */
export interface UnmergeQuestion {
  readonly t: "unmerge_question";
  readonly id: number;
}

/** To the question zone, where it keeps its asker, votes and clock. */
export interface DeferQuestion {
  readonly t: "defer_question";
  readonly id: number;
}

/** For an operator with a reason: who asked. Staff see that it was done, and why. */
export interface UnmaskQuestion {
  readonly t: "unmask_question";
  readonly id: number;
  readonly reason: string;
}

export interface OrderQuestions {
  readonly t: "order_questions";
  readonly mode: QuestionOrder;
}

/** In manual order: to `place` among the queued ones, from 0. */
export interface MoveQuestion {
  readonly t: "move_question";
  readonly id: number;
  readonly place: number;
}

export interface SetPreModeration {
  readonly t: "set_pre_moderation";
  readonly mode: PreModeration;
}

/** `live` shows results while people vote (not for a quiz). `right` are the right options of a quiz. */
export interface OpenPoll {
  readonly t: "open_poll";
  readonly cid: string;
  readonly question: string;
  readonly kind: PollKind;
  readonly options: readonly string[];
  readonly anonymous?: boolean;
  readonly live?: boolean;
  readonly right?: readonly number[];
  readonly seconds?: number | null;
}

/** One option, several, or all in order, as the kind says. An empty list takes the ballot back. */
export interface VotePoll {
  readonly t: "vote_poll";
  readonly id: number;
  readonly choices: readonly number[];
}

export interface ClosePoll {
  readonly t: "close_poll";
  readonly id: number;
}

/** Show the results, and the right answers, to everybody; closes it if it is open. */
export interface RevealPoll {
  readonly t: "reveal_poll";
  readonly id: number;
}

/** `quiet`: microphones of students are off while people focus. */
export interface StartFocus {
  readonly t: "start_focus";
  readonly focus_minutes?: number;
  readonly break_minutes?: number;
  readonly long_break_minutes?: number;
  readonly rounds?: number;
  readonly quiet?: boolean;
}

export interface PauseFocus {
  readonly t: "pause_focus";
}

export interface ResumeFocus {
  readonly t: "resume_focus";
}

/** Begin the next phase now. */
export interface SkipPhase {
  readonly t: "skip_phase";
}

export interface StopFocus {
  readonly t: "stop_focus";
}

export interface OpenSubRoom {
  readonly t: "open_sub_room";
  readonly cid: string;
  readonly title: string;
  readonly template?: Template;
}

/** By who opened it, or staff. */
export interface CloseSubRoom {
  readonly t: "close_sub_room";
  readonly number: number;
}

/** Open one room per group and send its members there. `titles` has as many entries as `groups`. */
export interface AssignBreakout {
  readonly t: "assign_breakout";
  readonly cid: string;
  readonly titles: readonly string[];
  readonly groups: readonly (readonly string[])[];
}

/** One message into every sub-room that is open. */
export interface TellBreakouts {
  readonly t: "tell_breakouts";
  readonly cid: string;
  readonly text: string;
}

/** Everybody back, after a countdown of `seconds`. */
export interface RecallBreakouts {
  readonly t: "recall_breakouts";
  readonly seconds?: number;
}

/** From a sub-room: staff of the parent see it with the room and how long it waits. Asking again changes the summary. */
export interface CallForHelp {
  readonly t: "call_for_help";
  readonly summary?: string;
}

export interface CancelHelp {
  readonly t: "cancel_help";
}

/** In the parent, by staff who go there. */
export interface AnswerHelp {
  readonly t: "answer_help";
  readonly number: number;
}

/** Enforced by the server for `seconds`, or until it is lifted. */
export interface MuteMember {
  readonly t: "mute_member";
  readonly member: string;
  readonly scopes: readonly MuteScope[];
  readonly seconds?: number | null;
  readonly reason?: string;
}

export interface UnmuteMember {
  readonly t: "unmute_member";
  readonly member: string;
  readonly scopes: readonly MuteScope[];
}

export interface WarnMember {
  readonly t: "warn_member";
  readonly member: string;
  readonly reason: string;
}

/** Out of the room at once; kept out for `ban_seconds` (0: they may come back). */
export interface RemoveMember {
  readonly t: "remove_member";
  readonly member: string;
  readonly reason?: string;
  readonly ban_seconds?: number;
}

export interface LiftBan {
  readonly t: "lift_ban";
  readonly member: string;
  readonly reason?: string;
}

/** The warned member has read it. */
export interface DismissWarning {
  readonly t: "dismiss_warning";
}

/** Out of the room for good, if somebody else of the staff confirms it; until then for 30 days. */
export interface ProposeExclusion {
  readonly t: "propose_exclusion";
  readonly member: string;
  readonly reason: string;
}

/** By somebody else than who proposed it. */
export interface ConfirmExclusion {
  readonly t: "confirm_exclusion";
  readonly member: string;
}

/** The ban of 30 days stays. */
export interface RefuseExclusion {
  readonly t: "refuse_exclusion";
  readonly member: string;
  readonly note?: string;
}

/** Seconds between two posts of one student; 0 switches it off. */
export interface SetSlowMode {
  readonly t: "set_slow_mode";
  readonly seconds: number;
}

/** While locked nobody new enters but staff. */
export interface LockRoom {
  readonly t: "lock_room";
  readonly on: boolean;
}

/** While on, students wait at the door until staff let them in. */
export interface SetWaitingRoom {
  readonly t: "set_waiting_room";
  readonly on: boolean;
}

/** `member` None: everybody who waits. */
export interface AdmitMember {
  readonly t: "admit_member";
  readonly member: string | null;
}

/** Refuse somebody who waits; for ten minutes they need not ask again. */
export interface TurnAway {
  readonly t: "turn_away";
  readonly member: string;
}

/** The next version of the rules, in both languages: to be accepted before the first post. */
export interface PublishRules {
  readonly t: "publish_rules";
  readonly en: string;
  readonly zh: string;
}

export interface AcceptRules {
  readonly t: "accept_rules";
  readonly version: number;
}

/** All of them, and the ladder, replacing those before. */
export interface SetContentRules {
  readonly t: "set_content_rules";
  readonly rules: readonly ContentRule[];
  readonly ladder: readonly LadderStep[];
}

/** Post a held message now. */
export interface ReleaseHeld {
  readonly t: "release_held";
  readonly number: number;
}

export interface DropHeld {
  readonly t: "drop_held";
  readonly number: number;
  readonly reason?: string;
}

/** To the staff's private queue. */
export interface Report {
  readonly t: "report";
  readonly cid: string;
  readonly subject: Subject;
  readonly reason: ReportReason;
  readonly text?: string;
}

export interface HandleReport {
  readonly t: "handle_report";
  readonly number: number;
  readonly verdict: Verdict;
  readonly note?: string;
}

/** Against one's hidden message, one's held message, or one's mute (`member`: oneself). */
export interface Appeal {
  readonly t: "appeal";
  readonly cid: string;
  readonly subject: Subject;
  readonly text: string;
}

/** `granted` undoes it in place: the message comes back, the mute ends, the strike is taken back. */
export interface DecideAppeal {
  readonly t: "decide_appeal";
  readonly number: number;
  readonly granted: boolean;
  readonly note?: string;
}

/** "I take this one": everybody sees it. */
export interface ClaimObligation {
  readonly t: "claim_obligation";
  readonly id: number;
}

export interface ReleaseObligation {
  readonly t: "release_obligation";
  readonly id: number;
}

export interface WaiveObligation {
  readonly t: "waive_obligation";
  readonly id: number;
  readonly reason: string;
}

/** Staff asked back in public: the clock stands until the asker speaks. Refused without such a message. */
export interface AwaitAsker {
  readonly t: "await_asker";
  readonly id: number;
}

/** Staff will come back to it: a clock of their own begins, and the asker's runs on. */
export interface PromiseAnswer {
  readonly t: "promise_answer";
  readonly id: number;
}

/** Which open obligation one's message answers, where the server could not know. */
export interface AttributeAnswer {
  readonly t: "attribute_answer";
  readonly message: number;
  readonly id: number;
}

/** By staff. Consumed time is kept. */
export interface ReclassObligation {
  readonly t: "reclass_obligation";
  readonly id: number;
  readonly into: ObligationClass;
}

/** By the asker. `how`: who or what solved it, if not a person. */
export interface MarkSolved {
  readonly t: "mark_solved";
  readonly id: number;
  readonly how?: How;
}

/** By the asker, within 72 hours: the next cycle begins. */
export interface MarkUnsolved {
  readonly t: "mark_unsolved";
  readonly id: number;
  readonly note?: string;
}

/** All clocks of this room stand for so many minutes; 0 ends it. */
export interface SetExamMode {
  readonly t: "set_exam_mode";
  readonly minutes: number;
}

export interface SetAutoReplies {
  readonly t: "set_auto_replies";
  readonly rules: readonly AutoReply[];
}

/**
 * By staff: a message, with its replies if it has any, goes to the room `to` of the same space.
 *
 * `thread_arrived` says that it is there, `thread_stayed` why that room did not take it.
 */
export interface MoveThread {
  readonly t: "move_thread";
  readonly id: number;
  readonly to: string;
  readonly reason?: string;
}

/** One's own opinion, for staff to see; `on=False` takes it back. Nobody is sanctioned for it. */
export interface FlagOffTopic {
  readonly t: "flag_off_topic";
  readonly id: number;
  readonly on: boolean;
}

/** By staff: it stays where it is, and is flagged no more. */
export interface SettleOffTopic {
  readonly t: "settle_off_topic";
  readonly id: number;
}

/** Refused with BAD_CHOICE when its timing means nothing, or has no time to come. */
export interface SchedulePost {
  readonly t: "schedule_post";
  readonly cid: string;
  readonly body: string;
  readonly timing: Timing;
  readonly important?: boolean;
  readonly expects_reply?: boolean;
}

/** All of it anew. What is paused stays so; what has ended waits again if a time is to come. */
export interface ChangeScheduledPost {
  readonly t: "change_scheduled_post";
  readonly id: number;
  readonly body: string;
  readonly timing: Timing;
  readonly important?: boolean;
  readonly expects_reply?: boolean;
}

/** What comes due while it is paused is neither posted nor missed. `on=False`: it goes on with the next time. */
export interface PauseScheduledPost {
  readonly t: "pause_scheduled_post";
  readonly id: number;
  readonly on: boolean;
}

/** What it has posted stays. */
export interface DeleteScheduledPost {
  readonly t: "delete_scheduled_post";
  readonly id: number;
}

/** Class begins: offsets of what happens are counted from here. */
export interface StartSession {
  readonly t: "start_session";
}

/** Class ends: the stage is cleared, and every open question is deferred to the question zone. */
export interface EndSession {
  readonly t: "end_session";
}

/** First frame. `device` is random per page load and survives reconnects of that page. */
export interface Hello {
  readonly t: "hello";
  readonly version: number;
  readonly ticket: string;
  readonly device: string;
}

/** The log entry that was seen last. The epoch names who wrote it, so a lost log cannot look current. */
export interface Position {
  readonly epoch: number;
  readonly seq: number;
}

/** Enter, or resume after `position`: answered by `entered`, then the missed events or a snapshot. */
export interface EnterRoom {
  readonly t: "enter_room";
  readonly ref: number;
  readonly room: string;
  readonly position?: Position | null;
}

/**
 * Go from one room to another as one step, with the same media connections: refused, one stays where one is.
 *
 * Answered like `enter_room`: the snapshot of `room` follows.
 */
export interface MoveRoom {
  readonly t: "move_room";
  readonly ref: number;
  readonly source: string;
  readonly room: string;
}

export interface LeaveRoom {
  readonly t: "leave_room";
  readonly ref: number;
  readonly room: string;
}

export interface RoomCommand {
  readonly t: "command";
  readonly ref: number;
  readonly room: string;
  readonly command: AnyClientCommand;
}

/** Messages with an id below `before` (None: the newest), newest last: all, one thread, or the important ones. */
export interface ReadHistory {
  readonly t: "read_history";
  readonly ref: number;
  readonly room: string;
  readonly before?: number | null;
  readonly limit?: number;
  readonly thread?: number | null;
  readonly important?: boolean;
}

/** Messages of a room that contain all words of `text`, newest last; words of Chinese need no spaces. */
export interface SearchMessages {
  readonly t: "search_messages";
  readonly ref: number;
  readonly room: string;
  readonly text: string;
  readonly before?: number | null;
  readonly limit?: number;
}

/** The person has seen messages up to `message`, and important ones up to `important`. It never goes back. */
export interface MarkRead {
  readonly t: "mark_read";
  readonly room: string;
  readonly message: number;
  readonly important: number;
}

/**
 * An SDP offer for this device's sending or receiving peer connection (RFC 8829).
 *
 * `sources` names what each sending media section (by mid) carries; empty when receiving.
 */
export interface MediaOffer {
  readonly t: "media_offer";
  readonly ref: number;
  readonly room: string;
  readonly direction: "publish" | "receive";
  readonly sdp: string;
  readonly sources?: Readonly<Record<string, Source>>;
}

/**
 * How a receiving section is looked at: the height of its picture in device pixels, 0 while it cannot be seen.
 *
 * Where bandwidth is short, a higher `priority` keeps its sharpness longer.
 */
export interface View {
  readonly height: number;
  readonly priority?: number;
}

/**
 * What this device sees now, by mid: the whole list, the latest wins. Unlisted sections are sent in full.
 *
 * Send it when tiles change their size or leave the screen, not more than four times a second.
 */
export interface WatchSlots {
  readonly t: "watch_slots";
  readonly room: string;
  readonly views: Readonly<Record<string, View>>;
}

/**
 * For how many seconds each picture stood still since you last said so, by mid: only those that did.
 *
 * Send it every ten seconds if there is anything to say; what comes sooner is dropped.
 */
export interface PicturesFroze {
  readonly t: "pictures_froze";
  readonly room: string;
  readonly seconds: Readonly<Record<string, number>>;
}

/** Be told of the rooms of the space, now and at each change, until `on` is false. */
export interface WatchLobby {
  readonly t: "watch_lobby";
  readonly ref: number;
  readonly on: boolean;
}

/** For staff: be told of everything that is owed in the space, now and at each change, until `on` is false. */
export interface WatchBoard {
  readonly t: "watch_board";
  readonly ref: number;
  readonly on: boolean;
}

/** A command of staff into a room of the space that they need not be in. */
export interface FromDesk {
  readonly t: "from_desk";
  readonly ref: number;
  readonly room: string;
  readonly command: AnyClientCommand;
}

/** Endorsed answers to questions like `text`, best first: asked while somebody types a question. */
export interface FindAnswers {
  readonly t: "find_answers";
  readonly ref: number;
  readonly room: string;
  readonly text: string;
}

/** The person has seen these notices, on any device. */
export interface SeeNotices {
  readonly t: "see_notices";
  readonly ids: readonly number[];
}

export interface Typing {
  readonly t: "typing";
  readonly room: string;
}

/** A floating reaction: counted, never kept. */
export interface Cheer {
  readonly t: "cheer";
  readonly room: string;
  readonly emoji: "✅" | "❤️" | "🎉" | "👍" | "👏" | "😂" | "😮" | "🤔";
}

/** `heads` are the positions the client holds, so that a lost last event is found. */
export interface Ping {
  readonly t: "ping";
  readonly heads?: Readonly<Record<string, Position>>;
}

export type AnyClientCommand =
  | PostMessage
  | EditMessage
  | DeleteMessage
  | HideMessage
  | RestoreMessage
  | PinMessage
  | MarkImportant
  | ReactToMessage
  | AnnounceMedia
  | Leave
  | RaiseHand
  | LowerHand
  | MoveHand
  | Promote
  | Demote
  | AskToUnmute
  | AskQuestion
  | SubmitQuestion
  | EditQuestion
  | WithdrawQuestion
  | VoteQuestion
  | ConvertMessage
  | ApproveQuestion
  | FocusQuestion
  | StartAnswer
  | EndAnswer
  | WriteAnswer
  | EndorseAnswer
  | DismissQuestion
  | ReopenQuestion
  | MergeQuestions
  | UnmergeQuestion
  | DeferQuestion
  | UnmaskQuestion
  | OrderQuestions
  | MoveQuestion
  | SetPreModeration
  | OpenPoll
  | VotePoll
  | ClosePoll
  | RevealPoll
  | StartFocus
  | PauseFocus
  | ResumeFocus
  | SkipPhase
  | StopFocus
  | OpenSubRoom
  | CloseSubRoom
  | AssignBreakout
  | TellBreakouts
  | RecallBreakouts
  | CallForHelp
  | CancelHelp
  | AnswerHelp
  | MuteMember
  | UnmuteMember
  | WarnMember
  | RemoveMember
  | LiftBan
  | DismissWarning
  | ProposeExclusion
  | ConfirmExclusion
  | RefuseExclusion
  | SetSlowMode
  | LockRoom
  | SetWaitingRoom
  | AdmitMember
  | TurnAway
  | PublishRules
  | AcceptRules
  | SetContentRules
  | ReleaseHeld
  | DropHeld
  | Report
  | HandleReport
  | Appeal
  | DecideAppeal
  | ClaimObligation
  | ReleaseObligation
  | WaiveObligation
  | AwaitAsker
  | PromiseAnswer
  | AttributeAnswer
  | ReclassObligation
  | MarkSolved
  | MarkUnsolved
  | SetExamMode
  | SetAutoReplies
  | MoveThread
  | FlagOffTopic
  | SettleOffTopic
  | SchedulePost
  | ChangeScheduledPost
  | PauseScheduledPost
  | DeleteScheduledPost
  | StartSession
  | EndSession;

export type AnyRequest =
  | Hello
  | EnterRoom
  | MoveRoom
  | LeaveRoom
  | RoomCommand
  | ReadHistory
  | SearchMessages
  | MarkRead
  | MediaOffer
  | WatchSlots
  | PicturesFroze
  | WatchLobby
  | WatchBoard
  | FromDesk
  | FindAnswers
  | SeeNotices
  | Typing
  | Cheer
  | Ping;

/** An uploaded file. Name and size are what the uploader says; the content is what the id says. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly size: number;
}

/**
 * `id` comes from the room's counter. `held` is the number under which it waited for review, if it did.
 *
 * `hidden`: a content rule hides it at once (`message_hidden` says which), so peers are never told its words.
 */
export interface MessagePosted {
  readonly t: "message_posted";
  readonly at: number;
  readonly author: string;
  readonly cid: string;
  readonly id: number;
  readonly author_name: string;
  readonly body: string;
  readonly author_kind: AuthorKind;
  readonly reply_to: number | null;
  readonly important: boolean;
  readonly mentions: readonly string[];
  readonly attachments: readonly Attachment[];
  readonly held: number | null;
  readonly hidden: boolean;
}

export interface MessageEdited {
  readonly t: "message_edited";
  readonly at: number;
  readonly id: number;
  readonly body: string;
  readonly by: string;
}

/** `reason` is for the author and staff; `author` is empty when the room had forgotten whose it was. */
export interface MessageDeleted {
  readonly t: "message_deleted";
  readonly at: number;
  readonly id: number;
  readonly by: string;
  readonly reason: string;
  readonly author: string;
}

/** `rule` is set when a content rule did it. `readable=False`: its text is gone for who sees this. */
export interface MessageHidden {
  readonly t: "message_hidden";
  readonly at: number;
  readonly id: number;
  readonly author: string;
  readonly by: string;
  readonly reason: string;
  readonly rule: string | null;
  readonly readable: boolean;
}

/** Back in its place, with its text, which others may never have had. */
export interface MessageRestored {
  readonly t: "message_restored";
  readonly at: number;
  readonly id: number;
  readonly by: string;
  readonly body: string;
  readonly attachments: readonly Attachment[];
  readonly mentions: readonly string[];
}

/** A message of another room. `id` is None while it is on its way there, and the room's title is not known. */
export interface Place {
  readonly room: string;
  readonly title: string;
  readonly id: number | null;
}

/**
 * `reply_to` is the first message of its thread; `replies` counts those that a first message has.
 *
 * `moved`: where it went, for one that has moved away; for any other where it came from, if it came from elsewhere.
 */
export interface MessageView {
  readonly id: number;
  readonly at: number;
  readonly author: string;
  readonly author_name: string;
  readonly author_kind: AuthorKind;
  readonly cid: string;
  readonly body: string;
  readonly reply_to: number | null;
  readonly replies: number;
  readonly important: boolean;
  readonly mentions: readonly string[];
  readonly attachments: readonly Attachment[];
  readonly edited_at: number | null;
  readonly state: MessageState;
  readonly reactions: Readonly<Record<string, readonly string[]>>;
  readonly moved: Place | null;
}

/** Carries the message: it may be older than what a client holds. `on=False`: unpinned. */
export interface MessagePinned {
  readonly t: "message_pinned";
  readonly at: number;
  readonly id: number;
  readonly by: string;
  readonly on: boolean;
  readonly message: MessageView;
}

/** Now in the lane of important messages, or with `on=False` no more. */
export interface MessageMarked {
  readonly t: "message_marked";
  readonly at: number;
  readonly id: number;
  readonly by: string;
  readonly on: boolean;
  readonly message: MessageView;
}

export interface MessageReacted {
  readonly t: "message_reacted";
  readonly at: number;
  readonly id: number;
  readonly member: string;
  readonly emoji: string;
  readonly on: boolean;
}

/**
 * By staff: these messages, the first of them first, are on their way to the room `to`, and gone here.
 *
 * `reason` is for staff and the author of the first.
 */
export interface ThreadMoved {
  readonly t: "thread_moved";
  readonly at: number;
  readonly ids: readonly number[];
  readonly to: string;
  readonly by: string;
  readonly author: string;
  readonly reason: string;
}

/** Where they stand now, by the ids that they had here. */
export interface ThreadArrived {
  readonly t: "thread_arrived";
  readonly at: number;
  readonly places: Readonly<Record<string, Place>>;
}

/** The room `to` did not take them: they are back in their places. Carries them. */
export interface ThreadStayed {
  readonly t: "thread_stayed";
  readonly at: number;
  readonly messages: readonly MessageView[];
  readonly to: string;
  readonly why: RejectionCode;
}

/**
 * Messages that staff moved here, the first of them first, with new ids. `author` is who moved them.
 *
 * `source` is where the first stood. `reason` is for staff and the author of the first.
 */
export interface ThreadAdopted {
  readonly t: "thread_adopted";
  readonly at: number;
  readonly author: string;
  readonly cid: string;
  readonly source: Place;
  readonly messages: readonly MessageView[];
  readonly reason: string;
}

/** Now present. Also when a member who had left comes back, with the name and role of today; or has another role. */
export interface MemberJoined {
  readonly t: "member_joined";
  readonly at: number;
  readonly member: string;
  readonly name: string;
  readonly role: Role;
}

export interface MemberLeft {
  readonly t: "member_left";
  readonly at: number;
  readonly member: string;
  readonly reason: LeaveReason;
}

export interface DeviceAttached {
  readonly t: "device_attached";
  readonly at: number;
  readonly member: string;
  readonly device: string;
}

/** `clean`: it said goodbye. `away_until` is set when the last device was lost: the end of the reconnect grace. */
export interface DeviceDetached {
  readonly t: "device_detached";
  readonly at: number;
  readonly member: string;
  readonly device: string;
  readonly clean: boolean;
  readonly away_until: number | null;
}

export interface MediaAnnounced {
  readonly t: "media_announced";
  readonly at: number;
  readonly member: string;
  readonly device: string;
  readonly mic: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
}

export interface HandRaised {
  readonly t: "hand_raised";
  readonly at: number;
  readonly member: string;
  readonly topic: string;
  readonly question: number | null;
}

export interface HandLowered {
  readonly t: "hand_lowered";
  readonly at: number;
  readonly member: string;
  readonly by: string;
}

export interface HandMoved {
  readonly t: "hand_moved";
  readonly at: number;
  readonly member: string;
  readonly place: number;
  readonly by: string;
}

/** Their hand is lowered by this. `question` came with the hand, or with the call. */
export interface Promoted {
  readonly t: "promoted";
  readonly at: number;
  readonly member: string;
  readonly by: string;
  readonly sources: readonly Source[];
  readonly until: number | null;
  readonly question: number | null;
}

export interface Demoted {
  readonly t: "demoted";
  readonly at: number;
  readonly member: string;
  readonly by: string;
  readonly why: StageEnd;
}

/** For the member alone; forgotten when their microphone goes on, or they leave. */
export interface UnmuteAsked {
  readonly t: "unmute_asked";
  readonly at: number;
  readonly member: string;
  readonly by: string;
  readonly by_name: string;
}

/** Where a deferred question came from. */
export interface Origin {
  readonly room: string;
  readonly question: number;
}

/** `author` is the asker. `state` is draft, held or queued. `pseudonym` counts the anonymous askers of a session. */
export interface QuestionAsked {
  readonly t: "question_asked";
  readonly at: number;
  readonly author: string;
  readonly cid: string;
  readonly id: number;
  readonly author_name: string;
  readonly text: string;
  readonly state: QuestionState;
  readonly asked_at: number;
  readonly tried: string;
  readonly expected: string;
  readonly anonymous: boolean;
  readonly pseudonym: number | null;
  readonly held_for: HoldReason | null;
  readonly source: QuestionSource;
  readonly message: number | null;
  readonly origin: Origin | null;
  readonly session: number | null;
  readonly heard: number | null;
  readonly voters: readonly string[];
  readonly votes: number;
  readonly by: string;
  readonly waited: number;
  readonly owed: boolean;
  readonly review_by: number | null;
}

/** A private one is seen by the asker, its author and staff. */
export interface AnswerView {
  readonly id: number;
  readonly at: number;
  readonly author: string;
  readonly author_name: string;
  readonly author_kind: AuthorKind;
  readonly role: Role;
  readonly text: string;
  readonly private: boolean;
  readonly endorsed: boolean;
}

/**
 * `asker` and `asker_name` are empty where the asker is hidden; one sees one's own. `pseudonym` is for staff.
 *
 * `votes` counts the members of this and of all that follow it, and stands still while it follows another itself;
 * `voted` is the viewer's own vote for this one. `answered_by` is a member.
 * `heard`: how often the asker's questions were answered before in this session, named and anonymous ones apart;
 * None where it could tell who asked.
 * `place` is the position in manual order, from 0, or None while it was never moved. `adopted`: a deferred one is in the
 * question zone now, and goes on there. `review_by`: until then somebody should have looked at a held one; `overdue`:
 * nobody has.
 */
export interface QuestionView {
  readonly id: number;
  readonly at: number;
  readonly asker: string;
  readonly asker_name: string;
  readonly text: string;
  readonly state: QuestionState;
  readonly tried: string;
  readonly expected: string;
  readonly anonymous: boolean;
  readonly pseudonym: number | null;
  readonly held_for: HoldReason | null;
  readonly source: QuestionSource;
  readonly message: number | null;
  readonly session: number | null;
  readonly votes: number;
  readonly voted: boolean;
  readonly heard: number | null;
  readonly place: number | null;
  readonly edited_at: number | null;
  readonly changed_at: number | null;
  readonly answering_since: number | null;
  readonly answered_by: string;
  readonly mode: AnswerMode | null;
  readonly note: string;
  readonly answers: readonly AnswerView[];
  readonly dismissed_for: DismissReason | null;
  readonly merged_into: number | null;
  readonly reopened: number;
  readonly adopted: boolean;
  readonly review_by: number | null;
  readonly overdue: boolean;
}

/** A draft was asked: it carries the question, which nobody else has. */
export interface QuestionSubmitted {
  readonly t: "question_submitted";
  readonly at: number;
  readonly id: number;
  readonly question: QuestionView;
}

/** `state` says who sees it: a draft its asker, a held one staff too. */
export interface QuestionEdited {
  readonly t: "question_edited";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly text: string;
  readonly tried: string;
  readonly expected: string;
  readonly state: QuestionState;
}

/** Its text is gone for everybody. `state` is what it was in, and says who sees this. */
export interface QuestionWithdrawn {
  readonly t: "question_withdrawn";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly state: QuestionState;
}

/** `votes` is what the question `shown` (itself, or the one it follows) now has. */
export interface QuestionVoted {
  readonly t: "question_voted";
  readonly at: number;
  readonly id: number;
  readonly member: string;
  readonly on: boolean;
  readonly shown: number;
  readonly votes: number;
}

/** Now in the queue: it carries the question, which peers have not seen. */
export interface QuestionApproved {
  readonly t: "question_approved";
  readonly at: number;
  readonly id: number;
  readonly by: string;
  readonly question: QuestionView;
}

/** Nobody has looked at a held one in time. Once for each. */
export interface QuestionOverdue {
  readonly t: "question_overdue";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
}

export interface QuestionFocused {
  readonly t: "question_focused";
  readonly at: number;
  readonly id: number;
  readonly by: string;
}

export interface QuestionUnfocused {
  readonly t: "question_unfocused";
  readonly at: number;
  readonly id: number;
  readonly by: string;
}

/** `offset_ms` is counted from the start of the session; None when none runs. `until`: when the cap ends it. */
export interface AnswerStarted {
  readonly t: "answer_started";
  readonly at: number;
  readonly id: number;
  readonly by: string;
  readonly until: number;
  readonly offset_ms: number | null;
}

/** `answered=False`: back in the queue. */
export interface AnswerEnded {
  readonly t: "answer_ended";
  readonly at: number;
  readonly id: number;
  readonly by: string;
  readonly why: AnswerEnd;
  readonly answered: boolean;
  readonly note: string;
  readonly offset_ms: number | null;
}

/**
 * `asker` may read it even if it is private. `resolves`: the question is answered by it (staff wrote it).
 *
 * Peers are told of a private one that resolves, without its text.
 */
export interface AnswerWritten {
  readonly t: "answer_written";
  readonly at: number;
  readonly author: string;
  readonly cid: string;
  readonly question: number;
  readonly id: number;
  readonly author_name: string;
  readonly role: Role;
  readonly text: string;
  readonly asker: string;
  readonly private: boolean;
  readonly resolves: boolean;
  readonly public: boolean;
  readonly author_kind: AuthorKind;
}

/** `author` wrote the answer. When an `anonymous` asker endorses it, others are not told who did. */
export interface AnswerEndorsed {
  readonly t: "answer_endorsed";
  readonly at: number;
  readonly question: number;
  readonly answer: number;
  readonly by: string;
  readonly mode: AnswerMode;
  readonly author: string;
  readonly asker: string;
  readonly anonymous: boolean;
  readonly public: boolean;
}

/** `public`: whether peers ever saw it. `readable=False`: its text is gone for who sees this. */
export interface QuestionDismissed {
  readonly t: "question_dismissed";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly by: string;
  readonly reason: DismissReason;
  readonly note: string;
  readonly public: boolean;
  readonly readable: boolean;
}

/** It carries the question: a text that was hidden with its dismissal is seen again. */
export interface QuestionReopened {
  readonly t: "question_reopened";
  readonly at: number;
  readonly id: number;
  readonly by: string;
  readonly note: string;
  readonly question: QuestionView;
}

/** `votes` is what `into` now has. */
export interface QuestionMerged {
  readonly t: "question_merged";
  readonly at: number;
  readonly id: number;
  readonly into: number;
  readonly by: string;
  readonly votes: number;
}

/** Back in the queue. `by` is empty when the followed question was withdrawn. `votes` is what it has, `into_votes` what the other one is left with. */
export interface QuestionUnmerged {
  readonly t: "question_unmerged";
  readonly at: number;
  readonly id: number;
  readonly into: number;
  readonly by: string;
  readonly votes: number;
  readonly into_votes: number;
}

export interface QuestionDeferred {
  readonly t: "question_deferred";
  readonly at: number;
  readonly id: number;
  readonly by: string;
}

/** The question zone has it. */
export interface QuestionAdopted {
  readonly t: "question_adopted";
  readonly at: number;
  readonly id: number;
}

/** Staff see that it happened; `asker` and `asker_name` are for the operator who asked. */
export interface QuestionUnmasked {
  readonly t: "question_unmasked";
  readonly at: number;
  readonly id: number;
  readonly by: string;
  readonly reason: string;
  readonly asker: string;
  readonly asker_name: string;
}

export interface QuestionsOrdered {
  readonly t: "questions_ordered";
  readonly at: number;
  readonly mode: QuestionOrder;
  readonly by: string;
}

/** `places` are the manual positions of all queued questions after this. */
export interface QuestionMoved {
  readonly t: "question_moved";
  readonly at: number;
  readonly id: number;
  readonly by: string;
  readonly places: Readonly<Record<string, number>>;
}

export interface PreModerationSet {
  readonly t: "pre_moderation_set";
  readonly at: number;
  readonly mode: PreModeration;
  readonly by: string;
}

/** Done long ago: rooms forget it, the log and the export do not. */
export interface QuestionArchived {
  readonly t: "question_archived";
  readonly at: number;
  readonly id: number;
}

/** `right` is for staff until the poll is revealed. */
export interface PollOpened {
  readonly t: "poll_opened";
  readonly at: number;
  readonly author: string;
  readonly cid: string;
  readonly id: number;
  readonly question: string;
  readonly kind: PollKind;
  readonly options: readonly string[];
  readonly anonymous: boolean;
  readonly live: boolean;
  readonly right: readonly number[];
  readonly until: number | null;
}

/**
 * `member` and `choices` are for that member, and for staff unless it is anonymous. `tallies` as after this ballot.
 *
 * `own` says to the voter that it is theirs: staff see the ballots of others, too.
 */
export interface PollVoted {
  readonly t: "poll_voted";
  readonly at: number;
  readonly id: number;
  readonly member: string;
  readonly choices: readonly number[];
  readonly voters: number;
  readonly tallies: readonly number[] | null;
  readonly anonymous: boolean;
  readonly live: boolean;
  readonly own: boolean;
}

/** `by` is empty when its time was over. */
export interface PollClosed {
  readonly t: "poll_closed";
  readonly at: number;
  readonly id: number;
  readonly by: string;
}

export interface PollRevealed {
  readonly t: "poll_revealed";
  readonly at: number;
  readonly id: number;
  readonly by: string;
  readonly tallies: readonly number[];
  readonly right: readonly number[];
}

export interface FocusStarted {
  readonly t: "focus_started";
  readonly at: number;
  readonly by: string;
  readonly focus_minutes: number;
  readonly break_minutes: number;
  readonly long_break_minutes: number;
  readonly rounds: number;
  readonly quiet: boolean;
  readonly ends_at: number;
}

/** `round` from 1. `by` is empty when the clock began it. */
export interface PhaseBegan {
  readonly t: "phase_began";
  readonly at: number;
  readonly phase: FocusPhase;
  readonly round: number;
  readonly ends_at: number;
  readonly by: string;
}

export interface FocusPaused {
  readonly t: "focus_paused";
  readonly at: number;
  readonly by: string;
  readonly remaining: number;
}

export interface FocusResumed {
  readonly t: "focus_resumed";
  readonly at: number;
  readonly by: string;
  readonly ends_at: number;
}

/** `by` is empty when the last phase was over. */
export interface FocusStopped {
  readonly t: "focus_stopped";
  readonly at: number;
  readonly by: string;
}

/**
 * Its room id is the parent's, two hyphens and `number`. Of several from one command, the first has the plain `cid`.
 *
 * `closes_at` is when it closes if nobody comes.
 */
export interface SubRoomOpened {
  readonly t: "sub_room_opened";
  readonly at: number;
  readonly author: string;
  readonly cid: string;
  readonly number: number;
  readonly title: string;
  readonly seats: number;
  readonly author_name: string;
  readonly breakout: boolean;
  readonly quiet: boolean;
  readonly closes_at: number | null;
}

/** Member -> number of the sub-room that they are sent to. Everybody sees at most themselves. */
export interface BreakoutAssigned {
  readonly t: "breakout_assigned";
  readonly at: number;
  readonly by: string;
  readonly rooms: Readonly<Record<string, number>>;
}

/** `rooms` are the sub-rooms that get it. */
export interface BreakoutTold {
  readonly t: "breakout_told";
  readonly at: number;
  readonly author: string;
  readonly cid: string;
  readonly author_name: string;
  readonly text: string;
  readonly rooms: readonly number[];
}

/** Sub-room `number` has the message `cid`. */
export interface BreakoutHeard {
  readonly t: "breakout_heard";
  readonly at: number;
  readonly cid: string;
  readonly number: number;
}

/** In the parent, and in each breakout: everybody is back at `until`. */
export interface BreakoutRecalled {
  readonly t: "breakout_recalled";
  readonly at: number;
  readonly by: string;
  readonly until: number;
}

/** Decided: it is told to close. Nobody new is sent there. */
export interface SubRoomClosing {
  readonly t: "sub_room_closing";
  readonly at: number;
  readonly number: number;
  readonly by: string;
  readonly reason: CloseReason;
}

export interface SubRoomClosed {
  readonly t: "sub_room_closed";
  readonly at: number;
  readonly number: number;
}

/** `closes_at` is set while it is empty. */
export interface SubRoomOccupied {
  readonly t: "sub_room_occupied";
  readonly at: number;
  readonly number: number;
  readonly count: number;
  readonly closes_at: number | null;
}

/** In the sub-room: it waits since `at`. */
export interface HelpCalled {
  readonly t: "help_called";
  readonly at: number;
  readonly member: string;
  readonly name: string;
  readonly summary: string;
}

/** In the sub-room: help is coming (`by` somebody), or it was called off. */
export interface HelpEnded {
  readonly t: "help_ended";
  readonly at: number;
  readonly by: string;
  readonly by_name: string;
}

/** In the parent: the call of sub-room `number`, or with `summary` None its end. */
export interface HelpNoted {
  readonly t: "help_noted";
  readonly at: number;
  readonly number: number;
  readonly member: string;
  readonly name: string;
  readonly summary: string | null;
  readonly since: number;
}

/** In the parent: `by` goes there. */
export interface HelpAnswered {
  readonly t: "help_answered";
  readonly at: number;
  readonly number: number;
  readonly by: string;
  readonly by_name: string;
}

/** `by` is empty when a rule did it. Peers see the scopes alone. `inherited`: it holds in the parent, where it ends. */
export interface MemberMuted {
  readonly t: "member_muted";
  readonly at: number;
  readonly member: string;
  readonly scopes: readonly MuteScope[];
  readonly by: string;
  readonly reason: string;
  readonly until: number | null;
  readonly rule: string | null;
  readonly inherited: boolean;
}

/** `by` is empty when its time was over, or did not count. */
export interface MemberUnmuted {
  readonly t: "member_unmuted";
  readonly at: number;
  readonly member: string;
  readonly scopes: readonly MuteScope[];
  readonly by: string;
}

/** For the member and staff. */
export interface MemberWarned {
  readonly t: "member_warned";
  readonly at: number;
  readonly member: string;
  readonly by: string;
  readonly reason: string;
  readonly rule: string | null;
}

export interface WarningDismissed {
  readonly t: "warning_dismissed";
  readonly at: number;
  readonly member: string;
}

/** Their devices are detached next. Peers see only that they leave. `until`: end of the ban, None for no ban. */
export interface MemberRemoved {
  readonly t: "member_removed";
  readonly at: number;
  readonly member: string;
  readonly name: string;
  readonly by: string;
  readonly reason: string;
  readonly until: number | null;
  readonly rule: string | null;
}

/** `by` is empty when its time was over, or did not count. */
export interface BanLifted {
  readonly t: "ban_lifted";
  readonly at: number;
  readonly member: string;
  readonly by: string;
  readonly reason: string;
}

/** For staff: `member_removed` goes before it. Until somebody else has decided, that ban holds. */
export interface ExclusionProposed {
  readonly t: "exclusion_proposed";
  readonly at: number;
  readonly member: string;
  readonly name: string;
  readonly by: string;
  readonly by_name: string;
  readonly reason: string;
}

/** For staff: the ban has no end any more. */
export interface ExclusionConfirmed {
  readonly t: "exclusion_confirmed";
  readonly at: number;
  readonly member: string;
  readonly by: string;
}

/** For staff: the ban stays as it is. */
export interface ExclusionRefused {
  readonly t: "exclusion_refused";
  readonly at: number;
  readonly member: string;
  readonly by: string;
  readonly note: string;
}

export interface SlowModeSet {
  readonly t: "slow_mode_set";
  readonly at: number;
  readonly seconds: number;
  readonly by: string;
}

export interface RoomLocked {
  readonly t: "room_locked";
  readonly at: number;
  readonly on: boolean;
  readonly by: string;
}

export interface WaitingRoomSet {
  readonly t: "waiting_room_set";
  readonly at: number;
  readonly on: boolean;
  readonly by: string;
}

export interface WaitingBegan {
  readonly t: "waiting_began";
  readonly at: number;
  readonly member: string;
  readonly name: string;
  readonly role: Role;
}

/** They went away. */
export interface WaitingEnded {
  readonly t: "waiting_ended";
  readonly at: number;
  readonly member: string;
}

/** They may come in now, and again for the rest of the day. */
export interface MemberAdmitted {
  readonly t: "member_admitted";
  readonly at: number;
  readonly member: string;
  readonly by: string;
}

export interface MemberTurnedAway {
  readonly t: "member_turned_away";
  readonly at: number;
  readonly member: string;
  readonly by: string;
  readonly until: number;
}

export interface RulesPublished {
  readonly t: "rules_published";
  readonly at: number;
  readonly version: number;
  readonly en: string;
  readonly zh: string;
  readonly by: string;
}

export interface RulesAccepted {
  readonly t: "rules_accepted";
  readonly at: number;
  readonly member: string;
  readonly version: number;
}

/** `shadow`: matches are only noted, for staff to see what the rule would do. Staff are never matched. */
export interface ContentRule {
  readonly id: string;
  readonly kind: RuleKind;
  readonly effect: RuleEffect;
  readonly patterns: readonly string[];
  readonly threshold: number;
  readonly window: number;
  readonly seconds: number;
  readonly shadow: boolean;
  readonly exempt: readonly Role[];
}

/** From the `strikes`-th match within 30 days on: warn (`mute` and `ban` None), mute or ban for so many seconds. */
export interface LadderStep {
  readonly strikes: number;
  readonly mute: number | null;
  readonly ban: number | null;
}

export interface ContentRulesSet {
  readonly t: "content_rules_set";
  readonly at: number;
  readonly rules: readonly ContentRule[];
  readonly ladder: readonly LadderStep[];
  readonly by: string;
}

/** For staff. What follows from it are events of their own; a `shadow` match has none, and is no strike. */
export interface RuleMatched {
  readonly t: "rule_matched";
  readonly at: number;
  readonly rule: string;
  readonly member: string;
  readonly excerpt: string;
  readonly shadow: boolean;
  readonly anonymous: boolean;
}

/** Taken back, by a granted appeal: the one of `struck_at`, when a rule matched. */
export interface StrikeTaken {
  readonly t: "strike_taken";
  readonly at: number;
  readonly member: string;
  readonly by: string;
  readonly struck_at: number;
}

/** `review_by`: until then somebody should have looked at it; None: nobody said when. */
export interface MessageHeld {
  readonly t: "message_held";
  readonly at: number;
  readonly author: string;
  readonly cid: string;
  readonly number: number;
  readonly author_name: string;
  readonly body: string;
  readonly rule: string;
  readonly reply_to: number | null;
  readonly mentions: readonly string[];
  readonly attachments: readonly Attachment[];
  readonly review_by: number | null;
}

/** Nobody has looked at it in time. Once for each. */
export interface HeldOverdue {
  readonly t: "held_overdue";
  readonly at: number;
  readonly number: number;
  readonly author: string;
}

/** `message_posted` follows it. */
export interface HeldReleased {
  readonly t: "held_released";
  readonly at: number;
  readonly number: number;
  readonly author: string;
  readonly by: string;
}

export interface HeldDropped {
  readonly t: "held_dropped";
  readonly at: number;
  readonly number: number;
  readonly author: string;
  readonly by: string;
  readonly reason: string;
}

/** What a report or an appeal is about. `member` or `number` is set, as the kind says. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly member: string | null;
  readonly number: number | null;
}

/** For staff; its author sees it as their own case. */
export interface Reported {
  readonly t: "reported";
  readonly at: number;
  readonly author: string;
  readonly cid: string;
  readonly number: number;
  readonly author_name: string;
  readonly subject: Subject;
  readonly about: string;
  readonly excerpt: string;
  readonly reason: ReportReason;
  readonly text: string;
}

export interface Appealed {
  readonly t: "appealed";
  readonly at: number;
  readonly author: string;
  readonly cid: string;
  readonly number: number;
  readonly author_name: string;
  readonly subject: Subject;
  readonly excerpt: string;
  readonly text: string;
}

export interface ReportHandled {
  readonly t: "report_handled";
  readonly at: number;
  readonly number: number;
  readonly author: string;
  readonly by: string;
  readonly verdict: Verdict;
  readonly note: string;
}

/** What it undoes are events of their own. */
export interface AppealDecided {
  readonly t: "appeal_decided";
  readonly at: number;
  readonly number: number;
  readonly author: string;
  readonly by: string;
  readonly granted: boolean;
  readonly note: string;
}

/** What was said first. `number` names it within its kind; a hand has none. */
export interface Anchor {
  readonly kind: AnchorKind;
  readonly number: number | null;
}

/**
 * What had come of it in the room that it was moved from. `level` is the highest that was reached in its cycle;
 * next_level, other_level: indices of the next level of the target that counts now, and of the other target.
 */
export interface Carried {
  readonly cycle: number;
  readonly reopened_at: number | null;
  readonly breached_at: number | null;
  readonly level: number;
  readonly next_level: number;
  readonly other_level: number;
  readonly acked_at: number | null;
  readonly acked_by: string;
  readonly acked_how: How | null;
  readonly bot_at: number | null;
  readonly promised_by: string;
  readonly promised_name: string;
  readonly promised_at: number | null;
  readonly promise_due: number | null;
  readonly promise_broken: boolean;
}

/**
 * `thread`: the first message of the thread that it belongs to, or None. `anonymous`: staff see the pseudonym only.
 *
 * Staff are told the asker of any other. `opened_at` and `consumed` are set for one that waited elsewhere before.
 */
export interface ObligationOpened {
  readonly t: "obligation_opened";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly clock: ClockKind;
  readonly policy: number;
  readonly first: number;
  readonly full: number | null;
  readonly asker_name: string;
  readonly class_: ObligationClass;
  readonly anchor: Anchor | null;
  readonly excerpt: string;
  readonly due_at: number | null;
  readonly opened_at: number | null;
  readonly consumed: number;
  readonly thread: number | null;
  readonly anonymous: boolean;
  readonly linked: number | null;
  readonly carried: Carried | null;
}

/**
 * The asker said more: the same obligation. `class_` may be higher than before, the anchor stays.
 *
 * `anchor` is what was said now. `excerpt` is set when it is the first words that were edited.
 */
export interface ObligationAttached {
  readonly t: "obligation_attached";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly clock: ClockKind;
  readonly policy: number;
  readonly first: number;
  readonly full: number | null;
  readonly anchor: Anchor | null;
  readonly class_: ObligationClass;
  readonly due_at: number | null;
  readonly excerpt: string | null;
}

/** Consumed time is kept. `by` is empty when the room's life did it (a class ended). */
export interface ObligationReclassed {
  readonly t: "obligation_reclassed";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly clock: ClockKind;
  readonly policy: number;
  readonly first: number;
  readonly full: number | null;
  readonly class_: ObligationClass;
  readonly target: TargetKind;
  readonly due_at: number | null;
  readonly consumed: number;
  readonly by: string;
}

/** The first response by somebody who counts. The target is now the answer, if there is one. */
export interface ObligationAcked {
  readonly t: "obligation_acked";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly by: string;
  readonly how: How;
  readonly consumed: number;
  readonly target: TargetKind;
  readonly due_at: number | null;
}

/** A reaction that was taken back within ten seconds. `consumed` is what it had been noted with. */
export interface AckUndone {
  readonly t: "ack_undone";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly due_at: number | null;
  readonly consumed: number;
}

/** Also the first response, if there was none: `first` then. */
export interface ObligationAnswered {
  readonly t: "obligation_answered";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly by: string;
  readonly how: How;
  readonly consumed: number;
  readonly first: boolean;
}

/**
 * A learner answered: it counts once the asker or staff accept it, or nobody objects until `until`.
 *
 * `by` is empty when the asker objects: nobody has answered.
 */
export interface PeerAnswered {
  readonly t: "peer_answered";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly by: string;
  readonly until: number;
  readonly message: number | null;
}

/** Noted beside the human clock, which it never moves. */
export interface BotReplied {
  readonly t: "bot_replied";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly rule: string;
}

/** Staff will come back to it by `until`; None: later than hours are known for. */
export interface PromiseMade {
  readonly t: "promise_made";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly by: string;
  readonly by_name: string;
  readonly until: number | null;
}

/** Nobody had answered by then. */
export interface PromiseBroken {
  readonly t: "promise_broken";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly by: string;
  readonly cycle: number;
}

/**
 * `due_at` is when the target that counts now is missed; None while paused or once there is none.
 *
 * Peers see neither asker, anchor nor excerpt. `level` is the highest that was reached in this cycle, which began at
 * `reopened_at`, or at `opened_at` if it is the first.
 */
export interface ObligationView {
  readonly id: number;
  readonly opened_at: number;
  readonly class_: ObligationClass;
  readonly state: ObligationState;
  readonly cycle: number;
  readonly reopened_at: number | null;
  readonly asker: string;
  readonly asker_name: string;
  readonly anchor: Anchor | null;
  readonly excerpt: string;
  readonly target: TargetKind;
  readonly due_at: number | null;
  readonly level: number;
  readonly breached_at: number | null;
  readonly paused_for: PauseReason | null;
  readonly owner: string;
  readonly owner_name: string;
  readonly claimed_at: number | null;
  readonly promised_by: string;
  readonly promised_name: string;
  readonly promise_due: number | null;
  readonly promise_broken: boolean;
  readonly acked_at: number | null;
  readonly acked_by: string;
  readonly resolved_at: number | null;
  readonly resolved_by: string;
  readonly how: How | null;
  readonly bot_at: number | null;
  readonly peer: string;
  readonly reason: string;
  readonly handed_from: string;
}

/**
 * The next cycle of the same obligation, with a clock from zero. Carries it: who forgot it sees it again.
 *
 * What was removed and is restored comes back in its cycle, with what was `consumed`.
 */
export interface ObligationReopened {
  readonly t: "obligation_reopened";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly clock: ClockKind;
  readonly policy: number;
  readonly first: number;
  readonly full: number | null;
  readonly by: string;
  readonly obligation: ObligationView;
  readonly consumed: number;
  readonly anonymous: boolean;
}

export interface ObligationPaused {
  readonly t: "obligation_paused";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly by: string;
  readonly why: PauseReason;
  readonly consumed: number;
}

/** `since`: from when the clock runs again, if that was before now. */
export interface ObligationResumed {
  readonly t: "obligation_resumed";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly due_at: number | null;
  readonly since: number | null;
}

/** `until`: escalation waits so long, if this is the first claim of the cycle. */
export interface ObligationClaimed {
  readonly t: "obligation_claimed";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly by: string;
  readonly by_name: string;
  readonly until: number | null;
}

/** At the end of a shift: it was `owner`'s and is theirs now who come on duty. Nobody has taken it up yet. */
export interface ObligationAssigned {
  readonly t: "obligation_assigned";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly owner: string;
  readonly to: string;
  readonly to_name: string;
}

/** `by` is empty when the owner's shift ended. */
export interface ObligationReleased {
  readonly t: "obligation_released";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly by: string;
}

/** A level of the ladder, once per cycle, target and level. 100 is the breach. */
export interface ObligationEscalated {
  readonly t: "obligation_escalated";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly cycle: number;
  readonly target: TargetKind;
  readonly level: number;
  readonly class_: ObligationClass;
  readonly owner: string;
}

export interface ObligationWithdrawn {
  readonly t: "obligation_withdrawn";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly consumed: number;
}

export interface ObligationRemoved {
  readonly t: "obligation_removed";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly by: string;
  readonly consumed: number;
}

export interface ObligationWaived {
  readonly t: "obligation_waived";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly by: string;
  readonly reason: string;
  readonly consumed: number;
}

/** It takes the other's resolution; its own opening stays. `into` is 0 when it went on in another room. */
export interface ObligationMerged {
  readonly t: "obligation_merged";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly into: number;
  readonly by: string;
}

/** Its thread has arrived in the room `to`. `goes_on`: it is owed there; else nobody is owed an answer any more. */
export interface ObligationMoved {
  readonly t: "obligation_moved";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly by: string;
  readonly to: string;
  readonly consumed: number;
  readonly goes_on: boolean;
}

/** As if it had never been merged. Carries it, as a reopening does. */
export interface ObligationUnmerged {
  readonly t: "obligation_unmerged";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
  readonly obligation: ObligationView;
  readonly anonymous: boolean;
}

/** After the answer the asker said only thanks: a mark of satisfaction, no reopening. */
export interface Thanked {
  readonly t: "thanked";
  readonly at: number;
  readonly id: number;
  readonly asker: string;
  readonly private: boolean;
}

/** Seconds to the first response, and to the answer; None: there is none. */
export interface Target {
  readonly first: number;
  readonly full: number | null;
  readonly clock: ClockKind;
}

/** UTC seconds; `end` is not part of it. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/**
 * A version of targets and of the hours in which covered clocks run. `windows` do not overlap and are in order.
 *
 * `occasions` that are not named keep the standard, as `targets` do. After the last window a covered clock stands still until more windows of the same version come.
 */
export interface Coverage {
  readonly version: number;
  readonly targets: Readonly<Record<string, Target>>;
  readonly windows: readonly Window[];
  readonly occasions: Readonly<Record<string, Target>>;
}

/** `due` are the new moments of those whose clock had run out of windows. */
export interface CoverageSet {
  readonly t: "coverage_set";
  readonly at: number;
  readonly coverage: Coverage;
  readonly due: Readonly<Record<string, number>>;
}

/** `until` None: over. `by` is empty when its time was over. */
export interface ExamModeSet {
  readonly t: "exam_mode_set";
  readonly at: number;
  readonly by: string;
  readonly until: number | null;
}

/** A bot's reply to messages with one of `keywords`: once per asker within `cooldown` seconds. */
export interface AutoReply {
  readonly id: string;
  readonly keywords: readonly string[];
  readonly text: string;
  readonly cooldown: number;
}

export interface AutoRepliesSet {
  readonly t: "auto_replies_set";
  readonly at: number;
  readonly rules: readonly AutoReply[];
  readonly by: string;
}

/**
 * What somebody is owed for `message`, as it was when that left. `consumed` is the time on its clock, in seconds.
 *
 * held: the obligation in the room that it leaves · attached: other messages of the thread that belong to it · asked_back_by: its clock stands since they asked ·
 * is_owed: False where nobody is, and this is kept for the case that it moves on.
 */
export interface Owed {
  readonly message: number;
  readonly held: number;
  readonly asker: string;
  readonly asker_name: string;
  readonly class_: ObligationClass;
  readonly opened_at: number;
  readonly consumed: number;
  readonly attached: readonly number[];
  readonly asked_back_by: string;
  readonly carried: Carried;
  readonly is_owed: boolean;
}

/**
 * What the other room is to be told: where its messages stand by now. Of the room alone: nobody is shown it.
 *
 * `owed` are those, by their ids there, for which somebody is owed an answer here; `kept` what nobody is owed here.
 */
export interface AdoptionNoted {
  readonly t: "adoption_noted";
  readonly at: number;
  readonly room: string;
  readonly places: Readonly<Record<string, Place>>;
  readonly first: number;
  readonly owed: readonly number[];
  readonly kept: readonly Owed[];
}

/** The other room has heard of it. Nobody is shown it. */
export interface AdoptionConfirmed {
  readonly t: "adoption_confirmed";
  readonly at: number;
  readonly room: string;
  readonly first: number;
}

/** `count` is told to staff, None to anybody else; `member` to themselves alone. */
export interface OffTopicFlagged {
  readonly t: "off_topic_flagged";
  readonly at: number;
  readonly id: number;
  readonly member: string;
  readonly on: boolean;
  readonly count: number | null;
  readonly author_name: string;
  readonly excerpt: string;
}

/** Staff have looked, and it stays. `members` had flagged it, and are told. */
export interface OffTopicSettled {
  readonly t: "off_topic_settled";
  readonly at: number;
  readonly id: number;
  readonly by: string;
  readonly members: readonly string[];
}

/** Once on the day `since`, or by an RFC 5545 `rule` on its days from then on, the day `until` being the last. */
export interface Timing {
  readonly zone: string;
  readonly since: string;
  readonly minutes: number;
  readonly rule: string | null;
  readonly until: string | null;
}

/**
 * `next_at`: when it is due, while it waits · `by` wrote it or changed it last · `sent` and `missed` count, and
 * `last_at`, `last_message` and `missed_at` are of the last of them · `expects_reply`: who replies is owed a follow-up.
 */
export interface ScheduledPost {
  readonly id: number;
  readonly body: string;
  readonly important: boolean;
  readonly expects_reply: boolean;
  readonly timing: Timing;
  readonly by: string;
  readonly by_name: string;
  readonly state: ScheduledState;
  readonly next_at: number | null;
  readonly sent: number;
  readonly last_at: number | null;
  readonly last_message: number | null;
  readonly missed: number;
  readonly missed_at: number | null;
}

export interface PostScheduled {
  readonly t: "post_scheduled";
  readonly at: number;
  readonly author: string;
  readonly cid: string;
  readonly post: ScheduledPost;
}

/** Also paused, or going on again. Carries it as it is now. */
export interface ScheduledPostChanged {
  readonly t: "scheduled_post_changed";
  readonly at: number;
  readonly by: string;
  readonly post: ScheduledPost;
}

/** It was due at `due_at` and stands as the message `post.last_message`, which the same batch holds. */
export interface ScheduledPostSent {
  readonly t: "scheduled_post_sent";
  readonly at: number;
  readonly due_at: number;
  readonly post: ScheduledPost;
}

/** Nobody could post it in time: so many times, of which `due_at` was the first. */
export interface ScheduledPostMissed {
  readonly t: "scheduled_post_missed";
  readonly at: number;
  readonly due_at: number;
  readonly times: number;
  readonly post: ScheduledPost;
}

export interface ScheduledPostDeleted {
  readonly t: "scheduled_post_deleted";
  readonly at: number;
  readonly id: number;
  readonly by: string;
}

export interface RoomOpened {
  readonly t: "room_opened";
  readonly at: number;
  readonly title: string;
  readonly kind: RoomKind;
  readonly id: string;
  readonly seats: number | null;
  readonly parent: string | null;
  readonly number: number | null;
  readonly quiet: boolean;
  readonly purpose: Purpose;
}

/** `by` is empty when the house itself took over what is written down. */
export interface RoomArranged {
  readonly t: "room_arranged";
  readonly at: number;
  readonly title: string;
  readonly purpose: Purpose;
  readonly daily: boolean;
  readonly archived: boolean;
  readonly by: string;
}

/** `date` as YYYY-MM-DD; `starts_at` is the UTC second of its first moment, which midnight need not be. */
export interface Day {
  readonly date: string;
  readonly starts_at: number;
}

/** For the room itself, which begins them. */
export interface DaysSet {
  readonly t: "days_set";
  readonly at: number;
  readonly zone: string;
  readonly days: readonly Day[];
}

/** What is said from now on belongs to `date`; `after` is the last message before it, 0 for none. */
export interface DayBegan {
  readonly t: "day_began";
  readonly at: number;
  readonly date: string;
  readonly zone: string;
  readonly after: number;
}

export interface RoomClosed {
  readonly t: "room_closed";
  readonly at: number;
  readonly reason: CloseReason;
}

export interface SessionStarted {
  readonly t: "session_started";
  readonly at: number;
  readonly number: number;
  readonly by: string;
}

export interface SessionEnded {
  readonly t: "session_ended";
  readonly at: number;
  readonly number: number;
  readonly by: string;
}

/** A relay for networks that let nothing else through (RFC 8656), with a credential that expires. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username: string;
  readonly credential: string;
}

/** The hello was accepted. `now` is the server's clock, UTC seconds. */
export interface Welcome {
  readonly t: "welcome";
  readonly session: string;
  readonly member: string;
  readonly name: string;
  readonly role: Role;
  readonly space_title: string;
  readonly now: number;
  readonly heartbeat: number;
  readonly max_frame: number;
  readonly ice_servers: readonly IceServer[];
}

/** The request was done and, for a command, stands in the durable log at `seq`. */
export interface Ok {
  readonly t: "ok";
  readonly ref: number;
  readonly seq: number | null;
}

/** The request was refused. `retry_ms` is set for the codes that may be tried again as they are. */
export interface ErrorFrame {
  readonly t: "error";
  readonly ref: number;
  readonly code: number;
  readonly detail: string;
  readonly retry_ms: number | null;
}

/** You are in. `resumed` promises that the events after your position follow, each once; else a snapshot follows. */
export interface Entered {
  readonly t: "entered";
  readonly ref: number;
  readonly room: string;
  readonly resumed: boolean;
}

export interface SessionView {
  readonly number: number;
  readonly started_at: number;
}

/** The running day of a daily room: YYYY-MM-DD in `zone`, and the last message `after` which it began. */
export interface DayView {
  readonly date: string;
  readonly zone: string;
  readonly after: number;
}

export interface DeviceView {
  readonly id: string;
  readonly mic: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
}

/** A present member. `away_until` is set while no device of theirs is attached. */
export interface MemberView {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly devices: readonly DeviceView[];
  readonly away_until: number | null;
}

/** The newest messages, oldest first; pins in the order of pinning; the newest important ones, oldest first. */
export interface ChatView {
  readonly messages: readonly MessageView[];
  readonly pins: readonly MessageView[];
  readonly important: readonly MessageView[];
}

export interface HandView {
  readonly member: string;
  readonly at: number;
  readonly topic: string;
  readonly question: number | null;
}

/** Somebody who was called onto the stage. Who may publish by their role alone is not listed. */
export interface SpeakerView {
  readonly member: string;
  readonly since: number;
  readonly sources: readonly Source[];
  readonly until: number | null;
  readonly question: number | null;
}

/** `member` is the viewer, who is asked; `by_name` asks. */
export interface UnmuteView {
  readonly member: string;
  readonly by_name: string;
}

/** Hands are in the order of the queue. `asked_to_unmute` is for the viewer alone, None while nobody asks. */
export interface StageView {
  readonly hands: readonly HandView[];
  readonly speakers: readonly SpeakerView[];
  readonly asked_to_unmute: UnmuteView | null;
}

/** In the order of asking; how to sort them is `order`, which everybody sees. */
export interface QuestionsView {
  readonly order: QuestionOrder;
  readonly pre_moderation: PreModeration;
  readonly items: readonly QuestionView[];
}

/**
 * `tallies` is None where results may not be seen yet, and before the first ballot; `mine` are the viewer's choices.
 *
 * `ballots` says who chose what, when the poll is not anonymous: everybody for staff, oneself for others.
 */
export interface PollView {
  readonly id: number;
  readonly at: number;
  readonly question: string;
  readonly kind: PollKind;
  readonly options: readonly string[];
  readonly anonymous: boolean;
  readonly live: boolean;
  readonly state: PollState;
  readonly until: number | null;
  readonly voters: number;
  readonly tallies: readonly number[] | null;
  readonly right: readonly number[];
  readonly mine: readonly number[];
  readonly ballots: Readonly<Record<string, readonly number[]>>;
}

/** `ends_at` while it runs, `remaining` seconds while it is paused: one of them is None. */
export interface FocusView {
  readonly phase: FocusPhase;
  readonly round: number;
  readonly rounds: number;
  readonly focus_minutes: number;
  readonly break_minutes: number;
  readonly long_break_minutes: number;
  readonly quiet: boolean;
  readonly by: string;
  readonly ends_at: number | null;
  readonly remaining: number | null;
}

/** A call for help. `answered_by` is the name of who goes there, or empty. */
export interface HelpView {
  readonly member: string;
  readonly name: string;
  readonly summary: string;
  readonly since: number;
  readonly answered_by: string;
}

/** `help` is for staff. `closes_at` is set while it is empty. */
export interface SubRoomView {
  readonly number: number;
  readonly title: string;
  readonly seats: number;
  readonly author: string;
  readonly author_name: string;
  readonly breakout: boolean;
  readonly quiet: boolean;
  readonly count: number;
  readonly closing: boolean;
  readonly closes_at: number | null;
  readonly help: HelpView | null;
}

/** `assigned` is the sub-room that the viewer was sent to; `help` is this room's own call, when it is a sub-room itself. */
export interface SubRoomsView {
  readonly rooms: readonly SubRoomView[];
  readonly assigned: number | null;
  readonly recalled_at: number | null;
  readonly help: HelpView | null;
}

export interface RulesView {
  readonly version: number;
  readonly en: string;
  readonly zh: string;
}

/** For everybody. `accepted` is the version of the rules that the viewer accepted, or 0. Who is `muted`, all see. */
export interface DoorView {
  readonly slow_seconds: number;
  readonly locked: boolean;
  readonly waiting_room: boolean;
  readonly rules: RulesView | null;
  readonly accepted: number;
  readonly muted: Readonly<Record<string, readonly MuteScope[]>>;
}

export interface MuteView {
  readonly member: string;
  readonly scope: MuteScope;
  readonly at: number;
  readonly by: string;
  readonly reason: string;
  readonly until: number | null;
  readonly rule: string | null;
  readonly inherited: boolean;
}

export interface WarningView {
  readonly at: number;
  readonly by: string;
  readonly reason: string;
  readonly rule: string | null;
}

/** A message that waits for review: seen by its author and staff. `overdue`: longer than until `review_by`. */
export interface HeldView {
  readonly number: number;
  readonly at: number;
  readonly author: string;
  readonly author_name: string;
  readonly cid: string;
  readonly body: string;
  readonly rule: string;
  readonly reply_to: number | null;
  readonly mentions: readonly string[];
  readonly attachments: readonly Attachment[];
  readonly review_by: number | null;
  readonly overdue: boolean;
}

/** One's own report or appeal. `outcome` is empty while it is open: acted, dismissed, granted or refused. */
export interface OwnCaseView {
  readonly number: number;
  readonly at: number;
  readonly is_appeal: boolean;
  readonly subject: Subject;
  readonly outcome: string;
  readonly note: string;
}

/**
 * For `member`, the viewer, alone: their mutes, the newest unread warning, their held messages, their last ten cases.
 *
 * `member` is empty in what a class of viewers shares. With it a client knows its own among what staff are told.
 */
export interface OwnView {
  readonly member: string;
  readonly mutes: readonly MuteView[];
  readonly warning: WarningView | null;
  readonly held: readonly HeldView[];
  readonly cases: readonly OwnCaseView[];
}

export interface WaitingView {
  readonly member: string;
  readonly name: string;
  readonly role: Role;
  readonly at: number;
}

/** An open report or appeal. */
export interface CaseView {
  readonly number: number;
  readonly at: number;
  readonly member: string;
  readonly member_name: string;
  readonly subject: Subject;
  readonly about: string;
  readonly excerpt: string;
  readonly text: string;
  readonly reason: ReportReason | null;
}

/** `until` None: for good. */
export interface BanView {
  readonly member: string;
  readonly name: string;
  readonly at: number;
  readonly until: number | null;
  readonly by: string;
  readonly reason: string;
}

/** A proposal to remove somebody for good, which somebody else than `by` confirms or refuses. */
export interface ExclusionView {
  readonly member: string;
  readonly name: string;
  readonly at: number;
  readonly by: string;
  readonly by_name: string;
  readonly reason: string;
}

export interface MatchView {
  readonly at: number;
  readonly rule: string;
  readonly member: string;
  readonly excerpt: string;
  readonly shadow: boolean;
}

/** For staff alone. `matches` are the newest twenty. */
export interface StaffView {
  readonly waiting: readonly WaitingView[];
  readonly held: readonly HeldView[];
  readonly cases: readonly CaseView[];
  readonly mutes: readonly MuteView[];
  readonly bans: readonly BanView[];
  readonly exclusions: readonly ExclusionView[];
  readonly matches: readonly MatchView[];
  readonly rules: readonly ContentRule[];
  readonly ladder: readonly LadderStep[];
}

/** `staff` is None for who is not. */
export interface ModerationView {
  readonly door: DoorView;
  readonly own: OwnView;
  readonly staff: StaffView | null;
}

/**
 * `items`: every one that is open, and the newest twenty that are not, in the order of opening.
 *
 * `waits`: how long the last twenty first responses took, in seconds of their clocks, oldest first.
 * `exam_until`: all clocks of the room stand until then.
 */
export interface ObligationsView {
  readonly items: readonly ObligationView[];
  readonly waits: readonly number[];
  readonly exam_until: number | null;
  readonly auto_replies: readonly AutoReply[];
}

/** A message that `count` people find off topic; `at` is when the first said so. */
export interface OffTopicView {
  readonly id: number;
  readonly at: number;
  readonly author_name: string;
  readonly excerpt: string;
  readonly count: number;
}

/** `off_topic` is for staff, in the order of flagging; `flagged` are those that the viewer has flagged, by id. */
export interface MovingView {
  readonly off_topic: readonly OffTopicView[];
  readonly flagged: readonly number[];
}

/**
 * `focus` is None while no timer runs, `session` while there is no class, `day` where none begins anew. `parent` is set for a sub-room,
 * which is `quiet` for good if it was opened so: microphones of students are off. `schedule` is for staff.
 */
export interface RoomView {
  readonly title: string;
  readonly kind: RoomKind;
  readonly purpose: Purpose;
  readonly daily: boolean;
  readonly archived: boolean;
  readonly capacity: number;
  readonly has_media: boolean;
  readonly everyone_publishes: boolean;
  readonly everyone_runs_timer: boolean;
  readonly quiet: boolean;
  readonly parent: string | null;
  readonly closed: boolean;
  readonly session: SessionView | null;
  readonly day: DayView | null;
  readonly members: readonly MemberView[];
  readonly chat: ChatView;
  readonly stage: StageView;
  readonly questions: QuestionsView;
  readonly polls: readonly PollView[];
  readonly focus: FocusView | null;
  readonly sub_rooms: SubRoomsView;
  readonly moderation: ModerationView;
  readonly obligations: ObligationsView;
  readonly moving: MovingView;
  readonly schedule: readonly ScheduledPost[];
}

/** Replace what you hold of this room; it contains everything up to `seq`. */
export interface Snapshot {
  readonly t: "snapshot";
  readonly room: string;
  readonly epoch: number;
  readonly seq: number;
  readonly view: RoomView;
}

/** Log entry `seq` as your audience may see it. `event` is None when nothing of it is for you. */
export interface RoomEvent {
  readonly t: "event";
  readonly room: string;
  readonly epoch: number;
  readonly seq: number;
  readonly event: AnyEvent | null;
}

/** The answer to `read_history` and `search_messages`. */
export interface HistoryFrame {
  readonly t: "history";
  readonly ref: number;
  readonly messages: readonly MessageView[];
  readonly more: boolean;
}

export interface MediaAnswer {
  readonly t: "media_answer";
  readonly ref: number;
  readonly sdp: string;
}

/** Receiving section `mid` shows this source of this device now. */
export interface Slot {
  readonly mid: string;
  readonly member: string;
  readonly device: string;
  readonly source: Source;
}

/**
 * What every receiving section shows now: the whole list, the latest wins.
 *
 * `want_audio` and `want_video` count the tracks there are for you: offer again with more sections when
 * they exceed what you have.
 */
export interface Slots {
  readonly t: "slots";
  readonly room: string;
  readonly slots: readonly Slot[];
  readonly want_audio: number;
  readonly want_video: number;
}

/**
 * How many encodings of each video source of this device anybody can see, lowest first: stop sending the others,
 * and with 0 the whole source. The latest wins.
 */
export interface LayersWanted {
  readonly t: "layers_wanted";
  readonly room: string;
  readonly layers: Readonly<Record<string, number>>;
}

export interface DeviceRef {
  readonly member: string;
  readonly device: string;
}

/** Ephemeral: who speaks now, loudest first. The latest wins. */
export interface Speaking {
  readonly t: "speaking";
  readonly room: string;
  readonly devices: readonly DeviceRef[];
}

export interface DeviceQuality {
  readonly member: string;
  readonly device: string;
  readonly quality: NetworkQuality;
}

/** Ephemeral: whose connection is not good. The whole list, the latest wins. */
export interface Qualities {
  readonly t: "qualities";
  readonly room: string;
  readonly devices: readonly DeviceQuality[];
}

/** The media server lost this device's connections: make both peer connections anew. */
export interface MediaLost {
  readonly t: "media_lost";
  readonly room: string;
}

/** Ephemeral: somebody types; forget it after `TYPING_SECONDS`. */
export interface TypingNow {
  readonly t: "typing_now";
  readonly room: string;
  readonly member: string;
}

/** Ephemeral: how often each floating reaction came since the last such frame. */
export interface Cheers {
  readonly t: "cheers";
  readonly room: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** What this person has read of a room, on any device: after entering, and when another device read on. */
export interface ReadMarks {
  readonly t: "read_marks";
  readonly room: string;
  readonly message: number;
  readonly important: number;
}

/** Staff let you in: enter the room again. After the error `WAITING`. */
export interface Admitted {
  readonly t: "admitted";
  readonly room: string;
}

export interface LobbyRoom {
  readonly id: string;
  readonly title: string;
  readonly kind: RoomKind;
  readonly present: readonly string[];
  readonly count: number;
  readonly capacity: number;
  readonly has_media: boolean;
  readonly last_message: number;
  readonly purpose: Purpose;
  readonly daily: boolean;
  readonly archived: boolean;
}

export interface Lobby {
  readonly t: "lobby";
  readonly rooms: readonly LobbyRoom[];
}

export interface BoardItem {
  readonly room: string;
  readonly room_title: string;
  readonly kind: RoomKind;
  readonly obligation: ObligationView;
}

/** Everything that is open in the space, and what was resolved lately: replace what you hold. */
export interface Board {
  readonly t: "board";
  readonly items: readonly BoardItem[];
}

/** These are new or have changed; ids are unique within a room. */
export interface BoardChanged {
  readonly t: "board_changed";
  readonly items: readonly BoardItem[];
}

/**
 * Who answers in this room now, after entering and at every edge of the roster. Names are empty when nobody does.
 *
 * `covered`: the hours are such that somebody should. `until`: the next edge; `opens_at`: when covered hours begin.
 */
export interface DutyNow {
  readonly t: "duty_now";
  readonly room: string;
  readonly primary: string;
  readonly primary_name: string;
  readonly secondary: string;
  readonly secondary_name: string;
  readonly covered: boolean;
  readonly until: number | null;
  readonly opens_at: number | null;
}

/**
 * Something that this person should know. For staff: an obligation reached a level of the ladder, was handed to them,
 * a promised answer has not come, or what is held waits for somebody who looks. For everybody: an answer to them, a
 * mention, or an important post.
 *
 * `rings`: the page may make itself heard. `message`: the one that it is about.
 */
export interface Notice {
  readonly id: number;
  readonly at: number;
  readonly reason: "answered" | "brief" | "daily" | "escalated" | "gap" | "handed_over" | "held" | "important" | "look_after" | "mention" | "peer_answered" | "promise" | "responded" | "staff_mention";
  readonly room: string;
  readonly room_title: string;
  readonly obligation: number | null;
  readonly class_: ObligationClass | null;
  readonly level: number;
  readonly excerpt: string;
  readonly seen: boolean;
  readonly rings: boolean;
  readonly message: number | null;
}

/** After the welcome all that are unseen; later each new one. */
export interface Notices {
  readonly t: "notices";
  readonly notices: readonly Notice[];
}

export interface FoundAnswer {
  readonly room: string;
  readonly question: number;
  readonly question_text: string;
  readonly answer: string;
  readonly answerer_name: string;
  readonly at: number;
}

export interface FoundAnswers {
  readonly t: "found_answers";
  readonly ref: number;
  readonly answers: readonly FoundAnswer[];
}

export interface Pong {
  readonly t: "pong";
  readonly now: number;
}

export type AnyEvent =
  | MessagePosted
  | MessageEdited
  | MessageDeleted
  | MessageHidden
  | MessageRestored
  | MessagePinned
  | MessageMarked
  | MessageReacted
  | ThreadMoved
  | ThreadArrived
  | ThreadStayed
  | ThreadAdopted
  | MemberJoined
  | MemberLeft
  | DeviceAttached
  | DeviceDetached
  | MediaAnnounced
  | HandRaised
  | HandLowered
  | HandMoved
  | Promoted
  | Demoted
  | UnmuteAsked
  | QuestionAsked
  | QuestionSubmitted
  | QuestionEdited
  | QuestionWithdrawn
  | QuestionVoted
  | QuestionApproved
  | QuestionOverdue
  | QuestionFocused
  | QuestionUnfocused
  | AnswerStarted
  | AnswerEnded
  | AnswerWritten
  | AnswerEndorsed
  | QuestionDismissed
  | QuestionReopened
  | QuestionMerged
  | QuestionUnmerged
  | QuestionDeferred
  | QuestionAdopted
  | QuestionUnmasked
  | QuestionsOrdered
  | QuestionMoved
  | PreModerationSet
  | QuestionArchived
  | PollOpened
  | PollVoted
  | PollClosed
  | PollRevealed
  | FocusStarted
  | PhaseBegan
  | FocusPaused
  | FocusResumed
  | FocusStopped
  | SubRoomOpened
  | BreakoutAssigned
  | BreakoutTold
  | BreakoutHeard
  | BreakoutRecalled
  | SubRoomClosing
  | SubRoomClosed
  | SubRoomOccupied
  | HelpCalled
  | HelpEnded
  | HelpNoted
  | HelpAnswered
  | MemberMuted
  | MemberUnmuted
  | MemberWarned
  | WarningDismissed
  | MemberRemoved
  | BanLifted
  | ExclusionProposed
  | ExclusionConfirmed
  | ExclusionRefused
  | SlowModeSet
  | RoomLocked
  | WaitingRoomSet
  | WaitingBegan
  | WaitingEnded
  | MemberAdmitted
  | MemberTurnedAway
  | RulesPublished
  | RulesAccepted
  | ContentRulesSet
  | RuleMatched
  | StrikeTaken
  | MessageHeld
  | HeldOverdue
  | HeldReleased
  | HeldDropped
  | Reported
  | Appealed
  | ReportHandled
  | AppealDecided
  | ObligationOpened
  | ObligationAttached
  | ObligationReclassed
  | ObligationAcked
  | AckUndone
  | ObligationAnswered
  | PeerAnswered
  | BotReplied
  | PromiseMade
  | PromiseBroken
  | ObligationReopened
  | ObligationPaused
  | ObligationResumed
  | ObligationClaimed
  | ObligationAssigned
  | ObligationReleased
  | ObligationEscalated
  | ObligationWithdrawn
  | ObligationRemoved
  | ObligationWaived
  | ObligationMerged
  | ObligationMoved
  | ObligationUnmerged
  | Thanked
  | CoverageSet
  | ExamModeSet
  | AutoRepliesSet
  | AdoptionNoted
  | AdoptionConfirmed
  | OffTopicFlagged
  | OffTopicSettled
  | PostScheduled
  | ScheduledPostChanged
  | ScheduledPostSent
  | ScheduledPostMissed
  | ScheduledPostDeleted
  | RoomOpened
  | RoomArranged
  | DaysSet
  | DayBegan
  | RoomClosed
  | SessionStarted
  | SessionEnded;

export type AnyFrame =
  | Welcome
  | Ok
  | ErrorFrame
  | Entered
  | Snapshot
  | RoomEvent
  | HistoryFrame
  | MediaAnswer
  | Slots
  | LayersWanted
  | Speaking
  | Qualities
  | MediaLost
  | TypingNow
  | Cheers
  | ReadMarks
  | Admitted
  | Lobby
  | Board
  | BoardChanged
  | DutyNow
  | Notices
  | FoundAnswers
  | Pong;

export const CloseCode = {
  SHUTTING_DOWN: 4000,
  ROLE_CHANGED: 4001,
  SLOW_READER: 4008,
  HEARTBEAT_MISSED: 4009,
  INTERNAL: 4010,
  TICKET_REFUSED: 4101,
  SHUT_OUT: 4102,
  BAD_FRAME: 4400,
  TOO_LARGE: 4401,
  VERSION_UNKNOWN: 4402,
  REPLACED: 4404,
} as const;

export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

export const ErrorCode = {
  BAD_REQUEST: 100,
  NOT_PERMITTED: 101,
  ROOM_UNKNOWN: 102,
  NOT_IN_ROOM: 103,
  ROOM_FULL: 104,
  EMPTY_MESSAGE: 105,
  BAD_SDP: 106,
  NO_MEDIA_HERE: 107,
  NOT_YOURS: 108,
  OUTRANKED: 109,
  ROOM_CLOSED: 110,
  LOCKED: 111,
  WAITING: 112,
  BANNED: 113,
  NOT_FOUND: 114,
  TOO_OLD: 115,
  WRONG_STATE: 116,
  TOO_MANY: 117,
  QUOTA: 118,
  BAD_CHOICE: 119,
  BAD_PATTERN: 120,
  MUTED: 121,
  RULES_NOT_ACCEPTED: 122,
  REFUSED_BY_RULE: 123,
  NAME_REFUSED: 124,
  EXCLUDED: 125,
  NO_QUESTIONS_HERE: 126,
  ROOM_ARCHIVED: 127,
  NOT_SAVED: 200,
  RATE_LIMITED: 201,
  MEDIA_UNAVAILABLE: 202,
  INTERNAL: 203,
  SLOW_MODE: 204,
} as const;

export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** What to do when the socket closed with `code`; codes that are not in the table follow their range. */
export type AfterClose = "resume" | "new_ticket" | "stay_away";

export function afterClose(code: number): AfterClose {
  if ([1002, 1003, 1007, 1009, 1010].includes(code)) return "stay_away";
  if (code >= 4100 && code <= 4199) return "new_ticket";
  if (code >= 4400 && code <= 4499) return "stay_away";
  return "resume";
}

/** Whether the refused request may be sent again as it is, after `retry_ms`. */
export function isRetryable(code: number): boolean {
  return code >= 200;
}
