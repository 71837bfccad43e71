/* The rooms tab: in a room its sub-rooms, in a sub-room the way back and the call for help. */
import { DoorOpen, Plus, Undo2 } from "lucide-preact";
import { t } from "../../core/i18n";
import { isStaff } from "../../core/rules";
import type { Visit } from "../../core/visit";
import type { Role, RoomView } from "../../core/wire.gen";
import { MessageCard } from "../card";
import { Countdown } from "../clock";
import type { RoomUi } from "../room_ui";
import { BreakoutTools } from "./breakout_tools";
import { HelpCall } from "./help_call";
import { goTo } from "./moving";
import { OpenRoomDialog } from "./open_room_dialog";
import { SubRoomRow } from "./sub_room_row";

/** A zone of words has no need of other places to talk. */
export function showsRooms(view: RoomView, _role: Role): boolean {
  return view.has_media || view.parent !== null;
}

/** For staff: the rooms that wait for help. */
export function callsForHelp(visit: Visit): number {
  const rooms = visit.view.value?.sub_rooms.rooms ?? [];
  return rooms.filter((room) => room.help !== null && room.help.answered_by === "").length;
}

export function RoomsPanel({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const view = visit.view.value;
  if (view === null) return null;
  return (
    <div
      class="panel-scroll"
      role="group"
      aria-label={t("rooms")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard.
      tabIndex={0}
      data-testid="rooms-panel"
    >
      {view.parent === null ? (
        <SubRooms visit={visit} ui={ui} view={view} />
      ) : (
        <InSubRoom visit={visit} view={view} parent={view.parent} />
      )}
    </div>
  );
}

function Recall({ visit, view }: { visit: Visit; view: RoomView }) {
  const { recalled_at } = view.sub_rooms;
  if (recalled_at === null) return null;
  return (
    <p class="recall" role="status" data-testid="recall">
      {t("rooms_recalled")} <Countdown clock={visit.clock} until={recalled_at} />
    </p>
  );
}

function InSubRoom({ visit, view, parent }: { visit: Visit; view: RoomView; parent: string }) {
  return (
    <>
      <Recall visit={visit} view={view} />
      <button
        type="button"
        class="button button--primary"
        onClick={() => void goTo(visit, parent)}
        data-testid="back-to-parent"
      >
        <Undo2 size={18} aria-hidden="true" />
        {t("rooms_back")}
      </button>
      {!isStaff(visit.role.value) && <HelpCall visit={visit} view={view} />}
    </>
  );
}

function SubRooms({ visit, ui, view }: { visit: Visit; ui: RoomUi; view: RoomView }) {
  const { rooms } = view.sub_rooms;
  const role = visit.role.value;
  // Who waits for help first, the longest first.
  const sorted = [...rooms].sort(
    (left, right) => waits(left.help) - waits(right.help) || left.number - right.number,
  );
  return (
    <>
      <Recall visit={visit} view={view} />
      <div class="panel-buttons">
        {role !== "guest" && (
          <button
            type="button"
            class="button"
            onClick={() => ui.openDialog(() => <OpenRoomDialog visit={visit} onClose={ui.closeDialog} />)}
            data-testid="open-sub-room"
          >
            <Plus size={18} aria-hidden="true" />
            {t("rooms_open")}
          </button>
        )}
        {isStaff(role) && <BreakoutTools visit={visit} ui={ui} view={view} />}
      </div>
      {rooms.length === 0 && (
        <MessageCard icon={DoorOpen} title={t("rooms_empty_title")} text={t("rooms_empty_text")} />
      )}
      <ul class="sub-rooms">
        {sorted.map((room) => (
          <SubRoomRow key={room.number} visit={visit} view={view} room={room} />
        ))}
      </ul>
    </>
  );
}

function waits(help: { readonly since: number; readonly answered_by: string } | null): number {
  return help === null || help.answered_by !== "" ? Number.MAX_SAFE_INTEGER : help.since;
}
