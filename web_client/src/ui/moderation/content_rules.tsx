/* Editing the rules that texts are held to, and the ladder of what follows when somebody breaks them again. */
import { useSignal } from "@preact/signals";
import { Plus, Trash2 } from "lucide-preact";
import { useRef } from "preact/hooks";
import {
  hasPatterns,
  isCounting,
  type LadderAct,
  newRule,
  newStep,
  type RuleForm,
  ruleForms,
  type StepForm,
  stepForms,
  toLadder,
  toRules,
} from "../../core/content_rules";
import { DURATIONS, durationText } from "../../core/durations";
import { t } from "../../core/i18n";
import type { Visit } from "../../core/visit";
import {
  type ContentRule,
  type LadderStep,
  RULE_EFFECTS,
  RULE_KINDS,
  type RuleEffect,
  type RuleKind,
} from "../../core/wire.gen";
import { refusalOf } from "../ask";
import { FormDialog } from "../form_dialog";
import { NumberInput, SelectInput } from "../inputs";
import type { RoomUi } from "../room_ui";

interface Props {
  visit: Visit;
  ui: RoomUi;
  rules: readonly ContentRule[];
  ladder: readonly LadderStep[];
}

export function ContentRulesDialog({ visit, ui, rules, ladder }: Props) {
  const forms = useSignal(ruleForms(rules));
  const steps = useSignal(stepForms(ladder));
  const keys = useRef(rules.length + ladder.length);
  const save = () =>
    refusalOf(visit.session, {
      t: "set_content_rules",
      rules: toRules(forms.value),
      ladder: toLadder(steps.value),
    });
  return (
    <FormDialog
      title={t("staff_content_edit")}
      text={t("staff_content_text")}
      submit={t("staff_content_save")}
      testId="content-rules-editor"
      onClose={ui.closeDialog}
      onSubmit={save}
    >
      {forms.value.map((form) => (
        <RuleFields
          key={form.key}
          form={form}
          onChange={(change) => {
            forms.value = forms.value.map((each) => (each.key === form.key ? { ...each, ...change } : each));
          }}
          onRemove={() => {
            forms.value = forms.value.filter((each) => each.key !== form.key);
          }}
        />
      ))}
      <AddButton
        text={t("staff_content_add")}
        onClick={() => {
          const taken = forms.value.map(({ id }) => id);
          forms.value = [...forms.value, newRule(++keys.current, taken)];
        }}
        testId="add-rule"
      />
      <h3>{t("staff_ladder")}</h3>
      {steps.value.map((step) => (
        <StepFields
          key={step.key}
          step={step}
          onChange={(change) => {
            steps.value = steps.value.map((each) => (each.key === step.key ? { ...each, ...change } : each));
          }}
          onRemove={() => {
            steps.value = steps.value.filter((each) => each.key !== step.key);
          }}
        />
      ))}
      <AddButton
        text={t("staff_ladder_add")}
        onClick={() => {
          steps.value = [...steps.value, newStep(++keys.current, steps.value)];
        }}
        testId="add-step"
      />
    </FormDialog>
  );
}

function AddButton({ text, onClick, testId }: { text: string; onClick(): void; testId: string }) {
  return (
    <button type="button" class="button button--small" onClick={onClick} data-testid={testId}>
      <Plus size={16} aria-hidden="true" />
      {text}
    </button>
  );
}

interface RuleFieldsProps {
  form: RuleForm;
  onChange(change: Partial<RuleForm>): void;
  onRemove(): void;
}

