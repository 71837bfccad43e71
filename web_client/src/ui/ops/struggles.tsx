/* Who should be looked after: why, whose duty it is, and what came of it. For TAs and operators. */
import { type Signal, useSignal } from "@preact/signals";
import { AlarmClockOff, Check, Hand, IdCard } from "lucide-preact";
import type { VNode } from "preact";
import { durationText } from "../../core/durations";
import { t, tn } from "../../core/i18n";
import {
  finishStruggle,
  LONGEST_NOTE,
  readStruggles,
  SIGNS,
  SNOOZES,
  type Struggle,
  type Struggles,
  snoozeStruggle,
  takeStruggle,
} from "../../core/struggles";
import { momentText } from "../../core/time_format";
import { titleText } from "../../core/titles";
import { client } from "../../page";
import { notify } from "../announcer";
import { ChoiceField, FormDialog, TextField, textOf } from "../form_dialog";
import { CardDialog } from "../members/card_dialog";
import { Refusal } from "../refusal";
import { type Loaded, refusalText, useLoaded } from "./loaded";

const DAY = 86_400;

type Open = Signal<(() => VNode) | null>;

export function StrugglesSection() {
  const [loaded] = useLoaded(readStruggles);
  const dialog: Open = useSignal(null);
  const { value } = loaded;
  return (
    <section class="ops-section" data-testid="struggles">
      <h2>{t("struggle_title")}</h2>
      <p class="hint">{t("struggle_text")}</p>
      {value.state === "refused" && <Refusal text={value.text} />}
      {value.state === "loading" && <p role="status">{t("loading")}</p>}
      {value.state === "there" && <List struggles={value.value} loaded={loaded} dialog={dialog} />}
      {dialog.value?.()}
    </section>
  );
}

interface ListProps {
  struggles: Struggles;
  loaded: Signal<Loaded<Struggles>>;
  dialog: Open;
}

function List({ struggles, loaded, dialog }: ListProps) {
  return (
    <>
      {struggles.open.length === 0 && <p data-testid="struggles-none">{t("struggle_none")}</p>}
      <ul class="hook-list">
        {struggles.open.map((each) => (
          <Card key={each.number} struggle={each} loaded={loaded} dialog={dialog} />
        ))}
      </ul>
      <Done done={struggles.done} />
    </>
  );
}

interface CardProps {
  struggle: Struggle;
  loaded: Signal<Loaded<Struggles>>;
  dialog: Open;
}

function Card({ struggle, loaded, dialog }: CardProps) {
  const { number, person, name } = struggle;
  const close = () => {
    dialog.value = null;
  };
  const become = async (asked: Promise<Struggles>): Promise<string | null> => {
    try {
      loaded.value = { state: "there", value: await asked };
      return null;
    } catch (error) {
      return refusalText(error);
    }
  };
  const take = async () => {
    const refusal = await become(takeStruggle(number));
    if (refusal !== null) notify(refusal);
  };
  return (
    <li class="hook" data-testid="struggle" data-person={person} data-owner={struggle.owner}>
      <h3>
        {name || t("ops_somebody")} <SnoozedPill until={struggle.snoozed_until} />
      </h3>
      <p>{signsText(struggle)}</p>
      <p class="hint">{`${titleText(struggle.room_title)} · ${momentText(struggle.opened_at)}`}</p>
      <p>
        {struggle.owner_name === ""
          ? t("struggle_nobodys")
          : t("struggle_owner", { name: struggle.owner_name })}
      </p>
      <div class="board-buttons">
        {struggle.owner !== client.session.value?.person && (
          <button
            type="button"
            class="button button--small button--primary"
            onClick={() => void take()}
            data-testid="struggle-take"
          >
            <Hand size={16} aria-hidden="true" />
            {t("struggle_take")}
          </button>
        )}
        <button
          type="button"
          class="button button--small"
          onClick={() => {
            dialog.value = () => <CardDialog person={person} name={name} onClose={close} />;
          }}
          data-testid="struggle-card"
        >
          <IdCard size={16} aria-hidden="true" />
          {t("card_show")}
        </button>
        <button
          type="button"
          class="button button--small"
          onClick={() => {
            dialog.value = () => <SnoozeDialog struggle={struggle} become={become} onClose={close} />;
          }}
          data-testid="struggle-snooze"
        >
          <AlarmClockOff size={16} aria-hidden="true" />
          {t("struggle_snooze")}
        </button>
        <button
          type="button"
          class="button button--small"
          onClick={() => {
            dialog.value = () => <FinishDialog struggle={struggle} become={become} onClose={close} />;
          }}
          data-testid="struggle-finish"
        >
          <Check size={16} aria-hidden="true" />
          {t("struggle_finish")}
        </button>
      </div>
    </li>
  );
}

/** "2 questions late, 3 calls for help" */
function signsText({ signs }: Struggle): string {
  const told = SIGNS.flatMap((sign) => {
    const count = signs[sign];
    return count === undefined ? [] : [tn(`struggle_${sign}`, count)];
  });
  return told.join(t("list_separator"));
}

function SnoozedPill({ until }: { until: number | null }) {
  if (until === null || until <= Date.now() / 1000) return null;
  return (
    <span class="pill" data-testid="struggle-snoozed">
      {t("struggle_snoozed", { time: momentText(until) })}
    </span>
  );
}

interface DialogProps {
  struggle: Struggle;
  become(asked: Promise<Struggles>): Promise<string | null>;
  onClose(): void;
}

function SnoozeDialog({ struggle, become, onClose }: DialogProps) {
  return (
    <FormDialog
      title={t("struggle_snooze_title", { name: struggle.name })}
      text={t("struggle_snooze_text")}
      submit={t("struggle_snooze")}
      testId="struggle-snooze-dialog"
      onSubmit={(data) => become(snoozeStruggle(struggle.number, Number(textOf(data, "days"))))}
      onClose={onClose}
    >
      <ChoiceField
        name="days"
        label={t("struggle_snooze_for")}
        options={SNOOZES.map((days) => [String(days), durationText(days * DAY)])}
        value={String(SNOOZES[0])}
      />
    </FormDialog>
  );
}

function FinishDialog({ struggle, become, onClose }: DialogProps) {
  return (
    <FormDialog
      title={t("struggle_finish_title", { name: struggle.name })}
      text={t("struggle_finish_text")}
      submit={t("struggle_finish")}
      testId="struggle-finish-dialog"
      onSubmit={(data) => become(finishStruggle(struggle.number, textOf(data, "note")))}
      onClose={onClose}
    >
      <TextField name="note" label={t("struggle_note")} max={LONGEST_NOTE} />
    </FormDialog>
  );
}

function Done({ done }: { done: readonly Struggle[] }) {
  if (done.length === 0) return null;
  return (
    <details data-testid="struggles-done">
      <summary>{t("struggle_done", { count: done.length })}</summary>
      <ul class="card-open">
        {done.map((each) => (
          <li key={each.number}>
            {`${each.name}: ${signsText(each)}`}{" "}
            <span class="hint">{`${each.done_by_name} · ${momentText(each.done_at ?? 0)}`}</span>
            {each.note !== "" && <q class="case-note">{each.note}</q>}
          </li>
        ))}
      </ul>
    </details>
  );
}
