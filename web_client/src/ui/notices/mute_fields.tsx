/* When one room does not ring: not at all, for a while, in hours of every week, or for good. */
import { Plus, Trash2 } from "lucide-preact";
import { WEEKDAYS } from "../../core/duty_plan";
import { t } from "../../core/i18n";
import { type MuteForm, type MuteRow, type MuteWay, NIGHTS } from "../../core/room_mute";
import { momentText, weekdayName } from "../../core/time_format";
import { SelectInput, TextInput, ZoneInput, ZoneNames } from "../inputs";

const ZONES = "mute-zones";
const MOST_ROWS = 6;

interface Props {
  value: MuteForm;
  onChange(value: MuteForm): void;
}

export function MuteFields({ value, onChange }: Props) {
  const change = (changes: Partial<MuteForm>) => onChange({ ...value, ...changes });
  const kept = value.until === null ? [] : [["kept", keptText(value.until)] as const];
  const options: readonly (readonly [MuteWay, string])[] = [
    ["off", t("room_mute_off")],
    ...kept,
    ["hour", t("room_mute_hour")],
    ["morning", t("room_mute_morning")],
    ["weekly", t("room_mute_weekly")],
    ["always", t("room_mute_always")],
  ];
  return (
    <>
      <SelectInput
        label={t("room_mute")}
        options={options}
        value={value.way}
        onChange={(way) => change({ way: way as MuteWay })}
        testId="room-mute"
      />
      <p class="hint">{t("room_mute_about")}</p>
      {value.way === "weekly" && <Weekly value={value} change={change} />}
    </>
  );
}

const keptText = (until: number) => t("room_mute_kept", { time: momentText(until) });

function Weekly({ value, change }: { value: MuteForm; change(changes: Partial<MuteForm>): void }) {
  const { rows } = value;
  return (
    <>
      <ZoneNames id={ZONES} />
      {rows.map((row, place) => (
        <Row
          key={place}
          row={row}
          onChange={(next) => change({ rows: rows.map((each, at) => (at === place ? next : each)) })}
          onRemove={
            rows.length > 1 ? () => change({ rows: rows.filter((_, at) => at !== place) }) : undefined
          }
        />
      ))}
      {rows.length < MOST_ROWS && (
        <button
          type="button"
          class="button button--small mute-add"
          onClick={() => change({ rows: [...rows, { ...NIGHTS, days: [] }] })}
          data-testid="mute-add"
        >
          <Plus size={16} aria-hidden="true" />
          {t("room_mute_add")}
        </button>
      )}
      <ZoneInput
        label={t("duty_zone")}
        list={ZONES}
        value={value.zone}
        onChange={(zone) => change({ zone })}
        testId="mute-zone"
      />
    </>
  );
}

interface RowProps {
  row: MuteRow;
  onChange(row: MuteRow): void;
  onRemove: (() => void) | undefined;
}

function Row({ row, onChange, onRemove }: RowProps) {
  const toggle = (day: number) => {
    const days = row.days.includes(day) ? row.days.filter((each) => each !== day) : [...row.days, day];
    onChange({ ...row, days: days.sort((left, right) => left - right) });
  };
  return (
    <fieldset class="mute-row" data-testid="mute-row">
      <legend class="visually-hidden">{t("room_mute_days")}</legend>
      <div class="mute-days">
        {WEEKDAYS.map((weekday, day) => (
          <button
            key={weekday}
            type="button"
            class="mute-day"
            aria-pressed={row.days.includes(day)}
            aria-label={weekdayName(day)}
            onClick={() => toggle(day)}
            data-testid={`mute-${weekday}`}
          >
            {weekdayName(day, "short")}
          </button>
        ))}
      </div>
      <div class="field-row">
        <TextInput
          label={t("room_mute_from")}
          type="time"
          required
          value={row.start}
          onChange={(start) => onChange({ ...row, start })}
          testId="mute-start"
        />
        <TextInput
          label={t("room_mute_to")}
          type="time"
          required
          value={row.end}
          onChange={(end) => onChange({ ...row, end })}
          testId="mute-end"
        />
        {onRemove !== undefined && (
          <button
            type="button"
            class="icon-button mute-remove"
            aria-label={t("room_mute_remove")}
            title={t("room_mute_remove")}
            onClick={onRemove}
            data-testid="mute-remove"
          >
            <Trash2 size={18} aria-hidden="true" />
          </button>
        )}
      </div>
      {row.end <= row.start && <p class="hint">{t("room_mute_next_day")}</p>}
    </fieldset>
  );
}
