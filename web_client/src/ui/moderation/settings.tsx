/* How the room is set: who comes in, how fast people may post, whether questions are looked at first. */
import { durationText } from "../../core/durations";
import { t } from "../../core/i18n";
import { PRE_MODERATIONS, type PreModeration } from "../../core/wire.gen";
import { ask } from "../ask";
import { type DeskProps, Section } from "./panel";

const SLOW_SECONDS = [0, 5, 10, 30, 60, 300];

export function RoomSettings({ visit, view }: DeskProps) {
  const { door } = view.moderation;
  const { session } = visit;
  return (
    <Section title={t("staff_settings")} testId="desk-settings">
      <Switch
        text={t("staff_lock")}
        on={door.locked}
        set={(on) => ask(session, { t: "lock_room", on })}
        testId="lock-room"
      />
      <Switch
        text={t("staff_waiting_room")}
        on={door.waiting_room}
        set={(on) => ask(session, { t: "set_waiting_room", on })}
        testId="waiting-room"
      />
      <Choice
        label={t("staff_slow")}
        options={[...new Set([...SLOW_SECONDS, door.slow_seconds])].map((seconds) => [
          String(seconds),
          seconds === 0 ? t("staff_slow_off") : t("staff_slow_every", { time: durationText(seconds) }),
        ])}
        value={String(door.slow_seconds)}
        set={(value) => ask(session, { t: "set_slow_mode", seconds: Number(value) })}
        testId="slow-mode"
      />
      <Choice
        label={t("staff_pre_moderation")}
        options={PRE_MODERATIONS.map((mode) => [mode, t(`pre_moderation_${mode}`)])}
        value={view.questions.pre_moderation}
        set={(mode) => ask(session, { t: "set_pre_moderation", mode: mode as PreModeration })}
        testId="desk-pre-moderation"
      />
    </Section>
  );
}

/** When the room refuses, the box springs back. */
function Switch(props: { text: string; on: boolean; set(on: boolean): Promise<boolean>; testId: string }) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.on}
        onChange={async ({ currentTarget: box }) => {
          if (!(await props.set(box.checked))) box.checked = props.on;
        }}
        data-testid={props.testId}
      />
      {props.text}
    </label>
  );
}

interface ChoiceProps {
  label: string;
  options: readonly (readonly [value: string, text: string])[];
  value: string;
  set(value: string): Promise<boolean>;
  testId: string;
}

function Choice({ label, options, value, set, testId }: ChoiceProps) {
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <select
        class="input"
        value={value}
        onChange={async ({ currentTarget: field }) => {
          if (!(await set(field.value))) field.value = value;
        }}
        data-testid={testId}
      >
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
