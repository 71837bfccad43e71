/* What happens in class (polls, timer, questions, stage) is said in a short notice, when it concerns the reader. */
import { useEffect } from "preact/hooks";
import { t, tn } from "../core/i18n";
import { isMine } from "../core/question_actions";
import { isStaff } from "../core/rules";
import type { Visit } from "../core/visit";
import type { AnyEvent, RoomView } from "../core/wire.gen";
import { announceUrgently, notify, notifyAbout } from "./announcer";

export function useClassNotices(visit: Visit): void {
  const { session } = visit;
  useEffect(
    () =>
      session.listen((event) => {
        const view = session.state.value.view;
        const text = view === null ? null : noticeOf(event, view, visit);
        if (text === null) return;
        if (event.t === "demoted") announceUrgently(text);
        if (event.t in QUESTION_NOTICES) notifyAbout(`question ${questionOf(event)}`, text);
        else notify(text);
      }),
    [session],
  );
}

/** Words for what the reader should hear of; null for everything else. */
function noticeOf(event: AnyEvent, view: RoomView, visit: Visit): string | null {
  switch (event.t) {
    case "poll_opened":
      return event.author === visit.me.value ? null : t("poll_opened_notice", { question: event.question });
    case "demoted":
      return event.member === visit.me.value && event.by !== event.member ? t("sent_back") : null;
    case "focus_started":
      return t("focus_began_focus");
    case "phase_began":
      return t(`focus_began_${event.phase}`);
    case "focus_stopped":
      return t("focus_ended");
    case "breakout_recalled":
      return view.parent === null ? null : tn("recalled_soon", Math.round(event.until - event.at));
    case "session_started":
      return t("class_began");
    case "session_ended":
      return t("class_ended");
    default:
      return questionNotice(event, view, visit) ?? helpNotice(event, view, visit);
  }
}

/** What became of a question of one's own. */
function questionNotice(event: AnyEvent, view: RoomView, visit: Visit): string | null {
  if (!(event.t in QUESTION_NOTICES)) return null;
  const id = questionOf(event);
  const question = view.questions.items.find((each) => each.id === id);
  const viewer = { id: visit.me.value, role: visit.role.value };
  if (question === undefined || !isMine(question, viewer)) return null;
  const key = QUESTION_NOTICES[event.t as keyof typeof QUESTION_NOTICES];
  return "by" in event && event.by === viewer.id ? null : t(key);
}

function questionOf(event: AnyEvent): number | null {
  if ("question" in event && typeof event.question === "number") return event.question;
  return "id" in event && typeof event.id === "number" ? event.id : null;
}

const QUESTION_NOTICES = {
  question_focused: "notice_question_focused",
  answer_started: "notice_answer_started",
  answer_written: "notice_answer_written",
  question_dismissed: "notice_question_dismissed",
  question_merged: "notice_question_merged",
  question_approved: "notice_question_approved",
} as const;

function helpNotice(event: AnyEvent, view: RoomView, visit: Visit): string | null {
  if (event.t === "help_ended") return event.by === "" ? null : t("help_coming", { name: event.by_name });
  if (event.t !== "help_noted" || event.summary === null || !isStaff(visit.role.value)) return null;
  const room = view.sub_rooms.rooms.find((each) => each.number === event.number);
  return t("help_needed_in", { title: room?.title ?? `${event.number}` });
}
