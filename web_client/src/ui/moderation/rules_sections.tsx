/* The rules that people accept, the rules that texts are held to, and what can be taken away as a file. */
import { Download } from "lucide-preact";
import { t, tn } from "../../core/i18n";
import { refusalOf } from "../ask";
import { FormDialog, TextField, textOf } from "../form_dialog";
import { RulesText } from "../rules_dialog";
import { ContentRulesDialog } from "./content_rules";
import { type DeskProps, Section } from "./panel";

const MAX_RULES = 4000;

export function RulesSections(props: DeskProps & { maySet: boolean }) {
  const isOwn = props.view.parent === null;
  const sections = { ...props, maySet: props.maySet && isOwn };
  return (
    <>
      {!isOwn && <p class="hint">{t("staff_rules_inherited")}</p>}
      <PeopleRules {...sections} />
      <ContentRules {...sections} />
    </>
  );
}

function PeopleRules({ visit, ui, view, maySet }: DeskProps & { maySet: boolean }) {
  const { rules } = view.moderation.door;
  const publish = (data: FormData) =>
    refusalOf(visit.session, { t: "publish_rules", en: textOf(data, "en"), zh: textOf(data, "zh") });
  const edit = () =>
    ui.openDialog(() => (
      <FormDialog
        title={t("staff_rules_edit")}
        text={t("staff_rules_text")}
        submit={t("staff_rules_publish")}
        testId="rules-editor"
        onClose={ui.closeDialog}
        onSubmit={publish}
      >
        <TextField
          name="en"
          label={t("staff_rules_en")}
          max={MAX_RULES}
          rows={6}
          required
          value={rules?.en ?? ""}
        />
        <TextField
          name="zh"
          label={t("staff_rules_zh")}
          max={MAX_RULES}
          rows={6}
          required
          value={rules?.zh ?? ""}
        />
      </FormDialog>
    ));
  return (
    <Section title={t("staff_rules")} testId="desk-rules">
      {rules === null ? (
        <p class="hint">{t("staff_rules_none")}</p>
      ) : (
        <>
          <p class="hint">{t("staff_rules_version", { version: rules.version })}</p>
          <RulesText rules={rules} />
        </>
      )}
      {maySet && (
        <button type="button" class="button button--small" onClick={edit} data-testid="edit-rules">
          {t("staff_rules_edit")}
        </button>
      )}
    </Section>
  );
}

function ContentRules({ visit, ui, staff, maySet }: DeskProps & { maySet: boolean }) {
  return (
    <Section title={t("staff_content")} testId="desk-content-rules">
      <p class="hint">{tn("staff_content_count", staff.rules.length)}</p>
      <ul>
        {staff.rules.map((rule) => (
          <li key={rule.id} class="desk-row">
            <p>
              <code>{rule.id}</code> {t(`kind_${rule.kind}`)}: {t(`effect_${rule.effect}`)}{" "}
              {rule.shadow && <span class="pill pill--info">{t("staff_shadow")}</span>}
            </p>
          </li>
        ))}
      </ul>
      {maySet && (
        <button
          type="button"
          class="button button--small"
          onClick={() =>
            ui.openDialog(() => (
              <ContentRulesDialog visit={visit} ui={ui} rules={staff.rules} ladder={staff.ladder} />
            ))
          }
          data-testid="edit-content-rules"
        >
          {t("staff_content_edit")}
        </button>
      )}
    </Section>
  );
}

export function Exports({ room }: { room: string }) {
  return (
    <Section title={t("staff_export")} testId="desk-export">
      {(["audit", "questions"] as const).map((what) => (
        <p key={what} class="exports">
          {t(`staff_export_${what}`)}
          {["csv", "json"].map((format) => (
            <a
              key={format}
              class="button button--small"
              href={`/api/rooms/${room}/${what}.${format}`}
              download
              data-testid={`export-${what}-${format}`}
            >
              <Download size={16} aria-hidden="true" />
              {format.toUpperCase()}
            </a>
          ))}
        </p>
      ))}
    </Section>
  );
}
