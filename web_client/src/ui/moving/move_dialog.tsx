/* Staff move a thread: which room of the space, and why. Whether that room took it is said when it has answered. */
import { useEffect } from "preact/hooks";
import { t, tn, wordsFor } from "../../core/i18n";
import { titleText } from "../../core/titles";
import type { Visit } from "../../core/visit";
import type { AnyEvent, LobbyRoom, MessageView } from "../../core/wire.gen";
import { notify } from "../announcer";
import { refusalOf } from "../ask";
import { Dialog } from "../dialog";
import { ChoiceField, FormDialog, TextField, textOf } from "../form_dialog";
import { MAX_REASON } from "../message_dialogs";
import type { RoomUi } from "../room_ui";

interface Props {
  visit: Visit;
  ui: RoomUi;
  message: Pick<MessageView, "id" | "replies">;
  /** Its first line. */
  excerpt: string;
}

export function MoveDialog({ visit, ui, message, excerpt }: Props) {
  useEffect(() => visit.watchRooms(), []);
  const rooms = roomsToMoveTo(visit);
  const title = t("move_title");
  const [first] = rooms;
  if (first === undefined)
    return (
      <Dialog title={title} onClose={ui.closeDialog} testId="move-dialog">
        <p>{t(visit.rooms.value === null ? "loading" : "move_nowhere")}</p>
      </Dialog>
    );
  return (
    <FormDialog
      title={title}
      text={t("move_text")}
      submit={t("move_submit")}
      testId="move-dialog"
      onClose={ui.closeDialog}
      onSubmit={(data) => moveTo(visit, message.id, textOf(data, "to"), textOf(data, "reason"))}
    >
      <blockquote class="excerpt">
        {excerpt}
        {message.replies > 0 && <span class="hint"> {tn("replies", message.replies)}</span>}
      </blockquote>
      <ChoiceField
        name="to"
        label={t("move_to")}
        options={rooms.map(({ id, title: name, purpose }) => [id, nameOf(titleText(name), purpose)])}
        value={first.id}
      />
      <TextField name="reason" label={t("reason_optional")} max={MAX_REASON} rows={2} />
    </FormDialog>
  );
}

/** The rooms that may take something from this one: lounges first, where most of it belongs. */
export function roomsToMoveTo(visit: Visit): readonly LobbyRoom[] {
  const others = (visit.rooms.value ?? []).filter(({ id, archived }) => id !== visit.room && !archived);
  const isLounge = ({ purpose }: LobbyRoom) => purpose === "lounge";
  return [...others.filter(isLounge), ...others.filter((room) => !isLounge(room))];
}

export function loungeOf(visit: Visit): LobbyRoom | undefined {
  return roomsToMoveTo(visit).find(({ purpose }) => purpose === "lounge");
}

/** Words for a refusal, or null when it is on its way; what came of it is said later. */
export async function moveTo(visit: Visit, id: number, to: string, reason = ""): Promise<string | null> {
  const room = visit.rooms.value?.find((each) => each.id === to);
  const stop = visit.session.listen((event) => {
    const told = cameOf(event, id, titleText(room?.title ?? to));
    if (told === null) return;
    stop();
    notify(told);
  });
  const refusal = await refusalOf(visit.session, { t: "move_thread", id, to, reason });
  if (refusal !== null) stop();
  return refusal;
}

/** What became of it, in words; null for everything else. */
function cameOf(event: AnyEvent, id: number, room: string): string | null {
  if (event.t === "thread_arrived" && id in event.places) return t("move_done", { room });
  if (event.t === "thread_stayed" && event.messages.some((message) => message.id === id))
    return t("move_refused", { room, reason: wordsFor(event.why) });
  return null;
}

function nameOf(title: string, purpose: LobbyRoom["purpose"]): string {
  return purpose === "questions" ? title : `${title} (${t(`move_purpose_${purpose}`)})`;
}
