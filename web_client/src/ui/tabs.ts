/*
 * The tabs of the side panel, in their order: one row per tab. Its name is the text `<id>`, its tooltip `<id>_hint`.
 * `inBar` gives it a button in the control bar, too.
 */
import {
  ChartBar,
  DoorOpen,
  type LucideIcon,
  MessageCircleQuestionMark,
  MessageSquare,
  ShieldCheck,
  Users,
} from "lucide-preact";
import type { ComponentType } from "preact";
import type { Visit } from "../core/visit";
import type { Role, RoomView } from "../core/wire.gen";
import { CalmChat } from "./focus/calm";
import { ModerationPanel, staffWaiting } from "./moderation/panel";
import { PeoplePanel } from "./people_panel";
import { PollsPanel, showsPolls, unvoted } from "./polls/polls_panel";
import { QuestionsPanel, questionsWaiting, showsQuestions } from "./questions/questions_panel";
import type { RoomUi, Tab } from "./room_ui";
import { callsForHelp, RoomsPanel, showsRooms } from "./sub_rooms/rooms_panel";

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
    Panel: CalmChat,
    inBar: true,
    shows: ALWAYS,
    badge: (_, ui) => ui.unread.value,
  },
  {
    id: "questions",
    icon: MessageCircleQuestionMark,
    Panel: QuestionsPanel,
    inBar: true,
    shows: showsQuestions,
    badge: questionsWaiting,
  },
  {
    id: "polls",
    icon: ChartBar,
    Panel: PollsPanel,
    inBar: false,
    shows: showsPolls,
    badge: (visit) => unvoted(visit).length,
  },
  {
    id: "rooms",
    icon: DoorOpen,
    Panel: RoomsPanel,
    inBar: false,
    shows: showsRooms,
    badge: callsForHelp,
  },
  { id: "people", icon: Users, Panel: PeoplePanel, inBar: true, shows: ALWAYS, badge: NOTHING },
  {
    id: "moderation",
    icon: ShieldCheck,
    Panel: ModerationPanel,
    inBar: false,
    shows: (view) => view.moderation.staff !== null,
    badge: staffWaiting,
  },
];

export function shownTabs(view: RoomView, role: Role, without: Tab | null = null): readonly RoomTab[] {
  return TABS.filter((tab) => tab.id !== without && tab.shows(view, role));
}
