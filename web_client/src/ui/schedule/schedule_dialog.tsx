/* Where staff write what the room shall post later: the words, when, how often, and a look at the next times. */
import "../../styles/schedule.css";
import { type Signal, useSignal } from "@preact/signals";
import { useId, useMemo } from "preact/hooks";
import { clockText } from "../../core/clock_text";
import { WEEKDAYS, type Weekday } from "../../core/duty_plan";
import { t } from "../../core/i18n";
import { PostId } from "../../core/identifiers";
import { percentText } from "../../core/number_format";
import { flawText } from "../../core/plan_flaws";
import {
  newTiming,
  previewTimes,
  REPEATS,
  type Repeats,
  readActiveHours,
  type TimingForm,
  timingForm,
  toTiming,
} from "../../core/schedule";
import { momentIn, weekdayName } from "../../core/time_format";
import { type AnyClientCommand, MAX_BODY_LENGTH, type ScheduledPost, type Timing } from "../../core/wire.gen";
import { Check } from "../check";
import { FormDialog } from "../form_dialog";
import { ownZone, SelectInput, TextInput, ZoneInput, ZoneNames } from "../inputs";
import { useLoaded } from "../ops/loaded";
import { TextArea } from "../text_area";

interface Props {
  room: string;
  /** Null: a new one. */
  post: ScheduledPost | null;
  /** What a new one says to begin with. */
  draft?: string;
  /** UTC seconds. */
  now: number;
  /** Words for a refusal, or null when it is done. */
  send(command: AnyClientCommand): Promise<string | null>;
  onClose(): void;
}

export function ScheduleDialog({ room, post, draft = "", now, send, onClose }: Props) {
  const body = useSignal(post?.body ?? draft);
  const important = useSignal(post?.important ?? false);
  const expects = useSignal(post?.expects_reply ?? true);
  const form = useSignal(post === null ? newTiming(now, ownZone()) : timingForm(post.timing));
  const id = useMemo(() => new PostId(), []);
  const timing = toTiming(form.value);
  const submit = async () => {
    if (timing === null) return t("schedule_incomplete");
    const said = {
      body: body.value.trim(),
      timing,
      important: important.value,
      expects_reply: expects.value,
    };
    return send(
      post === null
        ? id.under({ t: "schedule_post", ...said } as const)
        : { t: "change_scheduled_post", id: post.id, ...said },
    );
  };
  return (
    <FormDialog
      title={t(post === null ? "schedule_new" : "schedule_change")}
      submit={t("save")}
      testId="schedule-dialog"
      onSubmit={submit}
      onClose={onClose}
    >
      <TextArea label={t("schedule_body")} value={body} maxLength={MAX_BODY_LENGTH} testId="schedule-body" />
      <When form={form} />
      <ActiveHours room={room} form={form} />
      <Preview timing={timing} />
      <Check label={t("schedule_expects")} value={expects} testId="schedule-expects" />
      <Check label={t("schedule_important")} value={important} testId="schedule-important" />
      <p class="hint">{t("schedule_owner")}</p>
    </FormDialog>
  );
}

function When({ form }: { form: Signal<TimingForm> }) {
  const zones = useId();
  const { repeats, day, time, zone, rule, until } = form.value;
  const change = (changes: Partial<TimingForm>) => {
    form.value = { ...form.value, ...changes };
  };
  const isOnce = repeats === "once";
  return (
    <>
      <SelectInput
        label={t("schedule_repeats")}
        options={REPEATS.map((each) => [each, t(`schedule_repeats_${each}`)])}
        value={repeats}
        onChange={(each) => change({ repeats: each as Repeats })}
        testId="schedule-repeats"
      />
      {repeats === "weekly" && <Days days={form.value.days} onChange={(days) => change({ days })} />}
      {repeats === "rule" && (
        <TextInput
          label={t("duty_rule")}
          value={rule}
          required
          onChange={(each) => change({ rule: each })}
          testId="schedule-rule"
        />
      )}
      <div class="schedule-when">
        <TextInput
          label={t(isOnce ? "schedule_day" : "schedule_since")}
          type="date"
          required
          value={day}
          onChange={(each) => change({ day: each })}
          testId="schedule-day"
        />
        <TextInput
          label={t("schedule_time")}
          type="time"
          required
          value={time}
          onChange={(each) => change({ time: each })}
          testId="schedule-time"
        />
        {!isOnce && (
          <TextInput
            label={t("schedule_until")}
            type="date"
            value={until}
            onChange={(each) => change({ until: each })}
            testId="schedule-until"
          />
        )}
        <ZoneInput
          label={t("duty_zone")}
          list={zones}
          value={zone}
          onChange={(each) => change({ zone: each })}
          testId="schedule-zone"
        />
      </div>
      <ZoneNames id={zones} />
    </>
  );
}

function Days({ days, onChange }: { days: readonly Weekday[]; onChange(days: readonly Weekday[]): void }) {
  const toggle = (day: Weekday, on: boolean) =>
    onChange(WEEKDAYS.filter((each) => (each === day ? on : days.includes(each))));
  return (
    <fieldset class="schedule-days">
      <legend class="field-label">{t("duty_days")}</legend>
      {WEEKDAYS.map((day, place) => (
        <label key={day} class="check">
          <input
            type="checkbox"
            checked={days.includes(day)}
            onChange={(event) => toggle(day, event.currentTarget.checked)}
            data-testid={`schedule-${day}`}
          />
          {weekdayName(place, "short")}
        </label>
      ))}
    </fieldset>
  );
}

/** When learners would read it, for who wants to take that time. */
function ActiveHours({ room, form }: { room: string; form: Signal<TimingForm> }) {
  const { zone, repeats, days } = form.value;
  const [loaded] = useLoaded(() => readActiveHours(room, form.value), `${zone} ${repeats} ${days}`);
  const hours = loaded.value.state === "there" ? loaded.value.value : null;
  if (hours === null) return null;
  const [time, end] = [clockText(hours.start * 60), clockText((hours.start + 2) * 60)];
  return (
    <p class="hint" data-testid="schedule-active">
      {t("schedule_active", { start: time, end, share: percentText(hours.share) })}{" "}
      <button
        type="button"
        class="button button--small"
        onClick={() => {
          form.value = { ...form.value, time };
        }}
        data-testid="schedule-take"
      >
        {t("schedule_take", { time })}
      </button>
    </p>
  );
}

/** The next times, in the zone of the timing. */
function Preview({ timing }: { timing: Timing | null }) {
  if (timing === null) return <p class="hint">{t("schedule_incomplete")}</p>;
  return <Times timing={timing} />;
}

function Times({ timing }: { timing: Timing }) {
  const [loaded] = useLoaded(() => previewTimes(timing), JSON.stringify(timing));
  const { value } = loaded;
  if (value.state === "loading") return <p role="status">{t("loading")}</p>;
  if (value.state === "refused") return <p class="field-error">{value.text}</p>;
  const { times, flaw } = value.value;
  if (flaw !== null) return <p class="field-error">{flawText(flaw, new Map())}</p>;
  if (times.length === 0) return <p class="field-error">{t("schedule_never")}</p>;
  return (
    <section class="schedule-next" aria-live="polite">
      <h3 class="field-label">{t("schedule_next_times")}</h3>
      <ol data-testid="schedule-preview">
        {times.map((at) => (
          <li key={at}>{momentIn(at, timing.zone)}</li>
        ))}
      </ol>
    </section>
  );
}
