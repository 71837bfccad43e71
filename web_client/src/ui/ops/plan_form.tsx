/* The duty plan as a form: hours and holidays, shifts, and who takes over when. The server says what is wrong with it. */
import { type Signal, useSignal } from "@preact/signals";
import { Plus } from "lucide-preact";
import { useMemo } from "preact/hooks";
import { ApiRefused } from "../../core/api";
import { Unreadable } from "../../core/clock_text";
import { type DutyForm, emptyPlan, newShift, type ShiftForm, toForm, toPlan } from "../../core/duty_form";
import { flawsOf, type PlanView, type StaffPerson, savePlan } from "../../core/duty_plan";
import { TARGET_NAMES } from "../../core/duty_targets";
import { t } from "../../core/i18n";
import { dayText } from "../../core/metrics";
import { flawText, placeText, targetText } from "../../core/plan_flaws";
import { notify } from "../announcer";
import { ownZone, ZoneNames } from "../inputs";
import { QuietFields } from "../quiet_fields";
import { CalendarFields } from "./calendar_fields";
import { refusalText } from "./loaded";
import { Overrides } from "./overrides";
import { ShiftFields } from "./shift_fields";
import { Swaps } from "./swaps";
import { TargetFields } from "./target_fields";

/** The list of zones of this form. */
export const ZONES = "plan-zones";

interface Props {
  view: PlanView;
  people: readonly StaffPerson[];
  mayChange: boolean;
  onSaved(): void;
}

/** A field as the form names it, and what is wrong there. */
interface Problem {
  readonly where: string;
  readonly text: string;
}

export function PlanForm({ view, people, mayChange, onSaved }: Props) {
  const standard = { ...view.standard, ...view.standard_occasions };
  const first = useMemo(() => toForm(view.plan ?? emptyPlan(ownZone()), standard), []);
  const form = useSignal(first);
  const problems = useSignal<readonly Problem[]>([]);
  const busy = useSignal(false);
  const change = (changes: Partial<DutyForm>) => {
    form.value = { ...form.value, ...changes };
  };
  const save = async () => {
    busy.value = true;
    problems.value = await problemsOf(form.value, view.version, people);
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
      <ZoneNames id={ZONES} />
      {!mayChange && <p class="hint">{t("duty_operators_only")}</p>}
      <fieldset class="plan-fields" disabled={!mayChange}>
        <CalendarFields form={form.value} onChange={change} />
        <TargetFields form={form.value} onChange={change} />
        <Shifts form={form} people={people} onChange={change} />
        <Overrides form={form.value} people={people} onChange={change} />
        <Swaps form={form.value} people={people} inVain={view.swaps_in_vain} onChange={change} />
        <Quiet form={form.value} onChange={change} />
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

function Quiet({ form, onChange }: { form: DutyForm; onChange(changes: Partial<DutyForm>): void }) {
  return (
    <section class="plan-part" data-testid="plan-quiet">
      <h3>{t("duty_quiet")}</h3>
      <p class="hint">{t("duty_quiet_hint")}</p>
      <QuietFields
        label={t("quiet_of_space")}
        value={form.quiet}
        zones={ZONES}
        onChange={(quiet) => onChange({ quiet })}
      />
    </section>
  );
}

/** None: it is saved. */
async function problemsOf(
  form: DutyForm,
  basedOn: number,
  people: readonly StaffPerson[],
): Promise<readonly Problem[]> {
  try {
    await savePlan(toPlan(form), basedOn);
    return [];
  } catch (error) {
    if (error instanceof Unreadable)
      return [{ where: fieldText(error.field), text: t("duty_unreadable", { text: error.text }) }];
    const flaws = error instanceof ApiRefused ? flawsOf(error) : [];
    if (flaws.length === 0) return [{ where: "", text: refusalText(error) }];
    const names = new Map(people.map(({ id, name }) => [id, name]));
    return flaws.map((flaw) => ({ where: placeText(flaw.where, form), text: flawText(flaw, names) }));
  }
}

const FIELDS = ["holidays", "extraDays", "skipped", "start", "end"] as const;

/** Anything else that cannot be read is the hours of a weekday. */
function fieldText(field: string): string {
  const target = TARGET_NAMES.find((each) => each === field);
  if (target !== undefined) return targetText(target);
  if (field === "quiet") return t("duty_quiet");
  return t(`duty_field_${FIELDS.find((each) => each === field) ?? "weekly"}`);
}

function Problems({ problems }: { problems: readonly Problem[] }) {
  return (
    <ul class="plan-problems" role="alert" data-testid="plan-problems">
      {problems.map(({ where, text }) => (
        <li key={`${where} ${text}`} class="field-error" data-testid="plan-problem">
          {where === "" ? text : t("flaw_at", { place: where, what: text })}
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
