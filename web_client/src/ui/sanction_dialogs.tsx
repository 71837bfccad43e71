/* Muting, warning and removing somebody: how long, and why. They are told both. */
import { DURATIONS, durationText } from "../core/durations";
import { t } from "../core/i18n";
import type { Visit } from "../core/visit";
import { type MemberView, MUTE_SCOPES } from "../core/wire.gen";
import { refusalOf } from "./ask";
import { ChoiceField, FormDialog, TextField, textOf } from "./form_dialog";
import { MAX_REASON } from "./message_dialogs";
import type { RoomUi } from "./room_ui";

interface Props {
  visit: Visit;
  ui: RoomUi;
  member: Pick<MemberView, "id" | "name">;
}

const OPEN_END = "open";
const TEN_MINUTES = "600";
const FOR_GOOD = "good";
const SHORTEST_REASON = 3;

export function MuteDialog({ visit, ui, member }: Props) {
  const mute = (data: FormData) => {
    const scopes = MUTE_SCOPES.filter((scope) => data.has(scope));
    if (scopes.length === 0) return Promise.resolve(t("mute_scopes_missing"));
    return refusalOf(visit.session, {
      t: "mute_member",
      member: member.id,
      scopes,
      seconds: secondsOf(data),
      reason: textOf(data, "reason"),
    });
  };
  return (
    <FormDialog
      title={t("mute_title", { name: member.name })}
      submit={t("staff_ladder_mute")}
      testId="mute-dialog"
      onClose={ui.closeDialog}
      onSubmit={mute}
    >
      <fieldset class="checks">
        <legend class="field-label">{t("mute_scopes")}</legend>
        {MUTE_SCOPES.map((scope) => (
          <label class="check" key={scope}>
            <input type="checkbox" name={scope} defaultChecked={scope === "text"} />
            {t(`scope_${scope}`)}
          </label>
        ))}
      </fieldset>
      <ChoiceField
        name="seconds"
        label={t("for_how_long")}
        options={DURATIONS.map((each) => [String(each ?? OPEN_END), durationText(each)])}
        value={TEN_MINUTES}
      />
      <TextField name="reason" label={t("reason_label")} max={MAX_REASON} />
    </FormDialog>
  );
}

export function WarnDialog({ visit, ui, member }: Props) {
  return (
    <FormDialog
      title={t("warn_title", { name: member.name })}
      submit={t("staff_ladder_warn")}
      testId="warn-dialog"
      onClose={ui.closeDialog}
      onSubmit={(data) =>
        refusalOf(visit.session, { t: "warn_member", member: member.id, reason: textOf(data, "reason") })
      }
    >
      <TextField name="reason" label={t("reason_label")} max={MAX_REASON} required />
    </FormDialog>
  );
}

export function RemoveDialog({ visit, ui, member }: Props) {
  const lengths = DURATIONS.flatMap((each) =>
    each === null ? [] : [[String(each), durationText(each)] as const],
  );
  const remove = (data: FormData) => {
    const reason = textOf(data, "reason");
    if (textOf(data, "seconds") !== FOR_GOOD)
      return refusalOf(visit.session, {
        t: "remove_member",
        member: member.id,
        ban_seconds: secondsOf(data) ?? 0,
        reason,
      });
    if (reason.length < SHORTEST_REASON) return Promise.resolve(t("remove_good_why"));
    return refusalOf(visit.session, { t: "propose_exclusion", member: member.id, reason });
  };
  return (
    <FormDialog
      title={t("remove_title", { name: member.name })}
      text={t("remove_text")}
      submit={t("staff_ladder_ban")}
      danger
      testId="remove-dialog"
      onClose={ui.closeDialog}
      onSubmit={remove}
    >
      <ChoiceField
        name="seconds"
        label={t("for_how_long")}
        options={[["0", t("ban_none")], ...lengths, [FOR_GOOD, t("remove_good")]]}
        value={TEN_MINUTES}
      />
      <TextField name="reason" label={t("reason_label")} max={MAX_REASON} />
    </FormDialog>
  );
}

function secondsOf(data: FormData): number | null {
  const chosen = textOf(data, "seconds");
  return chosen === OPEN_END ? null : Number(chosen);
}
