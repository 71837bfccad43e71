/*
 * For who asked: what they wait for, how many are before them, who answers now and how long it usually takes; and what
 * was answered lately, as long as they may say that it was no answer.
 */
import { useSignal } from "@preact/signals";
import { Check, CircleCheck, Hourglass, type LucideIcon, RotateCcw } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { answererOf } from "../../core/answerer";
import { aboutText } from "../../core/durations";
import { dutyText } from "../../core/duty";
import { t } from "../../core/i18n";
import {
  isOverdue,
  ownAnswered,
  ownWaiting,
  placeInLine,
  typicalWait,
  waitsSince,
} from "../../core/obligations";
import { readSettled, writeSettled } from "../../core/preferences";
import { isStaff } from "../../core/rules";
import type { Visit } from "../../core/visit";
import type { How, ObligationView, RoomView } from "../../core/wire.gen";
import { ask, refusalOf } from "../ask";
import { Lasting } from "../clock";
import { FormDialog, TextField, textOf } from "../form_dialog";
import { RichLine } from "../rich_text";
import type { RoomUi } from "../room_ui";
import { EarlierAnswers } from "./earlier_answers";
import { goToAnchor } from "./going";

const MAX_NOTE = 500;
/** So many answers that were put away are remembered. */
const SETTLED = 50;

interface Props {
  visit: Visit;
  ui: RoomUi;
}

export function WaitingCard({ visit, ui }: Props) {
  const view = visit.view.value;
  const settled = useSignal(readSettled(visit.room));
  if (view === null || isStaff(visit.role.value)) return null;
  const { items } = view.obligations;
  const waiting = ownWaiting(items, visit.me.value);
  const answered = ownAnswered(items, visit.me.value, visit.clock.read()).filter(
    (item) => !settled.value.includes(nameOf(item)),
  );
  if (waiting.length + answered.length === 0) return null;
  const settle = (item: ObligationView) => {
    settled.value = [...settled.value, nameOf(item)].slice(-SETTLED);
    writeSettled(visit.room, settled.value);
  };
  return (
    <section class="waiting-card" aria-label={t("asked_title")} data-testid="waiting-card">
      {waiting.length > 0 && <Expectation visit={visit} view={view} />}
      <ul>
        {waiting.map((item) => (
          <Waiting key={item.id} visit={visit} ui={ui} view={view} item={item} />
        ))}
        {answered.map((item) => (
          <Answered
            key={item.id}
            visit={visit}
            ui={ui}
            view={view}
            item={item}
            onSettle={() => settle(item)}
          />
        ))}
      </ul>
    </section>
  );
}

/** One answer of it: a reopened one is asked about anew. */
function nameOf({ id, cycle }: ObligationView): string {
  return `${id}.${cycle}`;
}

interface ItemProps extends Props {
  view: RoomView;
  item: ObligationView;
}

function Waiting({ visit, ui, view, item }: ItemProps) {
  return (
    <li class="waiting-item" data-testid="waiting-item" data-obligation={item.id} data-state={item.state}>
      <Head ui={ui} item={item} icon={Hourglass}>
        {isAnsweredNow(view, item) ? (
          <span class="pill pill--ok" data-testid="waiting-now">
            {t("question_state_answering")}
          </span>
        ) : (
          <Marks visit={visit} view={view} item={item} />
        )}
      </Head>
      {item.paused_for !== null && <p class="hint">{t(`waiting_paused_${item.paused_for}`)}</p>}
      {isOverdue(item, visit.clock.read()) && (
        <p class="hint" data-testid="waiting-late">
          {t("waiting_late")}
        </p>
      )}
      {item.class_ === "question" && (
        <div class="waiting-tools">
          <Verdict visit={visit} ui={ui} view={view} item={item} />
          <EarlierAnswers visit={visit} item={item} />
        </div>
      )}
    </li>
  );
}

/** On the stage, at this moment: nobody is before it any more. */
function isAnsweredNow({ questions }: RoomView, { anchor }: ObligationView): boolean {
  const number = anchor?.kind === "question" ? anchor.number : null;
  return questions.items.some(({ id, state }) => id === number && state === "answering");
}

function Marks({ visit, view, item }: Omit<ItemProps, "ui">) {
  const place = placeInLine(view.obligations.items, item);
  return (
    <>
      <span class="pill pill--info">
        {t("waiting_waits")} <Lasting clock={visit.clock} since={waitsSince(item)} />
      </span>
      {item.class_ !== "report" && (
        <span class="pill" data-testid="waiting-place">
          {place === 1 ? t("waiting_next") : t("waiting_place", { place })}
        </span>
      )}
      {item.owner_name !== "" && (
        <span class="pill pill--ok" data-testid="waiting-owner">
          {t("waiting_taken", { name: item.owner_name })}
        </span>
      )}
      {item.state === "acked" && item.owner_name === "" && <span class="pill">{t("waiting_seen")}</span>}
    </>
  );
}

