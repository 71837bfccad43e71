/* Outside of a room: waiting to be let in, refused, removed, or the room is over. Always in words, with what next. */
import { Ban, DoorClosed, DoorOpen, Hourglass, Lock, Users, UserX } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { codeText, t } from "../core/i18n";
import type { RoomPhase } from "../core/room_session";
import { momentText } from "../core/time_format";
import type { Visit } from "../core/visit";
import { ErrorCode } from "../core/wire.gen";
import { announceUrgently } from "../ui/announcer";
import { Banner } from "../ui/banner";
import { MessageCard } from "../ui/card";
import { Link } from "../ui/link";
import { Plain } from "../ui/plain";

export function isOutside(phase: RoomPhase): boolean {
  return ["waiting", "refused", "removed", "closed"].includes(phase.phase);
}

export function Door({ visit, onLeave }: { visit: Visit; onLeave(): void }) {
  const phase = visit.session.phase.value;
  const parent = visit.view.value?.parent ?? null;
  const again = () => void visit.session.tryAgain();
  switch (phase.phase) {
    case "waiting":
      return (
        <Plain title={t("waiting_title")}>
          <Banner />
          <MessageCard
            icon={Hourglass}
            title={t("waiting_title")}
            text={t("waiting_text")}
            testId="door-waiting"
          >
            <button type="button" class="button" onClick={onLeave} data-testid="leave-door">
              {t("waiting_leave")}
            </button>
          </MessageCard>
        </Plain>
      );
    case "refused":
      return <Refused room={visit.room} code={phase.code} onAgain={again} />;
    case "removed":
      return <Removed room={visit.room} reason={phase.reason} until={phase.until} />;
    case "closed":
      return (
        <Plain title={t("closed_title")}>
          <MessageCard
            icon={DoorClosed}
            title={t("closed_title")}
            text={t("closed_text")}
            testId="door-closed"
          >
            {parent === null ? (
              <ToLobby />
            ) : (
              <Link to={`/r/${parent}/join`} class="button button--primary" testId="to-parent">
                {t("to_main_room")}
              </Link>
            )}
          </MessageCard>
        </Plain>
      );
    default:
      return null;
  }
}

const REFUSALS: Readonly<Record<number, { icon: typeof Lock; title: () => string; mayHelp: boolean }>> = {
  [ErrorCode.LOCKED]: { icon: Lock, title: () => t("locked_title"), mayHelp: true },
  [ErrorCode.ROOM_FULL]: { icon: Users, title: () => t("full_title"), mayHelp: true },
  [ErrorCode.BANNED]: { icon: Ban, title: () => t("banned_title"), mayHelp: true },
  [ErrorCode.EXCLUDED]: { icon: Ban, title: () => t("banned_title"), mayHelp: false },
  [ErrorCode.NAME_REFUSED]: { icon: UserX, title: () => t("name_refused_title"), mayHelp: false },
  [ErrorCode.ROOM_CLOSED]: { icon: DoorClosed, title: () => t("closed_title"), mayHelp: false },
};

function Refused({ room, code, onAgain }: { room: string; code: number; onAgain(): void }) {
  const known = REFUSALS[code];
  const title = known?.title() ?? t("room_refused_title");
  return (
    <Plain title={title}>
      <MessageCard icon={known?.icon ?? DoorOpen} title={title} text={codeText(code)} testId="room-refused">
        <Buttons>
          {known?.mayHelp && (
            <button type="button" class="button" onClick={onAgain} data-testid="enter-again">
              {t("try_again")}
            </button>
          )}
          {code === ErrorCode.NAME_REFUSED && (
            <Link to={`/r/${room}/join`} class="button" testId="choose-name">
              {t("choose_name")}
            </Link>
          )}
          <ToLobby />
        </Buttons>
      </MessageCard>
    </Plain>
  );
}

function Removed({ room, reason, until }: { room: string; reason: string; until: number | null }) {
  const next = until === null ? t("removed_back") : t("removed_until", { time: momentText(until) });
  useEffect(() => announceUrgently(t("removed_title")), []);
  return (
    <Plain title={t("removed_title")}>
      <MessageCard icon={UserX} title={t("removed_title")} text={next} testId="door-removed">
        {reason !== "" && <p>{t("sanction_reason", { reason })}</p>}
        <Buttons>
          {until === null && (
            <Link to={`/r/${room}/join`} class="button" testId="enter-again">
              {t("enter_again")}
            </Link>
          )}
          <ToLobby />
        </Buttons>
      </MessageCard>
    </Plain>
  );
}

function Buttons({ children }: { children: ComponentChildren }) {
  return <div class="card-buttons">{children}</div>;
}

function ToLobby() {
  return (
    <Link to="/" class="button button--primary">
      {t("back_to_lobby")}
    </Link>
  );
}
