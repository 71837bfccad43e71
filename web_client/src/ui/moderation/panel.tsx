/* For staff: who waits, what must be decided, what holds now, and how the room is set. */
import type { ComponentChildren } from "preact";
import { t } from "../../core/i18n";
import { setsRules } from "../../core/rules";
import type { Visit } from "../../core/visit";
import type { RoomView, StaffView } from "../../core/wire.gen";
import { AutoReplies } from "../obligations/auto_replies";
import { ExamMode } from "../obligations/exam";
import type { RoomUi } from "../room_ui";
import { Exclusions, exclusionsFor } from "./exclusions";
import { Bans, Matches, Mutes } from "./lists";
import { OffTopicMessages } from "./off_topic_queue";
import { Appeals, HeldMessages, Reports, WaitingPeople } from "./queues";
import { Exports, RulesSections } from "./rules_sections";
import { RoomSettings } from "./settings";

export interface DeskProps {
  visit: Visit;
  ui: RoomUi;
  view: RoomView;
  staff: StaffView;
}

export function ModerationPanel({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const view = visit.view.value;
  const staff = view?.moderation.staff ?? null;
  if (view === null || staff === null) return null;
  const desk = { visit, ui, view, staff };
  const role = visit.role.value;
  const reports = staff.cases.filter(({ reason }) => reason !== null);
  const appeals = staff.cases.filter(({ reason }) => reason === null);
  const urgent = staffWaiting(visit);
  return (
    <div
      class="desk"
      role="group"
      aria-label={t("moderation")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      data-testid="moderation-panel"
    >
      {urgent === 0 && <p class="hint">{t("staff_nothing")}</p>}
      <WaitingPeople {...desk} />
      <HeldMessages {...desk} />
      <OffTopicMessages {...desk} />
      <Reports {...desk} cases={reports} />
      <Appeals {...desk} cases={appeals} mayDecide={setsRules(role)} />
      <Exclusions {...desk} />
      <Mutes {...desk} />
      <Bans {...desk} />
      <RoomSettings {...desk} />
      <ExamMode {...desk} />
      <AutoReplies {...desk} maySet={setsRules(role)} />
      <RulesSections {...desk} maySet={setsRules(role)} />
      <Matches {...desk} />
      <Exports room={visit.room} />
    </div>
  );
}

/** How much waits for staff. */
export function staffWaiting(visit: Visit): number {
  const view = visit.view.value;
  const staff = view?.moderation.staff ?? null;
  if (view === null || staff === null) return 0;
  const exclusions = exclusionsFor(visit, staff.exclusions);
  const offTopic = view.moving.off_topic.length;
  return offTopic + staff.waiting.length + staff.held.length + staff.cases.length + exclusions.length;
}

interface SectionProps {
  title: string;
  count?: number;
  testId: string;
  open?: boolean;
  children: ComponentChildren;
}

/** Folded unless something in it waits. */
export function Section({ title, count, testId, open = false, children }: SectionProps) {
  return (
    <details class="desk-section" open={open} data-testid={testId}>
      <summary>
        <h3>{title}</h3>
        {count !== undefined && count > 0 && <span class="badge">{count}</span>}
      </summary>
      <div class="desk-body">{children}</div>
    </details>
  );
}
