/* What the operator's page shows, one panel per tab; loaded when somebody opens it. */
import "../../styles/ops.css";
import "../../styles/ops_forms.css";
import "../../styles/stories.css";
import type { ComponentType } from "preact";
import type { OpsTab } from "../../router";
import { BoardPanel } from "./board_panel";
import { DailyPanel } from "./daily_panel";
import { DutyPanel } from "./duty_panel";
import { LearnersPanel } from "./learners_panel";
import { LinesPanel } from "./lines_panel";
import { ResponsePanel } from "./response_panel";
import { SpaceRoomsPanel } from "./rooms_panel";
import { SchedulePanel } from "./schedule_panel";
import { WebhooksPanel } from "./webhooks_panel";

export const PANELS: Readonly<Record<OpsTab, ComponentType>> = {
  board: BoardPanel,
  duty: DutyPanel,
  response: ResponsePanel,
  daily: DailyPanel,
  schedule: SchedulePanel,
  learners: LearnersPanel,
  lines: LinesPanel,
  rooms: SpaceRoomsPanel,
  webhooks: WebhooksPanel,
};
