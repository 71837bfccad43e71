/* Open a sub-room: what it is about and which kind; then go in. */
import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { t } from "../../core/i18n";
import { PostId } from "../../core/identifiers";
import { subRoomId } from "../../core/sub_rooms";
import type { Visit } from "../../core/visit";
import { TEMPLATES, type Template } from "../../core/wire.gen";
import { refusalOf } from "../ask";
import { Dialog } from "../dialog";
import { Refusal } from "../refusal";
import { goTo } from "./moving";

const MAX_TITLE = 200;

export function OpenRoomDialog({ visit, onClose }: { visit: Visit; onClose(): void }) {
  const id = useId();
  const title = useSignal("");
  const template = useSignal<Template>("topic");
  const refusal = useSignal<string | null>(null);
  const post = useRef(new PostId());
  const open = async () => {
    const named = title.value.trim();
    if (named === "") return;
    const content = { t: "open_sub_room", title: named, template: template.value } as const;
    refusal.value = await refusalOf(visit.session, post.current.under(content));
    if (refusal.value !== null) return;
    const mine = visit.view.value?.sub_rooms.rooms.findLast(
      (room) => room.author === visit.me.value && room.title === named,
    );
    onClose();
    if (mine !== undefined) await goTo(visit, subRoomId(visit.room, mine.number));
  };
  return (
    <Dialog title={t("rooms_open")} onClose={onClose} testId="open-room-dialog">
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void open();
        }}
      >
        <div class="field">
          <label for={id}>{t("rooms_title")}</label>
          <input
            id={id}
            class="input"
            dir="auto"
            maxLength={MAX_TITLE}
            value={title.value}
            onInput={(event) => {
              title.value = event.currentTarget.value;
            }}
            data-testid="sub-room-title"
          />
        </div>
        <fieldset class="choices">
          <legend>{t("rooms_template")}</legend>
          {TEMPLATES.map((each) => (
            <label key={each} class="choice">
              <input
                type="radio"
                name={`${id}-template`}
                checked={template.value === each}
                onChange={() => {
                  template.value = each;
                }}
                data-testid={`template-${each}`}
              />
              <span>{t(`template_${each}`)}</span>
            </label>
          ))}
        </fieldset>
        <Refusal text={refusal.value} />
        <button
          type="submit"
          class="button button--primary"
          disabled={title.value.trim() === ""}
          data-testid="sub-room-create"
        >
          {t("rooms_open_and_enter")}
        </button>
      </form>
    </Dialog>
  );
}
