/* One room, new or known: what it is called, and for a zone what it is for. Its kind is chosen once. */
import { useSignal } from "@preact/signals";
import { t } from "../../core/i18n";
import { changeRoom, createRoom, LONGEST_TITLE, type NewRoom, type SpaceRoom } from "../../core/space_rooms";
import { titleText } from "../../core/titles";
import { PURPOSES, type Purpose, ROOM_KINDS, type RoomKind } from "../../core/wire.gen";
import { notify } from "../announcer";
import { FormDialog } from "../form_dialog";
import { SelectInput, TextInput } from "../inputs";
import { refusalText } from "./loaded";

interface Props {
  /** Null: a new one. */
  room: SpaceRoom | null;
  /** In which its days begin. */
  zone: string | null;
  onSaved(): void;
  onClose(): void;
}

const EMPTY: NewRoom = { title: "", kind: "zone", purpose: "questions", daily: false };

export function RoomDialog({ room, zone, onSaved, onClose }: Props) {
  const form = useSignal<NewRoom>(room ?? EMPTY);
  const change = (changes: Partial<NewRoom>) => {
    form.value = { ...form.value, ...changes };
  };
  const save = async () => {
    const { title, kind, purpose, daily } = form.value;
    try {
      if (room === null) await createRoom({ title, kind, purpose, daily });
      else await changeRoom(room.id, { title, purpose, daily });
    } catch (error) {
      return refusalText(error);
    }
    notify(t(room === null ? "space_rooms_created" : "space_rooms_saved"));
    onSaved();
    return null;
  };
  const { title, kind } = form.value;
  const choose = (next: RoomKind) =>
    change(next === "zone" ? { kind: next } : { kind: next, purpose: "questions", daily: false });
  return (
    <FormDialog
      title={
        room === null ? t("space_rooms_add") : t("space_rooms_change_title", { title: titleText(room.title) })
      }
      submit={t(room === null ? "space_rooms_create" : "save")}
      testId="room-dialog"
      onSubmit={save}
      onClose={onClose}
    >
      <TextInput
        label={t("space_rooms_title")}
        required
        maxLength={LONGEST_TITLE}
        value={title}
        onChange={(next) => change({ title: next })}
        testId="room-title"
      />
      {room === null && (
        <SelectInput
          label={t("space_rooms_kind")}
          options={ROOM_KINDS.map((each) => [each, t(`kind_${each}`)])}
          value={kind}
          onChange={(next) => choose(next as RoomKind)}
          testId="room-kind"
        />
      )}
      {kind === "zone" ? (
        <ZoneFields form={form.value} zone={zone} onChange={change} isNew={room === null} />
      ) : (
        <p class="hint">{t(`kind_${kind}_about`)}</p>
      )}
    </FormDialog>
  );
}

interface ZoneProps {
  form: NewRoom;
  zone: string | null;
  isNew: boolean;
  onChange(changes: Partial<NewRoom>): void;
}

function ZoneFields({ form, zone, isNew, onChange }: ZoneProps) {
  return (
    <>
      <SelectInput
        label={t("space_rooms_purpose")}
        options={PURPOSES.map((each) => [each, t(`purpose_${each}`)])}
        value={form.purpose}
        onChange={(next) => onChange({ purpose: next as Purpose })}
        testId="room-purpose"
      />
      <p class="hint" data-testid="room-purpose-hint">
        {t(`purpose_${form.purpose}_hint`)} {!isNew && t("space_rooms_purpose_later")}
      </p>
      <label class="check">
        <input
          type="checkbox"
          checked={form.daily}
          onChange={(event) => onChange({ daily: event.currentTarget.checked })}
          data-testid="room-daily"
        />
        {t("space_rooms_daily")}
      </label>
      <p class="hint">{zone === null ? t("space_rooms_daily_utc") : t("space_rooms_daily_hint", { zone })}</p>
    </>
  );
}
