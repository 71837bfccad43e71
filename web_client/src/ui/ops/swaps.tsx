/* Two people take each other's turn, each named by the day on which it begins. What changes nothing is marked. */
import { ArrowLeftRight, Plus, Trash2 } from "lucide-preact";
import type { DutyForm, SwapForm } from "../../core/duty_form";
import type { OwnTurn, StaffPerson } from "../../core/duty_plan";
import { t } from "../../core/i18n";
import { dayText } from "../../core/metrics";
import { SelectInput, TextInput } from "../inputs";
import { personOptions } from "./people_fields";

interface Props {
  form: DutyForm;
  people: readonly StaffPerson[];
  /** Keys of those that are saved and have no effect. */
  inVain: readonly number[];
  onChange(changes: Partial<DutyForm>): void;
}

export function Swaps({ form, people, inVain, onChange }: Props) {
  const { swaps, shifts } = form;
  const [shift] = shifts;
  const [one, other] = [people[0], people[1]];
  const replace = (key: number, changes: Partial<SwapForm>) =>
    onChange({ swaps: swaps.map((each) => (each.key === key ? { ...each, ...changes } : each)) });
  const add = () => {
    if (shift === undefined || one === undefined || other === undefined) return;
    const key = Math.max(0, ...swaps.map((each) => each.key)) + 1;
    const turn = (person: StaffPerson, days: number): OwnTurn => ({
      person: person.id,
      shift: shift.id,
      day: dayText(new Date(), days),
    });
    onChange({ swaps: [...swaps, { key, one: turn(one, 1), other: turn(other, 2) }] });
  };
  return (
    <section class="plan-part">
      <h3>{t("duty_swaps")}</h3>
      <p class="hint">{t("duty_swaps_hint")}</p>
      {swaps.map((swap) => (
        <fieldset key={swap.key} class="rule-form" data-testid="swap-form">
          <TurnFields
            form={form}
            people={people}
            turn={swap.one}
            onChange={(turn) => replace(swap.key, { one: turn })}
          />
          <ArrowLeftRight size={18} aria-hidden="true" />
          <TurnFields
            form={form}
            people={people}
            turn={swap.other}
            onChange={(turn) => replace(swap.key, { other: turn })}
          />
          {inVain.includes(swap.key) && (
            <p class="hint hint--warn" role="status" data-testid="swap-in-vain">
              {t("duty_swap_in_vain")}
            </p>
          )}
          <button
            type="button"
            class="button button--small button--quiet"
            onClick={() => onChange({ swaps: swaps.filter(({ key }) => key !== swap.key) })}
          >
            <Trash2 size={16} aria-hidden="true" />
            {t("duty_swap_remove")}
          </button>
        </fieldset>
      ))}
      <button
        type="button"
        class="button button--small"
        disabled={shift === undefined || other === undefined}
        onClick={add}
        data-testid="add-swap"
      >
        <Plus size={16} aria-hidden="true" />
        {t("duty_swap_add")}
      </button>
    </section>
  );
}

interface TurnProps {
  form: DutyForm;
  people: readonly StaffPerson[];
  turn: OwnTurn;
  onChange(turn: OwnTurn): void;
}

function TurnFields({ form, people, turn, onChange }: TurnProps) {
  return (
    <div class="field-row">
      <SelectInput
        label={t("duty_swap_person")}
        options={personOptions(people, [turn.person])}
        value={turn.person}
        onChange={(person) => onChange({ ...turn, person })}
        testId="swap-person"
      />
      <SelectInput
        label={t("duty_override_shift")}
        options={form.shifts.map(({ id, title }) => [id, title || id])}
        value={turn.shift}
        onChange={(shift) => onChange({ ...turn, shift })}
        testId="swap-shift"
      />
      <TextInput
        label={t("duty_swap_day")}
        type="date"
        required
        value={turn.day}
        onChange={(day) => onChange({ ...turn, day })}
        testId="swap-day"
      />
    </div>
  );
}
