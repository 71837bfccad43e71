/*
 * How fast answers are promised, class by class, and on occasions that have a target of their own; what differs from the
 * standard says so and can go back to it. What cannot be otherwise is not asked.
 */
import { Undo2 } from "lucide-preact";
import type { DutyForm } from "../../core/duty_form";
import type { Target, TargetName } from "../../core/duty_plan";
import {
  type Span,
  TARGET_NAMES,
  type TargetForm,
  targetForm,
  UNITS,
  type Unit,
} from "../../core/duty_targets";
import { t } from "../../core/i18n";
import { targetText } from "../../core/plan_flaws";
import { SelectInput } from "../inputs";

/** In class the clock is the wall's, and what it leaves open waits in covered hours. */
const WITH_FIXED_CLOCK: readonly TargetName[] = ["live_question", "after_class"];
/** Whoever looks at what is held ends it. */
const WITHOUT_ANSWER: readonly TargetName[] = ["held"];

interface Props {
  form: DutyForm;
  onChange(changes: Partial<DutyForm>): void;
}

export function TargetFields({ form, onChange }: Props) {
  const { targets, standard } = form;
  return (
    <section class="plan-part">
      <h3>{t("duty_targets")}</h3>
      <p class="hint">{t("duty_targets_hint")}</p>
      <div class="target-rows">
        {TARGET_NAMES.map((name) => (
          <TargetRow
            key={name}
            name={name}
            form={targets[name]}
            standard={targetForm(standard[name])}
            onChange={(changed) => onChange({ targets: { ...targets, [name]: changed } })}
          />
        ))}
      </div>
    </section>
  );
}

interface RowProps {
  name: TargetName;
  form: TargetForm;
  standard: TargetForm;
  onChange(form: TargetForm): void;
}

function TargetRow({ name, form, standard, onChange }: RowProps) {
  const isOwn = JSON.stringify(form) !== JSON.stringify(standard);
  return (
    <fieldset class="rule-form" data-testid="target-row" data-class={name}>
      <legend class="target-name">{targetText(name)}</legend>
      <div class="field-row">
        <SpanInput
          label={t("duty_target_first")}
          value={form.first}
          required
          onChange={(first) => onChange({ ...form, first })}
          testId={`target-${name}-first`}
        />
        {!WITHOUT_ANSWER.includes(name) && (
          <SpanInput
            label={t("duty_target_full")}
            value={form.full}
            placeholder={t("duty_target_none")}
            required={name === "after_class"}
            onChange={(full) => onChange({ ...form, full })}
            testId={`target-${name}-full`}
          />
        )}
        {!WITH_FIXED_CLOCK.includes(name) && (
          <SelectInput
            label={t("duty_target_clock")}
            options={[
              ["covered", t("duty_clock_covered")],
              ["wall", t("duty_clock_wall")],
            ]}
            value={form.clock}
            onChange={(clock) => onChange({ ...form, clock: clock as Target["clock"] })}
            testId={`target-${name}-clock`}
          />
        )}
      </div>
      {isOwn && (
        <button
          type="button"
          class="button button--small button--quiet"
          onClick={() => onChange(standard)}
          data-testid={`target-${name}-standard`}
        >
          <Undo2 size={16} aria-hidden="true" />
          {t("duty_target_standard")}
        </button>
      )}
    </fieldset>
  );
}

interface SpanProps {
  label: string;
  value: Span;
  onChange(value: Span): void;
  required?: boolean;
  placeholder?: string;
  testId: string;
}

function SpanInput({ label, value, onChange, testId, ...rest }: SpanProps) {
  return (
    <div class="field">
      <span class="field-label" id={testId}>
        {label}
      </span>
      <span class="span-input">
        <input
          class="input"
          type="number"
          min={1}
          step="any"
          value={value.amount}
          aria-labelledby={testId}
          onInput={(event) => onChange({ ...value, amount: event.currentTarget.value })}
          data-testid={testId}
          {...rest}
        />
        <select
          class="input"
          aria-label={t("duty_target_unit", { what: label })}
          value={value.unit}
          onChange={(event) => onChange({ ...value, unit: event.currentTarget.value as Unit })}
        >
          {Object.keys(UNITS).map((unit) => (
            <option key={unit} value={unit}>
              {t(`duty_unit_${unit as Unit}`)}
            </option>
          ))}
        </select>
      </span>
    </div>
  );
}
