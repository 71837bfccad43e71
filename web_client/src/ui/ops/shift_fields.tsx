/* One shift: where, on which days and from when to when, and who takes it in turn. */
import { Trash2 } from "lucide-preact";
import type { ShiftForm } from "../../core/duty_form";
import { HANDOVERS, type Handover, type StaffPerson, WEEKDAYS, type Weekday } from "../../core/duty_plan";
import { t } from "../../core/i18n";
import { weekdayName } from "../../core/time_format";
import { titleText } from "../../core/titles";
import { client } from "../../page";
import { Lines, NumberInput, SelectInput, TextInput, ZoneInput } from "../inputs";
import { PeopleList } from "./people_fields";
import { ZONES } from "./plan_form";

interface Props {
  shift: ShiftForm;
  people: readonly StaffPerson[];
  onChange(changes: Partial<ShiftForm>): void;
  onRemove(): void;
}

export function ShiftFields({ shift, people, onChange, onRemove }: Props) {
  return (
    <fieldset class="rule-form shift-form" data-testid="shift-form" data-shift={shift.id}>
      <legend class="visually-hidden">{shift.title || shift.id}</legend>
      <TextInput
        label={t("duty_shift_title")}
        value={shift.title}
        onChange={(title) => onChange({ title })}
        testId="shift-title"
      />
      <Days shift={shift} onChange={onChange} />
      <div class="field-row">
        <TextInput
          label={t("duty_field_start")}
          type="time"
          required
          value={shift.start}
          onChange={(start) => onChange({ start })}
          testId="shift-start"
        />
        <TextInput
          label={t("duty_field_end")}
          type="time"
          required
          value={shift.end}
          onChange={(end) => onChange({ end })}
          testId="shift-end"
        />
        <ZoneInput
          label={t("duty_zone")}
          list={ZONES}
          value={shift.zone}
          onChange={(zone) => onChange({ zone })}
        />
        <TextInput
          label={t("duty_since")}
          type="date"
          required
          value={shift.since}
          onChange={(since) => onChange({ since })}
        />
      </div>
      <div class="field-row">
        <PeopleList
          label={t("duty_rotation")}
          people={people}
          value={shift.rotation}
          onChange={(rotation) => onChange({ rotation })}
          testId="shift-rotation"
        />
        <PeopleList
          label={t("duty_secondary")}
          people={people}
          value={shift.secondary}
          onChange={(secondary) => onChange({ secondary })}
          testId="shift-secondary"
        />
      </div>
      <details class="fold">
        <summary>{t("more_actions")}</summary>
        <MoreFields shift={shift} onChange={onChange} />
      </details>
      <button type="button" class="button button--small button--quiet" onClick={onRemove}>
        <Trash2 size={16} aria-hidden="true" />
        {t("duty_shift_remove")}
      </button>
    </fieldset>
  );
}

type PartProps = Pick<Props, "shift" | "onChange">;

const PRESETS: readonly (readonly [id: "weekdays" | "daily" | "weekend", days: readonly Weekday[]])[] = [
  ["weekdays", WEEKDAYS.slice(0, 5)],
  ["daily", WEEKDAYS],
  ["weekend", WEEKDAYS.slice(5)],
];

function Days({ shift, onChange }: PartProps) {
  const { days } = shift;
  if (days === null)
    return (
      <TextInput
        label={t("duty_rule")}
        value={shift.rule}
        required
        onChange={(rule) => onChange({ rule })}
        testId="shift-rule"
      />
    );
  const toggle = (day: Weekday, on: boolean) =>
    onChange({ days: WEEKDAYS.filter((each) => (each === day ? on : days.includes(each))) });
  return (
    <fieldset class="days-field">
      <legend class="field-label">{t("duty_days")}</legend>
      {WEEKDAYS.map((day, place) => (
        <label key={day} class="day-check">
          <input
            type="checkbox"
            checked={days.includes(day)}
            onChange={(event) => toggle(day, event.currentTarget.checked)}
            data-testid={`shift-${day}`}
          />
          {weekdayName(place, "short")}
        </label>
      ))}
      {PRESETS.map(([id, preset]) => (
        <button
          key={id}
          type="button"
          class="button button--small button--quiet"
          onClick={() => onChange({ days: preset })}
        >
          {t(`duty_preset_${id}`)}
        </button>
      ))}
    </fieldset>
  );
}

function MoreFields({ shift, onChange }: PartProps) {
  return (
    <div class="fields">
      <RoomsField shift={shift} onChange={onChange} />
      <div class="field-row">
        <SelectInput
          label={t("duty_handover")}
          options={HANDOVERS.map((each) => [each, t(`duty_handover_${each}`)])}
          value={shift.handover}
          onChange={(handover) => onChange({ handover: handover as Handover })}
          testId="shift-handover"
        />
        <NumberInput
          label={t("duty_capacity")}
          min={1}
          max={1000}
          value={shift.capacity}
          onChange={(capacity) => onChange({ capacity })}
          testId="shift-capacity"
        />
        <NumberInput
          label={t("duty_longer")}
          min={0}
          max={27}
          value={shift.longer}
          onChange={(longer) => onChange({ longer })}
          testId="shift-longer"
        />
        <Lines
          label={t("duty_field_skipped")}
          value={shift.skipped}
          placeholder="2026-10-01"
          onChange={(skipped) => onChange({ skipped })}
        />
      </div>
    </div>
  );
}

function RoomsField({ shift, onChange }: PartProps) {
  const lobby = client.lobby.value ?? [];
  const chosen = shift.rooms;
  return (
    <fieldset class="days-field" data-testid="shift-rooms">
      <legend class="field-label">{t("duty_rooms")}</legend>
      <label class="day-check">
        <input
          type="checkbox"
          checked={chosen === null}
          onChange={(event) =>
            onChange({ rooms: event.currentTarget.checked ? null : lobby.map(({ id }) => id) })
          }
        />
        {t("ops_all_rooms")}
      </label>
      {chosen !== null &&
        lobby.map(({ id, title }) => (
          <label key={id} class="day-check">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(event) =>
                onChange({
                  rooms: event.currentTarget.checked ? [...chosen, id] : chosen.filter((each) => each !== id),
                })
              }
            />
            {titleText(title)}
          </label>
        ))}
    </fieldset>
  );
}
