/* Who takes over a shift for a while, whoever's turn it is. Of several at one time the last holds. */
import { Plus, Trash2 } from "lucide-preact";
import type { DutyForm, OverrideForm } from "../../core/duty_form";
import type { StaffPerson } from "../../core/duty_plan";
import { t } from "../../core/i18n";
import { dayText } from "../../core/metrics";
import { SelectInput, TextInput } from "../inputs";
import { personOptions } from "./people_fields";

interface Props {
  form: DutyForm;
  people: readonly StaffPerson[];
  onChange(changes: Partial<DutyForm>): void;
}

export function Overrides({ form, people, onChange }: Props) {
  const { overrides, shifts } = form;
  const [shift] = shifts;
  const [person] = people;
  const replace = (key: number, changes: Partial<OverrideForm>) =>
    onChange({
      overrides: overrides.map((each) => (each.key === key ? { ...each, ...changes } : each)),
    });
  const add = () => {
    if (shift === undefined || person === undefined) return;
    const key = Math.max(0, ...overrides.map((each) => each.key)) + 1;
    const today = dayText(new Date());
    const added = {
      key,
      shift: shift.id,
      person: person.id,
      start: `${today}T${shift.start}:00`,
      end: `${dayText(new Date(), 1)}T${shift.start}:00`,
    };
    onChange({ overrides: [...overrides, added] });
  };
  return (
    <section class="plan-part">
      <h3>{t("duty_overrides")}</h3>
      <p class="hint">{t("duty_overrides_hint")}</p>
      {overrides.map((override) => (
        <fieldset key={override.key} class="rule-form" data-testid="override-form">
          <div class="field-row">
            <SelectInput
              label={t("duty_override_person")}
              options={personOptions(people, [override.person])}
              value={override.person}
              onChange={(chosen) => replace(override.key, { person: chosen })}
              testId="override-person"
            />
            <SelectInput
              label={t("duty_override_shift")}
              options={shifts.map(({ id, title }) => [id, title || id])}
              value={override.shift}
              onChange={(chosen) => replace(override.key, { shift: chosen })}
              testId="override-shift"
            />
            <TextInput
              label={t("duty_override_start")}
              type="datetime-local"
              required
              value={override.start.slice(0, 16)}
              onChange={(start) => replace(override.key, { start: `${start}:00` })}
            />
            <TextInput
              label={t("duty_override_end")}
              type="datetime-local"
              required
              value={override.end.slice(0, 16)}
              onChange={(end) => replace(override.key, { end: `${end}:00` })}
            />
          </div>
          <button
            type="button"
            class="button button--small button--quiet"
            onClick={() => onChange({ overrides: overrides.filter(({ key }) => key !== override.key) })}
          >
            <Trash2 size={16} aria-hidden="true" />
            {t("duty_override_remove")}
          </button>
        </fieldset>
      ))}
      <button
        type="button"
        class="button button--small"
        disabled={shift === undefined || person === undefined}
        onClick={add}
        data-testid="add-override"
      >
        <Plus size={16} aria-hidden="true" />
        {t("duty_override_add")}
      </button>
    </section>
  );
}
