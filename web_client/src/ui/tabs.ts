/*
 * The tabs of the side panel, in their order: one row per tab. Its name is the text `<id>`, its tooltip `<id>_hint`.
 * `inBar` gives it a button in the control bar, too.
 */
import { type LucideIcon, MessageCircleQuestionMark, MessageSquare, Users } from "lucide-preact";
import type { ComponentType } from "preact";
import type { Visit } from "../core/visit";
import type { Role, RoomView } from "../core/wire.gen";
import { ChatPanel } from "./chat_panel";
import { PeoplePanel } from "./people_panel";
import { QuestionsPanel, questionsWaiting } from "./questions/questions_panel";
import type { RoomUi, Tab } from "./room_ui";

export interface RoomTab {
  readonly id: Tab;
  readonly icon: LucideIcon;
  readonly Panel: ComponentType<{ visit: Visit; ui: RoomUi }>;
  readonly inBar: boolean;
  shows(view: RoomView, role: Role): boolean;
  /** How much waits there to be seen; drawn when it is more than 0. */
  badge(visit: Visit, ui: RoomUi): number;
}

const ALWAYS = () => true;
const NOTHING = () => 0;

export const TABS: readonly RoomTab[] = [
  {
    id: "chat",
    icon: MessageSquare,
    Panel: ChatPanel,
    inBar: true,
    shows: ALWAYS,
    badge: (_, ui) => ui.unread.value,
  },
  {
    id: "questions",
    icon: MessageCircleQuestionMark,
    Panel: QuestionsPanel,
    inBar: true,
    shows: ALWAYS,
    badge: questionsWaiting,
  },
  { id: "people", icon: Users, Panel: PeoplePanel, inBar: true, shows: ALWAYS, badge: NOTHING },
];

export function shownTabs(view: RoomView, role: Role, without: Tab | null = null): readonly RoomTab[] {
  return TABS.filter((tab) => tab.id !== without && tab.shows(view, role));
}
