/* Proposals to remove somebody for good: somebody else than who proposed it says yes or no. */
import { t } from "../../core/i18n";
import { setsRules } from "../../core/rules";
import { momentText } from "../../core/time_format";
import type { Visit } from "../../core/visit";
import type { ExclusionView } from "../../core/wire.gen";
import { refusalOf } from "../ask";
import { FormDialog, TextField, textOf } from "../form_dialog";
import { MAX_REASON } from "../message_dialogs";
import { type DeskProps, Section } from "./panel";

export function Exclusions(desk: DeskProps) {
  const { exclusions } = desk.staff;
  if (exclusions.length === 0) return null;
  return (
    <Section title={t("exclusions")} count={exclusions.length} testId="desk-exclusions" open>
      <ul>
        {exclusions.map((proposal) => (
          <Proposal key={proposal.member} {...desk} proposal={proposal} />
        ))}
      </ul>
    </Section>
  );
}

/** Those that the viewer may decide. */
export function exclusionsFor(visit: Visit, proposals: readonly ExclusionView[]): readonly ExclusionView[] {
  if (!setsRules(visit.role.value)) return [];
  return proposals.filter(({ by }) => by !== visit.me.value);
}

function Proposal({ visit, ui, proposal }: DeskProps & { proposal: ExclusionView }) {
  const { member, name, at, by_name, reason } = proposal;
  const mayDecide = exclusionsFor(visit, [proposal]).length > 0;
  return (
    <li class="desk-row" data-testid="exclusion" data-member={member}>
      <p>
        <strong>{name === "" ? member : name}</strong>{" "}
        <span class="hint">{`${t("exclusion_by", { name: by_name })} · ${momentText(at)}`}</span>
      </p>
      <blockquote class="excerpt">{reason}</blockquote>
      {mayDecide ? (
        <div class="desk-buttons">
          <button
            type="button"
            class="button button--small button--danger"
            onClick={() => ui.openDialog(() => <ConfirmDialog visit={visit} ui={ui} proposal={proposal} />)}
            data-testid="confirm-exclusion"
          >
            {t("exclusion_confirm")}
          </button>
          <button
            type="button"
            class="button button--small"
            onClick={() => ui.openDialog(() => <RefuseDialog visit={visit} ui={ui} proposal={proposal} />)}
            data-testid="refuse-exclusion"
          >
            {t("exclusion_refuse")}
          </button>
        </div>
      ) : (
        <p class="hint">{t("exclusion_waits")}</p>
      )}
    </li>
  );
}

type DialogProps = Pick<DeskProps, "visit" | "ui"> & { proposal: ExclusionView };

function ConfirmDialog({ visit, ui, proposal: { member, name } }: DialogProps) {
  return (
    <FormDialog
      title={t("exclusion_confirm_title", { name })}
      text={t("exclusion_confirm_text")}
      submit={t("exclusion_confirm")}
      danger
      testId="exclusion-decision"
      onClose={ui.closeDialog}
      onSubmit={() => refusalOf(visit.session, { t: "confirm_exclusion", member })}
    />
  );
}

function RefuseDialog({ visit, ui, proposal: { member, name } }: DialogProps) {
  return (
    <FormDialog
      title={t("exclusion_refuse_title", { name })}
      text={t("exclusion_refuse_text")}
      submit={t("exclusion_refuse")}
      testId="exclusion-decision"
      onClose={ui.closeDialog}
      onSubmit={(data) =>
        refusalOf(visit.session, { t: "refuse_exclusion", member, note: textOf(data, "note") })
      }
    >
      <TextField name="note" label={t("reason_optional")} max={MAX_REASON} />
    </FormDialog>
  );
}
