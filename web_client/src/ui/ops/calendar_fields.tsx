/* When answers are promised: the zone, the hours of the week, and the days that are otherwise. */
import type { DutyForm } from "../../core/duty_form";
import { WEEKDAYS } from "../../core/duty_plan";
import { t } from "../../core/i18n";
import { weekdayName } from "../../core/time_format";
import { Lines, TextInput, ZoneInput } from "../inputs";
import { ZONES } from "./plan_form";

interface Props {
  form: DutyForm;
  onChange(changes: Partial<DutyForm>): void;
}

export function CalendarFields({ form, onChange }: Props) {
  return (
    <section class="plan-part">
      <h3>{t("duty_hours")}</h3>
      <p class="hint">{t("duty_hours_hint")}</p>
      <ZoneInput
        label={t("duty_zone")}
        list={ZONES}
        value={form.zone}
        onChange={(zone) => onChange({ zone })}
        testId="plan-zone"
      />
      <div class="plan-week">
        {WEEKDAYS.map((day, place) => (
          <TextInput
            key={day}
            label={weekdayName(place)}
            value={form.weekly[day]}
            placeholder={t("duty_closed")}
            onChange={(hours) => onChange({ weekly: { ...form.weekly, [day]: hours } })}
            testId={`plan-${day}`}
          />
        ))}
      </div>
      <div class="field-row">
        <Lines
          label={t("duty_field_holidays")}
          value={form.holidays}
          placeholder="2026-10-01"
          onChange={(holidays) => onChange({ holidays })}
          testId="plan-holidays"
        />
        <Lines
          label={t("duty_field_yearlyHolidays")}
          value={form.yearlyHolidays}
          placeholder="FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1"
          onChange={(yearlyHolidays) => onChange({ yearlyHolidays })}
          testId="plan-yearly-holidays"
        />
        <Lines
          label={t("duty_field_extraDays")}
          value={form.extraDays}
          placeholder="2026-10-10 09:00-17:30"
          onChange={(extraDays) => onChange({ extraDays })}
          testId="plan-extra-days"
        />
      </div>
    </section>
  );
}
