/* The rules of a room: shown before the first post, and whenever somebody asks for them. */
import { language, t } from "../core/i18n";
import { isStaff } from "../core/rules";
import type { Visit } from "../core/visit";
import type { RulesView } from "../core/wire.gen";
import { refusalOf } from "./ask";
import { FormDialog } from "./form_dialog";
import { RichText } from "./rich_text";
import { rulesWanted } from "./rules_gate";

/** Whether there are rules, or newer ones, that one has not accepted. Staff made them. */
export function mustAcceptRules(visit: Visit): boolean {
  if (isStaff(visit.role.value)) return false;
  const door = visit.session.state.value.view?.moderation.door;
  return door !== undefined && door.rules !== null && door.accepted < door.rules.version;
}

export function RulesDialog({ visit }: { visit: Visit }) {
  const rules = visit.session.state.value.view?.moderation.door.rules ?? null;
  const close = () => {
    rulesWanted.value = null;
  };
  if (rules === null) return null;
  const accept = async () => {
    const then = rulesWanted.value;
    const refusal = await refusalOf(visit.session, { t: "accept_rules", version: rules.version });
    if (refusal === null) then?.();
    return refusal;
  };
  return (
    <FormDialog
      title={t("rules_title")}
      submit={t("rules_accept")}
      testId="rules-dialog"
      onClose={close}
      onSubmit={accept}
    >
      <RulesText rules={rules} />
    </FormDialog>
  );
}

export function RulesText({ rules }: { rules: RulesView }) {
  return (
    <div class="rules-text">
      <RichText text={language.value === "zh" ? rules.zh : rules.en} />
    </div>
  );
}
