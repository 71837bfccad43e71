/* Duty: who answers now in each room, the briefs of one's shifts, and the plan of hours and shifts, which operators change. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { dutyText, type RoomDuty, readDutyNow } from "../../core/duty";
import { type PlanView, readPlan, readStaff, type StaffPerson } from "../../core/duty_plan";
import { t } from "../../core/i18n";
import { momentText } from "../../core/time_format";
import { titleText } from "../../core/titles";
import { client } from "../../page";
import { noticeTitle } from "../notices/notice_text";
import { type Loaded, useLoaded } from "./loaded";
import { PlanForm } from "./plan_form";

export function DutyPanel() {
  const [plan, readAgain] = useLoaded(readPlan);
  const [staff] = useLoaded(readStaff);
  const saved = useSignal(0);
  const onSaved = () => {
    saved.value += 1;
    readAgain();
  };
  return (
    <div class="duty" data-testid="duty-panel">
      <NowOnDuty key={saved.value} />
      <Briefs />
      <Plan loaded={plan.value} staff={staff.value} onSaved={onSaved} />
    </div>
  );
}

function Waits({ loaded }: { loaded: Loaded<unknown> }) {
  return loaded.state === "refused" ? (
    <p class="field-error" role="alert">
      {loaded.text}
    </p>
  ) : (
    <p role="status">{t("loading")}</p>
  );
}

function NowOnDuty() {
  const [now] = useLoaded(readDutyNow);
  return (
    <section class="ops-section" data-testid="duty-rooms">
      <h2>{t("duty_title_now")}</h2>
      {now.value.state !== "there" ? (
        <Waits loaded={now.value} />
      ) : (
        <ul class="duty-rooms">
          {now.value.value.map((duty) => (
            <RoomDutyRow key={duty.room} duty={duty} />
          ))}
        </ul>
      )}
    </section>
  );
}

function RoomDutyRow({ duty }: { duty: RoomDuty }) {
  const text = dutyText(duty, client.clock.read());
  return (
    <li data-testid="duty-room" data-room={duty.room} data-covered={duty.covered}>
      <strong>{titleText(duty.title)}</strong>
      <span>{text ?? t("duty_unplanned")}</span>
      {duty.secondary_name !== "" && (
        <span class="hint">{t("duty_backup", { name: duty.secondary_name })}</span>
      )}
      {duty.covered && duty.primary_name === "" && <span class="pill pill--danger">{t("duty_gap")}</span>}
    </li>
  );
}

/** What one's shifts began with. */
function Briefs() {
  const briefs = client.notices.items.value.filter(
    ({ reason }) => reason === "brief" || reason === "handed_over",
  );
  return (
    <section class="ops-section" data-testid="duty-briefs">
      <h2>{t("duty_briefs")}</h2>
      {briefs.length === 0 && <p class="hint">{t("duty_briefs_none")}</p>}
      <ul class="notice-list">
        {briefs.map((notice) => (
          <li key={notice.id} class="notice-row" data-testid="duty-brief">
            <p class="notice-title">
              <strong>{noticeTitle(notice)}</strong>
              <time>{momentText(notice.at)}</time>
            </p>
            {notice.excerpt !== "" && (
              <p class="notice-excerpt" dir="auto">
                {notice.excerpt}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface PlanProps {
  loaded: Loaded<PlanView>;
  staff: Loaded<readonly StaffPerson[]>;
  onSaved(): void;
}

function Plan({ loaded, staff, onSaved }: PlanProps) {
  const people = useMemo(() => (staff.state === "there" ? staff.value : []), [staff]);
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return (
    <section class="ops-section" data-testid="duty-plan">
      <h2>{t("duty_plan")}</h2>
      {loaded.state !== "there" ? (
        <Waits loaded={loaded} />
      ) : (
        <>
          <p class="hint">
            {loaded.value.plan === null || loaded.value.at === null
              ? t("duty_plan_none")
              : t("duty_plan_version", {
                  version: loaded.value.version,
                  name: names.get(loaded.value.by) ?? t("ops_somebody"),
                  time: momentText(loaded.value.at),
                })}
          </p>
          <PlanForm
            key={loaded.value.version}
            view={loaded.value}
            people={people}
            mayChange={client.session.value?.role === "operator"}
            onSaved={onSaved}
          />
        </>
      )}
    </section>
  );
}
