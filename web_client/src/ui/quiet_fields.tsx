/* Hours in which nothing rings: of one person, or of a space. */

import { t } from "../core/i18n";
import type { QuietForm } from "../core/quiet_hours";
import { TextInput, ZoneInput } from "./inputs";

interface Props {
  label: string;
  value: QuietForm;
  /** The `ZoneNames` of the form. */
  zones: string;
  onChange(value: QuietForm): void;
}

export function QuietFields({ label, value, zones, onChange }: Props) {
  const change = (changes: Partial<QuietForm>) => onChange({ ...value, ...changes });
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={value.on}
          onChange={(event) => change({ on: event.currentTarget.checked })}
          data-testid="quiet-on"
        />
        {label}
      </label>
      {value.on && (
        <>
          <div class="field-row">
            <TextInput
              label={t("duty_field_start")}
              type="time"
              required
              value={value.start}
              onChange={(start) => change({ start })}
              testId="quiet-start"
            />
            <TextInput
              label={t("duty_field_end")}
              type="time"
              required
              value={value.end}
              onChange={(end) => change({ end })}
              testId="quiet-end"
            />
          </div>
          <ZoneInput
            label={t("duty_zone")}
            list={zones}
            value={value.zone}
            onChange={(zone) => change({ zone })}
            testId="quiet-zone"
          />
        </>
      )}
    </>
  );
}