function Head(
  props: Pick<Props, "ui"> & { item: ObligationView; icon: LucideIcon; children: ComponentChildren },
) {
  const { ui, item, icon: Icon } = props;
  return (
    <div class="waiting-head">
      <Icon size={18} aria-hidden="true" />
      <button
        type="button"
        class="waiting-excerpt"
        dir="auto"
        title={t("waiting_go")}
        onClick={() => goToAnchor(ui, item)}
        data-testid="waiting-go"
      >
        {item.excerpt !== "" ? (
          <RichLine text={item.excerpt} />
        ) : (
          t(item.class_ === "report" ? "waiting_report" : `class_${item.class_}`)
        )}
      </button>
      <span class="waiting-marks">{props.children}</span>
    </div>
  );
}

/** A learner or a bot has said something: only the asker knows whether it helped. */
function Verdict({ visit, ui, view, item }: ItemProps) {
  const solve = (how: How) => void ask(visit.session, { t: "mark_solved", id: item.id, how });
  if (item.peer !== "") {
    const name = view.members.find((member) => member.id === item.peer)?.name;
    return (
      <Asked text={name === undefined ? t("waiting_peer") : t("waiting_peer_by", { name })}>
        <Yes text={t("waiting_solved")} onClick={() => solve("peer")} testId="waiting-solved" />
        <No visit={visit} ui={ui} item={item} />
      </Asked>
    );
  }
  if (item.bot_at !== null)
    return (
      <Asked text={t("waiting_bot")}>
        <Yes text={t("waiting_helped")} onClick={() => solve("bot")} testId="waiting-helped" />
      </Asked>
    );
  return <Yes text={t("waiting_solved")} onClick={() => solve("asker")} testId="waiting-solved" />;
}

function Answered({ visit, ui, view, item, onSettle }: ItemProps & { onSettle(): void }) {
  const name = answererOf(item, view, visit.session.state.value.timeline);
  const said = name === undefined ? t("waiting_answered") : t("waiting_answered_by", { name });
  return (
    <li class="waiting-item" data-testid="answered-item" data-obligation={item.id} data-state={item.state}>
      <Head ui={ui} item={item} icon={CircleCheck}>
        <span class="pill pill--ok">{item.state === "waived" ? t("waiting_waived") : said}</span>
      </Head>
      {item.reason !== "" && <p dir="auto">{item.reason}</p>}
      <Asked text={t("waiting_ask_solved")}>
        <Yes text={t("waiting_solved")} onClick={onSettle} testId="waiting-solved" />
        <No visit={visit} ui={ui} item={item} />
      </Asked>
    </li>
  );
}

function Asked({ text, children }: { text: string; children: ComponentChildren }) {
  return (
    <div class="waiting-buttons">
      <span>{text}</span>
      {children}
    </div>
  );
}

function Yes({ text, onClick, testId }: { text: string; onClick(): void; testId: string }) {
  return (
    <button type="button" class="button button--small" onClick={onClick} data-testid={testId}>
      <Check size={16} aria-hidden="true" />
      {text}
    </button>
  );
}

function No({ visit, ui, item }: Props & { item: ObligationView }) {
  const open = () =>
    ui.openDialog(() => (
      <FormDialog
        title={t("unsolved_title")}
        text={t("unsolved_text")}
        submit={t("waiting_unsolved")}
        testId="unsolved-dialog"
        onClose={ui.closeDialog}
        onSubmit={(data) =>
          refusalOf(visit.session, { t: "mark_unsolved", id: item.id, note: textOf(data, "note") })
        }
      >
        <TextField name="note" label={t("unsolved_note")} max={MAX_NOTE} />
      </FormDialog>
    ));
  return (
    <button type="button" class="button button--small" onClick={open} data-testid="waiting-unsolved">
      <RotateCcw size={16} aria-hidden="true" />
      {t("waiting_unsolved")}
    </button>
  );
}

/** What one may expect: who is there, and how long it took others. */
function Expectation({ visit, view }: { visit: Visit; view: RoomView }) {
  const duty = dutyText(visit.session.duty.value, visit.clock.read());
  const typical = typicalWait(view.obligations.waits);
  if (duty === null && typical === null) return null;
  return (
    <p class="waiting-foot" data-testid="waiting-expectation">
      {duty !== null && <span data-testid="duty-now">{duty}</span>}{" "}
      {typical !== null && <span>{t("waiting_typical", { time: aboutText(typical) })}</span>}
    </p>
  );
}
