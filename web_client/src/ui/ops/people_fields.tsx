/* People of the duty plan, whose list lives in the form above it. */
import { ArrowUp, Trash2 } from "lucide-preact";
import type { StaffPerson } from "../../core/duty_plan";
import { t } from "../../core/i18n";

/** People who are known by nothing but their id are still shown: they were in the plan. */
export function personOptions(
  people: readonly StaffPerson[],
  chosen: readonly string[],
): readonly (readonly [string, string])[] {
  const known = new Map(people.map(({ id, name }) => [id, name || id]));
  for (const id of chosen) if (!known.has(id)) known.set(id, id);
  return [...known];
}

interface PeopleProps {
  label: string;
  hint?: string;
  people: readonly StaffPerson[];
  value: readonly string[];
  onChange(value: readonly string[]): void;
  testId: string;
}

/** An ordered list of people: added at its end, moved up, taken out. */
export function PeopleList({ label, hint, people, value, onChange, testId }: PeopleProps) {
  const options = personOptions(people, value);
  const names = new Map(options);
  const left = options.filter(([id]) => !value.includes(id));
  return (
    <fieldset class="people-field" data-testid={testId}>
      <legend class="field-label">{label}</legend>
      {hint !== undefined && <p class="hint">{hint}</p>}
      <ol>
        {value.map((id, place) => (
          <li key={id} data-person={id}>
            <span>{names.get(id)}</span>
            {place > 0 && (
              <button
                type="button"
                class="icon-button icon-button--small"
                aria-label={t("duty_person_up", { name: names.get(id) ?? id })}
                title={t("duty_person_up", { name: names.get(id) ?? id })}
                onClick={() => onChange(movedUp(value, place))}
              >
                <ArrowUp size={16} aria-hidden="true" />
              </button>
            )}
            <button
              type="button"
              class="icon-button icon-button--small"
              aria-label={t("duty_person_out", { name: names.get(id) ?? id })}
              title={t("duty_person_out", { name: names.get(id) ?? id })}
              onClick={() => onChange(value.filter((each) => each !== id))}
            >
              <Trash2 size={16} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ol>
      {left.length > 0 && (
        <select
          class="input"
          aria-label={t("duty_person_add", { list: label })}
          value=""
          onChange={({ currentTarget }) => {
            onChange([...value, currentTarget.value]);
            currentTarget.value = "";
          }}
          data-testid={`${testId}-add`}
        >
          <option value="">{t("duty_person_choose")}</option>
          {left.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </fieldset>
  );
}

export function movedUp(list: readonly string[], place: number): readonly string[] {
  const [above, moved] = [list[place - 1], list[place]];
  if (above === undefined || moved === undefined) return list;
  return list.with(place - 1, moved).with(place, above);
}
