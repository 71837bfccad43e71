/* The rooms of the space: what there is, in the order of the lobby, the ways to change it, and who changed what. */
import { useSignal } from "@preact/signals";
import { Archive, ArchiveRestore, ArrowDown, ArrowUp, Pencil, Plus } from "lucide-preact";
import type { VNode } from "preact";
import { t } from "../../core/i18n";
import {
  changeRoom,
  movedBy,
  orderRooms,
  type RoomChange,
  readRooms,
  type SpaceRoom,
  type SpaceRooms,
  sortText,
} from "../../core/space_rooms";
import { momentText } from "../../core/time_format";
import { titleText } from "../../core/titles";
import type { Purpose } from "../../core/wire.gen";
import { notify } from "../announcer";
import { FormDialog } from "../form_dialog";
import { Refusal } from "../refusal";
import { refusalText, useLoaded } from "./loaded";
import { OperatorSection } from "./operator_section";
import { RoomDialog } from "./room_dialog";

export function SpaceRoomsPanel() {
  return (
    <OperatorSection title={t("space_rooms_heading")} text={t("space_rooms_text")} testId="rooms-panel">
      <Rooms />
    </OperatorSection>
  );
}

function Rooms() {
  const [loaded, readAgain] = useLoaded(readRooms);
  const dialog = useSignal<(() => VNode) | null>(null);
  const refusal = useSignal<string | null>(null);
  const { value } = loaded;
  if (value.state === "refused") return <Refusal text={value.text} />;
  if (value.state === "loading") return <p role="status">{t("loading")}</p>;
  const { rooms, zone, limit, changes } = value.value;
  const close = () => {
    dialog.value = null;
  };
  const edit = (room: SpaceRoom | null) => {
    dialog.value = () => <RoomDialog room={room} zone={zone} onSaved={readAgain} onClose={close} />;
  };
  const archive = (room: SpaceRoom) => {
    dialog.value = () => <ArchiveDialog room={room} onDone={readAgain} onClose={close} />;
  };
  const act = async (doing: Promise<unknown>, done: string) => {
    try {
      await doing;
      refusal.value = null;
      notify(done);
    } catch (error) {
      refusal.value = refusalText(error);
    }
    readAgain();
  };
  const move = (room: SpaceRoom, by: -1 | 1) =>
    void act(
      orderRooms(movedBy(rooms, room.id, by)),
      t("space_rooms_moved", { title: titleText(room.title) }),
    );
  const open = rooms.filter((room) => !room.archived);
  const archived = rooms.filter((room) => room.archived);
  return (
    <>
      <Refusal text={refusal.value} />
      <ol class="room-list">
        {open.map((room, index) => (
          <RoomItem key={room.id} room={room}>
            <IconButton
              label={t("space_rooms_up", { title: titleText(room.title) })}
              testId="room-up"
              disabled={index === 0}
              onClick={() => move(room, -1)}
              icon={<ArrowUp size={16} aria-hidden="true" />}
            />
            <IconButton
              label={t("space_rooms_down", { title: titleText(room.title) })}
              testId="room-down"
              disabled={index === open.length - 1}
              onClick={() => move(room, 1)}
              icon={<ArrowDown size={16} aria-hidden="true" />}
            />
            <button
              type="button"
              class="button button--small"
              onClick={() => edit(room)}
              data-testid="room-edit"
            >
              <Pencil size={16} aria-hidden="true" />
              {t("hook_change")}
            </button>
            <button
              type="button"
              class="button button--small button--quiet"
              onClick={() => archive(room)}
              data-testid="room-archive"
            >
              <Archive size={16} aria-hidden="true" />
              {t("space_rooms_archive")}
            </button>
          </RoomItem>
        ))}
      </ol>
      <p class="hint">{t("space_rooms_count", { count: open.length, limit })}</p>
      <button type="button" class="button ops-add" onClick={() => edit(null)} data-testid="room-add">
        <Plus size={18} aria-hidden="true" />
        {t("space_rooms_add")}
      </button>
      {archived.length > 0 && (
        <details class="fold" data-testid="rooms-archived">
          <summary>{t("space_rooms_archived", { count: archived.length })}</summary>
          <ul class="room-list">
            {archived.map((room) => (
              <RoomItem key={room.id} room={room}>
                <button
                  type="button"
                  class="button button--small"
                  onClick={() =>
                    void act(
                      changeRoom(room.id, { archived: false }),
                      t("space_rooms_restored", { title: titleText(room.title) }),
                    )
                  }
                  data-testid="room-restore"
                >
                  <ArchiveRestore size={16} aria-hidden="true" />
                  {t("space_rooms_restore")}
                </button>
              </RoomItem>
            ))}
          </ul>
        </details>
      )}
      <Changes changes={changes} rooms={value.value} />
      {dialog.value?.()}
    </>
  );
}

