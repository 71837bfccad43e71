/* Moves the page where the room sends us: into the breakout we were assigned to, after a moment in which one can say no;
   and back to where we came from once a sub-room closes. */
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { DoorOpen } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { t } from "../../core/i18n";
import { subRoomId } from "../../core/sub_rooms";
import type { Visit } from "../../core/visit";
import type { RoomView, SubRoomView } from "../../core/wire.gen";
import { announceUrgently, notify } from "../announcer";
import { Countdown } from "../clock";
import { goTo } from "./moving";

const SECONDS_TO_DECLINE = 10;

/** Assignments that were followed or declined, as ids of rooms: coming back does not send us off again. */
const settled = new Set<string>();

export function Guide({ visit, view }: { visit: Visit; view: RoomView }) {
  const { assigned, rooms } = view.sub_rooms;
  const room = rooms.find((each) => each.number === assigned && !each.closing);
  if (room === undefined) return null;
  return <Assignment key={room.number} visit={visit} room={room} />;
}

function Assignment({ visit, room }: { visit: Visit; room: SubRoomView }) {
  const id = subRoomId(visit.room, room.number);
  const declined = useSignal(settled.has(id));
  const until = useSignal(visit.clock.read() + SECONDS_TO_DECLINE);
  const go = () => {
    settled.add(id);
    declined.value = true;
    void goTo(visit, id);
  };
  const isDue = useComputed(() => !declined.value && visit.clock.now.value >= until.value);
  useSignalEffect(() => {
    if (isDue.value) go();
  });
  useEffect(() => {
    if (!declined.value) announceUrgently(t("breakout_assigned", { title: room.title }));
  }, []);
  if (declined.value) return null;
  return (
    <section class="prompt" aria-label={t("breakout_start")} data-testid="breakout-prompt">
      <DoorOpen size={24} aria-hidden="true" />
      <p class="prompt-text">
        {t("breakout_assigned", { title: room.title })} <Countdown clock={visit.clock} until={until.value} />
      </p>
      <div class="prompt-buttons">
        <button type="button" class="button button--primary" onClick={go} data-testid="breakout-go">
          {t("breakout_go")}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            settled.add(id);
            declined.value = true;
          }}
          data-testid="breakout-stay"
        >
          {t("breakout_stay")}
        </button>
      </div>
    </section>
  );
}

/** Also for who sees nothing of the room any more. */
export function useReturn(visit: Visit): void {
  const { session } = visit;
  useEffect(
    () =>
      session.listen((event) => {
        const parent = session.state.value.view?.parent;
        if (event.t !== "room_closed" || parent == null) return;
        notify(t(`rooms_closed_${event.reason}`));
        void goTo(visit, parent);
      }),
    [session],
  );
}
