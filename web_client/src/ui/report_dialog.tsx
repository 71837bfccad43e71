/* Telling staff that something is wrong, and asking them to undo what was done to oneself. */

import { t } from "../core/i18n";
import { randomId } from "../core/identifiers";
import type { Visit } from "../core/visit";
import { REPORT_REASONS, type ReportReason, type Subject } from "../core/wire.gen";
import { notify } from "./announcer";
import { refusalOf } from "./ask";
import { ChoiceField, FormDialog, TextField, textOf } from "./form_dialog";
import { MAX_REASON } from "./message_dialogs";
import type { RoomUi } from "./room_ui";

interface Props {
  visit: Visit;
  ui: RoomUi;
  subject: Subject;
}

export function ReportDialog({ visit, ui, subject }: Props) {
  const send = async (data: FormData) => {
    const refusal = await refusalOf(visit.session, {
      t: "report",
      cid: randomId(),
      subject,
      reason: textOf(data, "reason") as ReportReason,
      text: textOf(data, "text"),
    });
    if (refusal === null) notify(t("report_sent"));
    return refusal;
  };
  return (
    <FormDialog
      title={t("report_title")}
      text={t("report_text")}
      submit={t("message_menu_report")}
      testId="report-dialog"
      onClose={ui.closeDialog}
      onSubmit={send}
    >
      <ChoiceField
        name="reason"
        label={t("report_reason")}
        options={REPORT_REASONS.map((reason) => [reason, t(`report_${reason}`)])}
        value="spam"
      />
      <TextField name="text" label={t("report_details")} max={MAX_REASON} />
    </FormDialog>
  );
}

export function AppealDialog({ visit, ui, subject }: Props) {
  const send = async (data: FormData) => {
    const text = textOf(data, "text");
    const refusal = await refusalOf(visit.session, { t: "appeal", cid: randomId(), subject, text });
    if (refusal === null) notify(t("appeal_sent"));
    return refusal;
  };
  return (
    <FormDialog
      title={t("appeal_title")}
      submit={t("appeal")}
      testId="appeal-dialog"
      onClose={ui.closeDialog}
      onSubmit={send}
    >
      <TextField name="text" label={t("appeal_text")} max={MAX_REASON} required />
    </FormDialog>
  );
}

/** The way to appeal against something, or word that one has. */
export function AppealButton({ visit, ui, subject }: Props) {
  const cases = visit.session.state.value.view?.moderation.own.cases ?? [];
  const open = cases.some(
    (each) =>
      each.is_appeal &&
      each.outcome === "" &&
      each.subject.kind === subject.kind &&
      each.subject.number === subject.number,
  );
  if (open) return <span class="hint">{t("appeal_open")}</span>;
  return (
    <button
      type="button"
      class="button button--small"
      onClick={() => ui.openDialog(() => <AppealDialog visit={visit} ui={ui} subject={subject} />)}
      data-testid="appeal-button"
    >
      {t("appeal")}
    </button>
  );
}
