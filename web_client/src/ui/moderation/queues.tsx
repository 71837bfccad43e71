/* What staff decide one by one, oldest first: people at the door, held messages, reports, appeals. */
import { Hourglass } from "lucide-preact";
import { t } from "../../core/i18n";
import { momentText } from "../../core/time_format";
import type { CaseView, HeldView, Verdict } from "../../core/wire.gen";
import { ask, refusalOf } from "../ask";
import { ChoiceField, FormDialog, TextField, textOf } from "../form_dialog";
import { MAX_REASON } from "../message_dialogs";
import { Attachments } from "../message_parts";
import { RichText } from "../rich_text";
import { type DeskProps, Section } from "./panel";

export function WaitingPeople({ visit, staff }: DeskProps) {
  const { waiting } = staff;
  if (waiting.length === 0) return null;
  const admit = (member: string | null) => void ask(visit.session, { t: "admit_member", member });
  return (
    <Section title={t("staff_waiting")} count={waiting.length} testId="desk-waiting" open>
      {waiting.length > 1 && (
        <button
          type="button"
          class="button button--small"
          onClick={() => admit(null)}
          data-testid="admit-all"
        >
          {t("staff_admit_all")}
        </button>
      )}
      <ul>
        {waiting.map(({ member, name, role, at }) => (
          <li key={member} class="desk-row" data-testid="waiting" data-member={member}>
            <p>
              <strong>{name}</strong> <span class="hint">{`${t(`role_${role}`)} · ${momentText(at)}`}</span>
            </p>
            <div class="desk-buttons">
              <button
                type="button"
                class="button button--small button--primary"
                onClick={() => admit(member)}
                data-testid="admit"
              >
                {t("staff_admit")}
              </button>
              <button
                type="button"
                class="button button--small"
                onClick={() => void ask(visit.session, { t: "turn_away", member })}
                data-testid="turn-away"
              >
                {t("staff_turn_away")}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function HeldMessages(desk: DeskProps) {
  const { held } = desk.staff;
  if (held.length === 0) return null;
  return (
    <Section title={t("staff_held")} count={held.length} testId="desk-held" open>
      <ul>
        {held.map((each) => (
          <HeldItem key={each.number} {...desk} held={each} />
        ))}
      </ul>
    </Section>
  );
}

/** Held for longer than it should be. */
export function OverdueMark() {
  return (
    <span class="pill pill--warn" data-testid="held-overdue">
      <Hourglass size={16} aria-hidden="true" />
      {t("held_overdue")}
    </span>
  );
}

function HeldItem({ visit, ui, held }: DeskProps & { held: HeldView }) {
  const { number } = held;
  return (
    <li class="desk-row" data-testid="held" data-held={number}>
      <p>
        <strong>{held.author_name}</strong>{" "}
        <span class="hint">{`${momentText(held.at)} · ${t("held_by_rule", { rule: held.rule })}`}</span>{" "}
        {held.overdue && <OverdueMark />}
      </p>
      <div class="excerpt">
        <RichText text={held.body} />
        <Attachments room={visit.room} files={held.attachments} />
      </div>
      <div class="desk-buttons">
        <button
          type="button"
          class="button button--small button--primary"
          onClick={() => void ask(visit.session, { t: "release_held", number })}
          data-testid="release-held"
        >
          {t("staff_release")}
        </button>
        <button
          type="button"
          class="button button--small"
          onClick={() =>
            ui.openDialog(() => (
              <FormDialog
                title={t("staff_drop_title")}
                submit={t("staff_drop")}
                danger
                testId="drop-dialog"
                onClose={ui.closeDialog}
                onSubmit={(data) =>
                  refusalOf(visit.session, { t: "drop_held", number, reason: textOf(data, "reason") })
                }
              >
                <TextField name="reason" label={t("note_label")} max={MAX_REASON} />
              </FormDialog>
            ))
          }
          data-testid="drop-held"
        >
          {t("staff_drop")}
        </button>
      </div>
    </li>
  );
}

type CasesProps = DeskProps & { cases: readonly CaseView[] };

export function Reports({ cases, ...desk }: CasesProps) {
  if (cases.length === 0) return null;
  return (
    <Section title={t("staff_reports")} count={cases.length} testId="desk-reports" open>
      <ul>
        {cases.map((each) => (
          <li key={each.number} class="desk-row" data-testid="report" data-case={each.number}>
            <CaseText {...desk} entry={each} />
            <div class="desk-buttons">
              <JumpButton {...desk} entry={each} />
              <button
                type="button"
                class="button button--small button--primary"
                onClick={() => openReport(desk, each.number)}
                data-testid="handle-report"
              >
                {t("staff_handle_title")}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function openReport({ visit, ui }: DeskProps, number: number): void {
  ui.openDialog(() => (
    <FormDialog
      title={t("staff_handle_title")}
      submit={t("staff_handle_title")}
      testId="handle-dialog"
      onClose={ui.closeDialog}
      onSubmit={(data) =>
        refusalOf(visit.session, {
          t: "handle_report",
          number,
          verdict: textOf(data, "verdict") as Verdict,
          note: textOf(data, "note"),
        })
      }
    >
      <ChoiceField
        name="verdict"
        label={t("staff_verdict")}
        options={[
          ["acted", t("staff_acted")],
          ["dismissed", t("staff_dismiss")],
        ]}
        value="acted"
      />
      <TextField name="note" label={t("note_label")} max={MAX_REASON} />
    </FormDialog>
  ));
}

export function Appeals({ cases, mayDecide, ...desk }: CasesProps & { mayDecide: boolean }) {
  if (cases.length === 0) return null;
  return (
    <Section title={t("staff_appeals")} count={cases.length} testId="desk-appeals" open>
      <ul>
        {cases.map((each) => (
          <li key={each.number} class="desk-row" data-testid="appeal" data-case={each.number}>
            <CaseText {...desk} entry={each} />
            <div class="desk-buttons">
              <JumpButton {...desk} entry={each} />
              {mayDecide &&
                [true, false].map((granted) => (
                  <button
                    key={String(granted)}
                    type="button"
                    class={granted ? "button button--small button--primary" : "button button--small"}
                    onClick={() => openAppeal(desk, each.number, granted)}
                    data-testid={granted ? "grant-appeal" : "refuse-appeal"}
                  >
                    {t(granted ? "staff_grant" : "staff_refuse")}
                  </button>
                ))}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function openAppeal({ visit, ui }: DeskProps, number: number, granted: boolean): void {
  ui.openDialog(() => (
    <FormDialog
      title={t(granted ? "staff_grant_title" : "staff_refuse_title")}
      {...(granted ? { text: t("staff_grant_text") } : {})}
      submit={t(granted ? "staff_grant" : "staff_refuse")}
      testId="appeal-decision"
      onClose={ui.closeDialog}
      onSubmit={(data) =>
        refusalOf(visit.session, { t: "decide_appeal", number, granted, note: textOf(data, "note") })
      }
    >
      <TextField name="note" label={t("note_label")} max={MAX_REASON} />
    </FormDialog>
  ));
}

function CaseText({ view, entry }: DeskProps & { entry: CaseView }) {
  const { reason, excerpt, text, about, at } = entry;
  const known = view.members.find((member) => member.id === about)?.name;
  const name = reason === null ? entry.member_name : known;
  return (
    <>
      <p>
        {reason !== null && <span class="pill pill--warn">{t(`report_${reason}`)}</span>}{" "}
        {name !== undefined && <strong>{name}</strong>}{" "}
        <span class="hint">
          {momentText(at)}
          {reason !== null && ` · ${t("staff_report_by", { name: entry.member_name })}`}
        </span>
      </p>
      {excerpt !== "" && <blockquote class="excerpt">{excerpt}</blockquote>}
      {text !== "" && <p>{text}</p>}
    </>
  );
}

function JumpButton({ ui, entry }: DeskProps & { entry: CaseView }) {
  const { kind, number } = entry.subject;
  if (kind !== "message" || number === null) return null;
  return (
    <button type="button" class="button button--small" onClick={() => ui.jumpTo(number)}>
      {t("staff_show")}
    </button>
  );
}
