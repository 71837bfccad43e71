/* What the operator's page shows, one panel per tab; loaded when somebody opens it. */
import "../../styles/ops.css";
import "../../styles/ops_forms.css";
import type { ComponentType } from "preact";
import type { OpsTab } from "../../router";
import { BoardPanel } from "./board_panel";
import { DutyPanel } from "./duty_panel";
import { LearnersPanel } from "./learners_panel";
import { ResponsePanel } from "./response_panel";
import { WebhooksPanel } from "./webhooks_panel";

export const PANELS: Readonly<Record<OpsTab, ComponentType>> = {
  board: BoardPanel,
  duty: DutyPanel,
  response: ResponsePanel,
  learners: LearnersPanel,
  webhooks: WebhooksPanel,
};
