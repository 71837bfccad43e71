/* What its reader hears of in one room, and when that rings. It is of the person: on all of their devices. */
import { useSignal } from "@preact/signals";
import { Unreadable } from "../../core/clock_text";
import { t } from "../../core/i18n";
import { type MuteForm, muteForm, toMute } from "../../core/room_mute";
import { HEARS, type Hears } from "../../core/room_notices";
import { client } from "../../page";
import { notify } from "../announcer";
import { Check } from "../check";
import { Dialog } from "../dialog";
import { ownZone } from "../inputs";
import { refusalText } from "../ops/loaded";
import { Refusal } from "../refusal";
import { MuteFields } from "./mute_fields";

interface Props {
  room: string;
  title: string;
  onClose(): void;
}

export function RoomNoticesDialog({ room, title, onClose }: Props) {
  const { choice } = client.rooms.of(room);
  const hears = useSignal<Hears>(choice.hears);
  const follows = useSignal(choice.follows);
  const mute = useSignal<MuteForm>(muteForm(choice.mute, ownZone(), client.clock.now.peek()));
  const refusal = useSignal<string | null>(null);
  const busy = useSignal(false);
  const save = async () => {
    refusal.value = problemOf(mute.value);
    if (refusal.value !== null) return;
    busy.value = true;
    try {
      await client.rooms.choose(room, {
        hears: hears.value,
        follows: follows.value,
        mute: toMute(mute.value, client.clock.now.peek()),
      });
      notify(t("room_notices_saved"));
      onClose();
    } catch (error) {
      refusal.value =
        error instanceof Unreadable ? t("duty_unreadable", { text: error.text }) : refusalText(error);
    }
    busy.value = false;
  };
  return (
    <Dialog title={t("room_notices", { room: title })} onClose={onClose} testId="room-notices-dialog">
      <form
        class="fields room-notices"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p class="hint">{t("room_notices_intro")}</p>
        <fieldset class="choices">
          <legend>{t("room_hears")}</legend>
          {HEARS.map((each) => (
            <label class="choice" key={each}>
              <input
                type="radio"
                name="hears"
                checked={hears.value === each}
                onChange={() => {
                  hears.value = each;
                }}
                data-testid={`hears-${each}`}
              />
              <span>
                {t(`room_hears_${each}`)}
                <span class="hint">{t(`room_hears_${each}_about`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Check label={t("room_follows")} value={follows} testId="room-follows" />
        <MuteFields
          value={mute.value}
          onChange={(next) => {
            mute.value = next;
          }}
        />
        <Refusal text={refusal.value} />
        <div class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t("cancel")}
          </button>
          <button
            type="submit"
            class="button button--primary"
            disabled={busy.value}
            data-testid="room-notices-save"
          >
            {t("save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Hours of no day would never hold, and look as if they did. */
function problemOf({ way, rows }: MuteForm): string | null {
  return way === "weekly" && rows.some(({ days }) => days.length === 0) ? t("room_mute_no_days") : null;
}