function RoomItem({ room, children }: { room: SpaceRoom; children: VNode | VNode[] }) {
  return (
    <li class="room-item" data-testid="space-room" data-room={room.id}>
      <div class="room-item-name">
        <h3>{titleText(room.title)}</h3>
        <span class="room-pills">
          <span class="pill">{sortText(room)}</span>
          {room.daily && <span class="pill pill--info">{t("room_daily")}</span>}
        </span>
      </div>
      <div class="board-buttons">{children}</div>
    </li>
  );
}

interface IconProps {
  label: string;
  testId: string;
  disabled: boolean;
  onClick(): void;
  icon: VNode;
}

function IconButton({ label, testId, disabled, onClick, icon }: IconProps) {
  return (
    <button
      type="button"
      class="icon-button icon-button--small"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
      data-testid={testId}
    >
      {icon}
    </button>
  );
}

function ArchiveDialog({ room, onDone, onClose }: { room: SpaceRoom; onDone(): void; onClose(): void }) {
  const archive = async () => {
    try {
      await changeRoom(room.id, { archived: true });
    } catch (error) {
      return refusalText(error);
    }
    notify(t("space_rooms_archived_now", { title: titleText(room.title) }));
    onDone();
    return null;
  };
  return (
    <FormDialog
      title={t("space_rooms_archive_title", { title: titleText(room.title) })}
      text={t("space_rooms_archive_text")}
      submit={t("space_rooms_archive")}
      danger
      testId="archive-dialog"
      onSubmit={archive}
      onClose={onClose}
    />
  );
}

function Changes({ changes, rooms }: { changes: readonly RoomChange[]; rooms: SpaceRooms }) {
  if (changes.length === 0) return null;
  return (
    <details class="fold" data-testid="rooms-changes">
      <summary>{t("space_rooms_changes")}</summary>
      <ul class="room-changes">
        {changes.map((change) => (
          <li key={`${change.at} ${change.room} ${change.what}`}>
            {changeText(change, rooms)} <span class="hint">{momentText(change.at)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function changeText(change: RoomChange, { rooms }: SpaceRooms): string {
  const said = { name: change.by_name || t("ops_somebody"), title: titleText(change.room_title) };
  switch (change.what) {
    case "created":
    case "order":
      return t(`space_rooms_did_${change.what}`, said);
    case "title":
      return t("space_rooms_did_title", { ...said, was: change.was, became: change.became });
    case "purpose":
      return t("space_rooms_did_purpose", { ...said, became: purposeText(change, rooms) });
    case "daily":
    case "archived":
      return t(`space_rooms_did_${change.what}_${change.became === "on" ? "on" : "off"}`, said);
  }
}

function purposeText(change: RoomChange, rooms: readonly SpaceRoom[]): string {
  const kind = rooms.find((room) => room.id === change.room)?.kind ?? "zone";
  return sortText({ kind, purpose: change.became as Purpose });
}