function RuleFields({ form, onChange, onRemove }: RuleFieldsProps) {
  return (
    <fieldset class="rule-form" data-testid="rule-form">
      <legend class="visually-hidden">{form.id}</legend>
      <label class="field">
        <span class="field-label">{t("staff_content_name")}</span>
        <input
          class="input"
          pattern="[a-z0-9\-]{1,40}"
          required
          value={form.id}
          onInput={(event) => onChange({ id: event.currentTarget.value })}
        />
      </label>
      <SelectInput
        label={t("staff_content_kind")}
        options={RULE_KINDS.map((kind) => [kind, t(`kind_${kind}`)])}
        value={form.kind}
        onChange={(kind) => onChange({ kind: kind as RuleKind })}
        testId="rule-kind"
      />
      <SelectInput
        label={t("staff_content_effect")}
        options={RULE_EFFECTS.map((effect) => [effect, t(`effect_${effect}`)])}
        value={form.effect}
        onChange={(effect) => onChange({ effect: effect as RuleEffect })}
        testId="rule-effect"
      />
      {hasPatterns(form.kind) && (
        <label class="field">
          <span class="field-label">
            {t(form.kind === "links" ? "staff_content_hosts" : "staff_content_patterns")}
          </span>
          <textarea
            class="input"
            rows={3}
            value={form.patterns}
            onInput={(event) => onChange({ patterns: event.currentTarget.value })}
            data-testid="rule-patterns"
          />
        </label>
      )}
      <RuleNumbers form={form} onChange={onChange} />
      <label class="check">
        <input
          type="checkbox"
          checked={form.shadow}
          onChange={(event) => onChange({ shadow: event.currentTarget.checked })}
          data-testid="rule-shadow"
        />
        {t("staff_content_shadow")}
      </label>
      <RemoveButton text={t("staff_content_remove")} onClick={onRemove} />
    </fieldset>
  );
}

function RuleNumbers({ form, onChange }: Pick<RuleFieldsProps, "form" | "onChange">) {
  return (
    <>
      {isCounting(form.kind) && (
        <div class="field-row">
          <NumberInput
            label={t("staff_content_threshold")}
            min={1}
            max={1000}
            value={form.threshold}
            onChange={(threshold) => onChange({ threshold })}
          />
          <NumberInput
            label={t("staff_content_window")}
            min={1}
            max={3600}
            value={form.window}
            onChange={(window) => onChange({ window })}
          />
        </div>
      )}
      {form.effect === "mute" && (
        <NumberInput
          label={t("staff_content_seconds")}
          min={10}
          max={2_592_000}
          value={form.seconds}
          onChange={(seconds) => onChange({ seconds })}
        />
      )}
    </>
  );
}

const ACTS: readonly LadderAct[] = ["warn", "mute", "ban"];

interface StepFieldsProps {
  step: StepForm;
  onChange(change: Partial<StepForm>): void;
  onRemove(): void;
}

function StepFields({ step, onChange, onRemove }: StepFieldsProps) {
  const lengths = [...new Set([...DURATIONS, step.seconds])].flatMap((seconds) =>
    seconds === null ? [] : [[String(seconds), durationText(seconds)] as const],
  );
  return (
    <fieldset class="rule-form" data-testid="step-form">
      <div class="field-row">
        <NumberInput
          label={t("staff_ladder_strikes")}
          min={1}
          max={100}
          value={step.strikes}
          onChange={(strikes) => onChange({ strikes })}
        />
        <SelectInput
          label={t("staff_ladder_act")}
          options={ACTS.map((act) => [act, t(`staff_ladder_${act}`)])}
          value={step.act}
          onChange={(act) => onChange({ act: act as LadderAct })}
          testId="step-act"
        />
        {step.act !== "warn" && (
          <SelectInput
            label={t("for_how_long")}
            options={lengths}
            value={String(step.seconds)}
            onChange={(seconds) => onChange({ seconds: Number(seconds) })}
            testId="step-seconds"
          />
        )}
      </div>
      <RemoveButton text={t("staff_ladder_remove")} onClick={onRemove} />
    </fieldset>
  );
}

function RemoveButton({ text, onClick }: { text: string; onClick(): void }) {
  return (
    <button type="button" class="button button--small button--quiet" onClick={onClick}>
      <Trash2 size={16} aria-hidden="true" />
      {text}
    </button>
  );
}
