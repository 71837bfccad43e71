/* One sub-room: who has a seat, the way in, and for staff its call for help. */
import { LifeBuoy, LogIn } from "lucide-preact";
import { t } from "../../core/i18n";
import { isStaff } from "../../core/rules";
import { mayEnter, subRoomId } from "../../core/sub_rooms";
import type { Visit } from "../../core/visit";
import type { HelpView, RoomView, SubRoomView } from "../../core/wire.gen";
import { ask } from "../ask";
import { Waiting } from "../clock";
import { goTo } from "./moving";

interface Props {
  visit: Visit;
  view: RoomView;
  room: SubRoomView;
}

export function SubRoomRow({ visit, view, room }: Props) {
  const assigned = view.sub_rooms.assigned === room.number;
  const mine = room.author === visit.me.value || isStaff(visit.role.value);
  return (
    <li class="sub-room" data-testid="sub-room" data-number={room.number}>
      <h3 dir="auto">{room.title}</h3>
      <p class="question-meta">
        <span data-testid="sub-room-seats">
          {t("room_seats", { count: room.count, capacity: room.seats })}
        </span>
        {room.breakout && <span class="pill pill--info">{t("rooms_breakout")}</span>}
        {room.quiet && <span class="pill">{t("rooms_quiet")}</span>}
        {assigned && <span class="pill pill--ok">{t("rooms_yours")}</span>}
        {room.closing && <span class="pill pill--warn">{t("rooms_closing")}</span>}
        {!room.breakout && <span>{t("rooms_by", { name: room.author_name })}</span>}
      </p>
      {room.help !== null && <Call visit={visit} room={room} help={room.help} />}
      <div class="question-buttons">
        <button
          type="button"
          class="button button--small"
          disabled={!mayEnter(room, visit.role.value)}
          onClick={() => void goTo(visit, subRoomId(visit.room, room.number))}
          data-testid="enter-sub-room"
        >
          <LogIn size={16} aria-hidden="true" />
          {t(mayEnter(room, visit.role.value) || room.closing ? "rooms_enter" : "room_full")}
        </button>
        {mine && !room.closing && (
          <button
            type="button"
            class="button button--small button--quiet"
            onClick={() => void ask(visit.session, { t: "close_sub_room", number: room.number })}
            data-testid="close-sub-room"
          >
            {t("rooms_close")}
          </button>
        )}
      </div>
    </li>
  );
}

function Call({ visit, room, help }: { visit: Visit; room: SubRoomView; help: HelpView }) {
  const go = async () => {
    if (await ask(visit.session, { t: "answer_help", number: room.number }))
      await goTo(visit, subRoomId(visit.room, room.number));
  };
  return (
    <div class="help-call" data-testid="help-call" data-answered={help.answered_by !== ""}>
      <LifeBuoy size={18} aria-hidden="true" />
      <div class="hand-who">
        <p>
          {t("help_called_by", { name: help.name })} · <Waiting clock={visit.clock} since={help.since} />
        </p>
        {help.summary !== "" && <p dir="auto">{help.summary}</p>}
        {help.answered_by === "" ? (
          <button
            type="button"
            class="button button--small button--primary"
            onClick={() => void go()}
            data-testid="answer-help"
          >
            {t("help_go")}
          </button>
        ) : (
          <p class="hint">{t("help_answered_by", { name: help.answered_by })}</p>
        )}
      </div>
    </div>
  );
}
