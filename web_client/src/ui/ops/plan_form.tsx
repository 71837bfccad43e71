/* The duty plan as a form: hours and holidays, shifts, and who takes over when. The server says what is wrong with it. */
import { type Signal, useSignal } from "@preact/signals";
import { Plus } from "lucide-preact";
import { useMemo } from "preact/hooks";
import { ApiRefused } from "../../core/api";
import {
  type DutyForm,
  emptyPlan,
  newShift,
  type ShiftForm,
  toForm,
  toPlan,
  Unreadable,
} from "../../core/duty_form";
import { type DutyPlan, flawsOf, type StaffPerson, savePlan } from "../../core/duty_plan";
import { t } from "../../core/i18n";
import { dayText } from "../../core/metrics";
import { notify } from "../announcer";
import { CalendarFields } from "./calendar_fields";
import { refusalText } from "./loaded";
import { Overrides } from "./overrides";
import { ShiftFields } from "./shift_fields";

interface Props {
  plan: DutyPlan | null;
  people: readonly StaffPerson[];
  mayChange: boolean;
  onSaved(): void;
}

/** A field, or a path in the plan, and what is wrong there. */
export interface Problem {
  readonly where: string;
  readonly text: string;
}

export function PlanForm({ plan, people, mayChange, onSaved }: Props) {
  const first = useMemo(() => toForm(plan ?? emptyPlan(ownZone())), []);
  const form = useSignal(first);
  const problems = useSignal<readonly Problem[]>([]);
  const busy = useSignal(false);
  const change = (changes: Partial<DutyForm>) => {
    form.value = { ...form.value, ...changes };
  };
  const save = async () => {
    busy.value = true;
    problems.value = await problemsOf(form.value);
    busy.value = false;
    if (problems.value.length > 0) return;
    notify(t("duty_saved"));
    onSaved();
  };
  return (
    <form
      class="plan-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      data-testid="plan-form"
    >
      <ZoneNames />
      {!mayChange && <p class="hint">{t("duty_operators_only")}</p>}
      <fieldset class="plan-fields" disabled={!mayChange}>
        <CalendarFields form={form.value} onChange={change} />
        <Shifts form={form} people={people} onChange={change} />
        <Overrides form={form.value} people={people} onChange={change} />
        <Problems problems={problems.value} />
        {mayChange && (
          <button type="submit" class="button button--primary" disabled={busy.value} data-testid="plan-save">
            {t("save")}
          </button>
        )}
      </fieldset>
    </form>
  );
}

/** None: it is saved. */
async function problemsOf(form: DutyForm): Promise<readonly Problem[]> {
  try {
    await savePlan(toPlan(form));
    return [];
  } catch (error) {
    if (error instanceof Unreadable)
      return [
        {
          where: t(`duty_field_${fieldName(error.field)}`),
          text: t("duty_unreadable", { text: error.text }),
        },
      ];
    const flaws = error instanceof ApiRefused ? flawsOf(error) : [];
    if (flaws.length === 0) return [{ where: "", text: refusalText(error) }];
    return flaws.map(({ code, where, detail }) => ({
      where,
      text: detail === "" ? code : `${code}: ${detail}`,
    }));
  }
}

const FIELDS = ["holidays", "extraDays", "skipped", "start", "end"] as const;

/** Anything else that cannot be read is the hours of a weekday. */
function fieldName(field: string): (typeof FIELDS)[number] | "weekly" {
  return FIELDS.find((each) => each === field) ?? "weekly";
}

function Problems({ problems }: { problems: readonly Problem[] }) {
  return (
    <ul class="plan-problems" role="alert" data-testid="plan-problems">
      {problems.map(({ where, text }) => (
        <li key={`${where} ${text}`} class="field-error" data-testid="plan-problem">
          {where !== "" && <code>{where}</code>} {text}
        </li>
      ))}
    </ul>
  );
}

interface ShiftsProps {
  form: Signal<DutyForm>;
  people: readonly StaffPerson[];
  onChange(changes: Partial<DutyForm>): void;
}

function Shifts({ form, people, onChange }: ShiftsProps) {
  const { shifts, zone } = form.value;
  const replace = (key: number, changes: Partial<ShiftForm>) =>
    onChange({ shifts: shifts.map((each) => (each.key === key ? { ...each, ...changes } : each)) });
  const add = () => {
    const key = Math.max(0, ...shifts.map((shift) => shift.key)) + 1;
    const taken = shifts.map(({ id }) => id);
    onChange({ shifts: [...shifts, newShift(key, taken, zone, dayText(new Date()))] });
  };
  return (
    <section class="plan-part">
      <h3>{t("duty_shifts")}</h3>
      <p class="hint">{t("duty_shifts_hint")}</p>
      {shifts.map((shift) => (
        <ShiftFields
          key={shift.key}
          shift={shift}
          people={people}
          onChange={(changes) => replace(shift.key, changes)}
          onRemove={() => onChange({ shifts: shifts.filter(({ key }) => key !== shift.key) })}
        />
      ))}
      <button type="button" class="button button--small" onClick={add} data-testid="add-shift">
        <Plus size={16} aria-hidden="true" />
        {t("duty_shift_add")}
      </button>
    </section>
  );
}

export const ZONES = "zone-names";

/** What the browser knows of zones, to choose from; any other name may be typed. */
function ZoneNames() {
  const zones = useMemo(() => Intl.supportedValuesOf("timeZone"), []);
  return (
    <datalist id={ZONES}>
      {zones.map((zone) => (
        <option key={zone} value={zone} />
      ))}
    </datalist>
  );
}

function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
