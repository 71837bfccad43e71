/* For staff: send everybody into groups, tell all groups something, call everybody back. */
import { useSignal } from "@preact/signals";
import { Megaphone, Split, Undo2 } from "lucide-preact";
import { useId, useRef } from "preact/hooks";
import { t } from "../../core/i18n";
import { PostId } from "../../core/identifiers";
import type { Visit } from "../../core/visit";
import type { RoomView } from "../../core/wire.gen";
import { notify } from "../announcer";
import { ask, refusalOf } from "../ask";
import { Dialog } from "../dialog";
import { Refusal } from "../refusal";
import type { RoomUi } from "../room_ui";
import { TextArea } from "../text_area";
import { BreakoutDialog } from "./breakout_dialog";

const MAX_TOLD = 500;
const DEFAULT_COUNTDOWN = 30;

interface Props {
  visit: Visit;
  ui: RoomUi;
  view: RoomView;
}

export function BreakoutTools({ visit, ui, view }: Props) {
  const { rooms, recalled_at } = view.sub_rooms;
  const open = rooms.filter((room) => !room.closing);
  const breakouts = open.some((room) => room.breakout);
  return (
    <>
      {recalled_at === null && (
        <button
          type="button"
          class="button"
          onClick={() => ui.openDialog(() => <BreakoutDialog visit={visit} onClose={ui.closeDialog} />)}
          data-testid="breakouts"
        >
          <Split size={18} aria-hidden="true" />
          {t("breakout_start")}
        </button>
      )}
      {open.length > 0 && (
        <button
          type="button"
          class="button"
          onClick={() => ui.openDialog(() => <TellDialog visit={visit} onClose={ui.closeDialog} />)}
          data-testid="tell-breakouts"
        >
          <Megaphone size={18} aria-hidden="true" />
          {t("breakout_tell")}
        </button>
      )}
      {breakouts && recalled_at === null && (
        <button
          type="button"
          class="button"
          onClick={() => ui.openDialog(() => <RecallDialog visit={visit} onClose={ui.closeDialog} />)}
          data-testid="recall-breakouts"
        >
          <Undo2 size={18} aria-hidden="true" />
          {t("breakout_recall")}
        </button>
      )}
    </>
  );
}

function TellDialog({ visit, onClose }: { visit: Visit; onClose(): void }) {
  const text = useSignal("");
  const refusal = useSignal<string | null>(null);
  const post = useRef(new PostId());
  const tell = async () => {
    if (text.value.trim() === "") return;
    const content = { t: "tell_breakouts", text: text.value.trim() } as const;
    refusal.value = await refusalOf(visit.session, post.current.under(content));
    if (refusal.value !== null) return;
    notify(t("breakout_told"));
    onClose();
  };
  return (
    <Dialog title={t("breakout_tell")} onClose={onClose} testId="tell-dialog">
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void tell();
        }}
      >
        <TextArea label={t("breakout_tell_text")} value={text} maxLength={MAX_TOLD} testId="tell-text" />
        <Refusal text={refusal.value} />
        <button
          type="submit"
          class="button button--primary"
          disabled={text.value.trim() === ""}
          data-testid="tell-send"
        >
          {t("breakout_tell_send")}
        </button>
      </form>
    </Dialog>
  );
}

function RecallDialog({ visit, onClose }: { visit: Visit; onClose(): void }) {
  const id = useId();
  const seconds = useSignal(DEFAULT_COUNTDOWN);
  const recall = async () => {
    if (await ask(visit.session, { t: "recall_breakouts", seconds: seconds.value })) onClose();
  };
  return (
    <Dialog title={t("breakout_recall")} onClose={onClose} testId="recall-dialog">
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void recall();
        }}
      >
        <div class="field">
          <label for={id}>{t("breakout_recall_seconds")}</label>
          <input
            id={id}
            class="input"
            type="number"
            min={0}
            max={600}
            required
            value={seconds.value}
            onInput={(event) => {
              seconds.value = event.currentTarget.valueAsNumber || 0;
            }}
            data-testid="recall-seconds"
          />
        </div>
        <button type="submit" class="button button--primary" data-testid="recall-send">
          {t("breakout_recall")}
        </button>
      </form>
    </Dialog>
  );
}
