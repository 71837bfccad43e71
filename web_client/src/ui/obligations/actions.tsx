/*
 * What staff do with something that waits: take it, give it back, promise to come back to it, say that it needs no
 * answer, that its asker was asked back, or what it is. The same in the menu of a message, at a question and on the board; the room decides.
 */
import {
  AlarmClock,
  Hand,
  Hourglass,
  MessageCircleQuestionMark,
  MessageSquare,
  Reply,
  Undo2,
  X,
} from "lucide-preact";
import type { VNode } from "preact";
import { t } from "../../core/i18n";
import { isHandedTo, isOpen } from "../../core/obligations";
import type { RoomSession } from "../../core/room_session";
import type { ObligationView } from "../../core/wire.gen";
import { ask, refusalOf } from "../ask";
import { FormDialog, TextField, textOf } from "../form_dialog";
import type { MenuItem } from "../menu";

/** Where a command goes: a room one is in, or one from the desk. */
export type Counter = Pick<RoomSession, "command">;

export interface Dialogs {
  open(render: () => VNode): void;
  close(): void;
}

const SAID: readonly string[] = ["question", "statement", "newcomer"];

export function obligationItems(
  counter: Counter,
  item: ObligationView,
  me: string,
  dialogs: Dialogs,
): readonly MenuItem[] {
  if (!isOpen(item) || (me !== "" && item.asker === me)) return [];
  return [
    ...claimItems(counter, item, me),
    ...promiseItems(counter, item),
    ...(SAID.includes(item.class_) ? saidItems(counter, item) : []),
    {
      id: "waive",
      icon: X,
      text: t("owed_waive"),
      onSelect: () =>
        dialogs.open(() => <WaiveDialog counter={counter} item={item} onClose={dialogs.close} />),
    },
  ];
}

/** What was handed over is to be taken up, before it is anything else. */
function claimItems(counter: Counter, item: ObligationView, me: string): readonly MenuItem[] {
  const { id, owner, owner_name } = item;
  const claim: MenuItem = {
    id: "claim",
    icon: Hand,
    text: t("owed_claim"),
    onSelect: () => void ask(counter, { t: "claim_obligation", id }),
  };
  if (owner === "") return [claim];
  const release: MenuItem = {
    id: "release",
    icon: Undo2,
    text: owner === me ? t("owed_release") : t("owed_release_of", { name: owner_name }),
    onSelect: () => void ask(counter, { t: "release_obligation", id }),
  };
  return isHandedTo(item, me) ? [claim, release] : [release];
}

/** From whom it came; null where it was not handed over, or somebody has taken it up. */
export function handedText(item: ObligationView, me: string): string | null {
  if (!isHandedTo(item, me)) return null;
  return item.handed_from === "" ? t("owed_handed") : t("owed_handed_from", { name: item.handed_from });
}

/** A promise that runs is not made again. */
function promiseItems(
  counter: Counter,
  { id, promised_by, promise_broken }: ObligationView,
): readonly MenuItem[] {
  if (promised_by !== "" && !promise_broken) return [];
  return [
    {
      id: "promise",
      icon: AlarmClock,
      text: t("owed_promise"),
      onSelect: () => void ask(counter, { t: "promise_answer", id }),
    },
  ];
}

function saidItems(counter: Counter, { id, class_, paused_for }: ObligationView): readonly MenuItem[] {
  const isQuestion = class_ === "question";
  const asked: MenuItem = {
    id: "await",
    icon: Hourglass,
    text: t("owed_await"),
    onSelect: () => void ask(counter, { t: "await_asker", id }),
  };
  const other: MenuItem = {
    id: "reclass",
    icon: isQuestion ? MessageSquare : MessageCircleQuestionMark,
    text: t(isQuestion ? "owed_as_statement" : "owed_as_question"),
    onSelect: () =>
      void ask(counter, { t: "reclass_obligation", id, into: isQuestion ? "statement" : "question" }),
  };
  return paused_for === "asked_back" ? [other] : [asked, other];
}

/** "This answers…": `onSelect` opens the choice. */
export function answersItem(onSelect: () => void): MenuItem {
  return { id: "answers", icon: Reply, text: t("owed_answers"), onSelect };
}

interface WaiveProps {
  counter: Counter;
  item: ObligationView;
  onClose(): void;
}

const SHORTEST_REASON = 3;
const LONGEST_REASON = 500;

export function WaiveDialog({ counter, item, onClose }: WaiveProps) {
  return (
    <FormDialog
      title={t("waive_title")}
      text={t("waive_text")}
      submit={t("waive_title")}
      testId="waive-dialog"
      onClose={onClose}
      onSubmit={(data) =>
        refusalOf(counter, { t: "waive_obligation", id: item.id, reason: textOf(data, "reason") })
      }
    >
      {item.excerpt !== "" && (
        <q class="excerpt" dir="auto">
          {item.excerpt}
        </q>
      )}
      <TextField
        name="reason"
        label={t("waive_reason")}
        max={LONGEST_REASON}
        min={SHORTEST_REASON}
        required
      />
    </FormDialog>
  );
}
