/* One thing that waits, what staff can do about it from here, and the answer while it is being written. */
import { useSignal } from "@preact/signals";
import {
  CircleSlash,
  CornerDownRight,
  DoorOpen,
  Ellipsis,
  Hand,
  MessageSquareText,
  Undo2,
} from "lucide-preact";
import type { VNode } from "preact";
import { keyOf } from "../../core/board";
import { answeredBy } from "../../core/board_answers";
import { t } from "../../core/i18n";
import { percentText } from "../../core/number_format";
import { isHandedTo, isOpen, isOverdue, waitsSince } from "../../core/obligations";
import { writeJoined } from "../../core/preferences";
import { titleText } from "../../core/titles";
import type { BoardItem, ObligationView } from "../../core/wire.gen";
import { client } from "../../page";
import { ask } from "../ask";
import { Due, Lasting, useSeconds } from "../clock";
import { Link } from "../link";
import { Menu } from "../menu";
import { type Counter, handedText, obligationItems, WaiveDialog } from "../obligations/actions";
import { overText } from "../obligations/mark";
import { RichLine } from "../rich_text";
import { AnswerForm } from "./answer_form";
import type { BoardState } from "./board_state";
import { CallButton } from "./call_button";

const COLUMNS = 8;
/** Actions that have buttons of their own. */
const SHOWN: readonly string[] = ["claim", "release", "waive"];
/** Of what was handed over: to give it back is not what is asked for first. */
const SHOWN_HANDED: readonly string[] = ["claim", "waive"];

interface Props {
  state: BoardState;
  item: BoardItem;
}

/** Acts in the room of the item, from here. */
export function counterOf({ room }: BoardItem): Counter {
  return { command: (command) => client.desk.command(room, command) };
}

export function BoardRow({ state, item }: Props) {
  const { obligation } = item;
  const key = keyOf(item);
  const isOver = isOverdue(obligation, useSeconds(client.clock));
  const isAnswering = state.answering === key;
  const handed = isOpen(obligation) ? handedText(obligation, client.member.value) : null;
  return (
    <tbody class="board-item" data-overdue={isOver}>
      <tr
        tabIndex={0}
        data-board-row
        data-testid="board-row"
        data-room={item.room}
        data-obligation={obligation.id}
        data-class={obligation.class_}
        data-owner={obligation.owner}
      >
        <td class="board-what">
          <span class={`pill board-class board-class--${obligation.class_}`}>
            {t(`class_${obligation.class_}`)}
          </span>{" "}
          <span dir="auto">
            <RichLine text={obligation.excerpt} />
          </span>
          {handed !== null && (
            <span class="board-handed" data-testid="board-handed">
              <CornerDownRight size={16} aria-hidden="true" />
              {handed}
            </span>
          )}
        </td>
        <td class="board-name" data-label={t("ops_room")}>
          {titleText(item.room_title)}
        </td>
        <td class="board-name" data-label={t("ops_asker")}>
          {obligation.asker_name || t("ops_anonymous")}
        </td>
        <td data-label={t("ops_since")}>
          <Lasting clock={client.clock} since={waitsSince(obligation)} />
        </td>
        <td data-label={t("ops_due")}>
          <DueText item={obligation} />
        </td>
        <td data-label={t("ops_level")} data-empty={obligation.level === 0}>
          {obligation.level > 0 ? percentText(obligation.level / 100) : "–"}
        </td>
        <td class="board-name" data-label={t("ops_owner")} data-empty={obligation.owner === ""}>
          {obligation.owner === "" ? "–" : obligation.owner_name}
        </td>
        <td class="board-actions">
          {isOpen(obligation) && <Actions state={state} item={item} isAnswering={isAnswering} />}
        </td>
      </tr>
      {isAnswering && (
        <tr class="board-answer">
          <td colSpan={COLUMNS}>
            <AnswerForm item={item} onClose={() => state.stopAnswering()} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

function DueText({ item }: { item: ObligationView }) {
  if (!isOpen(item)) return <>{overText(item)}</>;
  if (item.paused_for !== null)
    return <span class="pill">{t(item.paused_for === "exam" ? "owed_exam" : "owed_asked_back")}</span>;
  if (item.due_at === null) return <>{t("ops_no_due")}</>;
  return <Due clock={client.clock} at={item.due_at} />;
}

function Actions({ state, item, isAnswering }: Props & { isAnswering: boolean }) {
  const dialog = useSignal<(() => VNode) | null>(null);
  const counter = counterOf(item);
  const me = client.member.value;
  const dialogs = {
    open: (render: () => VNode) => {
      dialog.value = render;
    },
    close: () => {
      dialog.value = null;
    },
  };
  const isHanded = isHandedTo(item.obligation, me);
  const shown = isHanded ? SHOWN_HANDED : SHOWN;
  const others = obligationItems(counter, item.obligation, me, dialogs).filter(
    ({ id }) => !shown.includes(id),
  );
  const claim = <ClaimButton counter={counter} item={item.obligation} me={me} />;
  const waive = () =>
    dialogs.open(() => <WaiveDialog counter={counter} item={item.obligation} onClose={dialogs.close} />);
  return (
    <div class="board-buttons">
      {!isHanded && claim}
      {answeredBy(item.obligation) !== null && (
        <button
          type="button"
          class="button button--small button--primary"
          aria-expanded={isAnswering}
          onClick={() => (isAnswering ? state.stopAnswering() : state.answer(keyOf(item)))}
          data-key="answer"
          data-testid="board-answer"
        >
          <MessageSquareText size={16} aria-hidden="true" />
          {t("ops_answer")}
        </button>
      )}
      {isHanded && claim}
      <CallButton item={item} />
      <JoinLink room={item.room} />
      <button
        type="button"
        class="icon-button icon-button--small"
        aria-label={t("waive_title")}
        title={t("waive_title")}
        onClick={waive}
        data-key="waive"
        data-testid="board-waive"
      >
        <CircleSlash size={18} aria-hidden="true" />
      </button>
      {others.length > 0 && <Menu label={t("ops_more")} icon={Ellipsis} items={others} testId="board-menu" />}
      {dialog.value?.()}
    </div>
  );
}

function ClaimButton({ counter, item, me }: { counter: Counter; item: ObligationView; me: string }) {
  const { id, owner, owner_name } = item;
  const isFree = owner === "" || isHandedTo(item, me);
  const text = isFree ? t("ops_claim") : t("ops_release");
  const press = () => void ask(counter, { t: isFree ? "claim_obligation" : "release_obligation", id });
  return (
    <button
      type="button"
      class="button button--small"
      onClick={press}
      title={isFree || owner === me ? text : t("owed_release_of", { name: owner_name })}
      data-key={isFree ? "claim" : undefined}
      data-testid={isFree ? "board-claim" : "board-release"}
    >
      {isFree ? <Hand size={16} aria-hidden="true" /> : <Undo2 size={16} aria-hidden="true" />}
      {text}
    </button>
  );
}

/** At once, with microphone and camera off. */
function JoinLink({ room }: { room: string }) {
  return (
    <span onClickCapture={() => writeJoined(room, { mic: false, camera: false })}>
      <Link to={`/r/${room}`} class="button button--small" testId="board-join">
        <DoorOpen size={16} aria-hidden="true" />
        {t("ops_join")}
      </Link>
    </span>
  );
}
