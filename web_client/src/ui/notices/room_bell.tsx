/* The bell of one room: shows what its reader hears of there, and opens the choice. */
import { useSignal } from "@preact/signals";
import { AtSign, Bell, BellOff, BellRing, type LucideIcon } from "lucide-preact";
import { t } from "../../core/i18n";
import type { RoomNotice } from "../../core/room_notices";
import { momentText } from "../../core/time_format";
import { client } from "../../page";
import { RoomNoticesDialog } from "./room_notices_dialog";

export function RoomBell({ room, title }: { room: string; title: string }) {
  const open = useSignal(false);
  const notice = client.rooms.of(room);
  const { icon: Icon, state } = bellOf(notice);
  const label = t("room_notices_label", { room: title, state });
  return (
    <>
      <button
        type="button"
        class={notice.muted ? "icon-button room-bell room-bell--muted" : "icon-button room-bell"}
        aria-label={label}
        title={label}
        aria-haspopup="dialog"
        onClick={() => {
          open.value = true;
        }}
        data-testid="room-bell"
        data-muted={notice.muted}
        data-hears={notice.choice.hears}
      >
        <Icon size={20} aria-hidden="true" />
      </button>
      {open.value && (
        <RoomNoticesDialog
          room={room}
          title={title}
          onClose={() => {
            open.value = false;
          }}
        />
      )}
    </>
  );
}

/** The picture, and the same in words. */
export function bellOf({ choice, muted, muted_until }: RoomNotice): { icon: LucideIcon; state: string } {
  if (muted)
    return {
      icon: BellOff,
      state:
        muted_until === null
          ? t("room_notices_state_muted")
          : t("room_notices_state_muted_until", { time: momentText(muted_until) }),
    };
  if (choice.hears === "nothing") return { icon: BellOff, state: t("room_notices_state_nothing") };
  if (choice.follows) return { icon: BellRing, state: t("room_notices_state_follows") };
  if (choice.hears === "mentions") return { icon: AtSign, state: t("room_notices_state_mentions") };
  return { icon: Bell, state: t("room_notices_state_all") };
}
