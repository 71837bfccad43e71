/* Which screen shows. Everything but the invite needs a session, so it is read once, here. */
import { useSignal } from "@preact/signals";
import { CircleAlert, DoorOpen, MapPinOff } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { ApiRefused } from "../core/api";
import { apiText, t } from "../core/i18n";
import { readSession } from "../core/session";
import { client } from "../page";
import { route } from "../router";
import { Announcer } from "../ui/announcer";
import { MessageCard } from "../ui/card";
import { Link } from "../ui/link";
import { useNoticeToasts } from "../ui/notices/toasts";
import { Plain } from "../ui/plain";
import { Unreachable } from "../ui/unreachable";
import { ConfirmScreen } from "./confirm";
import { InviteScreen } from "./invite";
import { LobbyScreen } from "./lobby";
import { OpsScreen } from "./ops";
import { PrejoinScreen } from "./prejoin";
import { RoomScreen } from "./room";

export function App() {
  useNoticeToasts();
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible" && client.session.peek() !== null) void client.rooms.load();
    };
    addEventListener("visibilitychange", look);
    return () => removeEventListener("visibilitychange", look);
  }, []);
  return (
    <>
      <Announcer />
      <Screen />
    </>
  );
}

function Screen() {
  const current = route.value;
  switch (current.screen) {
    case "invite":
      return <InviteScreen key={current.secret} secret={current.secret} />;
    case "confirm":
      return <ConfirmScreen key={current.link} link={current.link} />;
    case "lobby":
      return (
        <WithSession>
          <LobbyScreen />
        </WithSession>
      );
    case "prejoin":
      return (
        <WithSession>
          <PrejoinScreen key={current.room} room={current.room} />
        </WithSession>
      );
    case "room":
      return (
        <WithSession>
          <RoomScreen key={current.room} room={current.room} />
        </WithSession>
      );
    case "ops":
      return (
        <WithSession>
          <OpsScreen tab={current.tab} />
        </WithSession>
      );
    case "not_found":
      return (
        <Plain title={t("not_found_title")}>
          <MessageCard icon={MapPinOff} title={t("not_found_title")} text={t("not_found_text")}>
            <Link to="/" class="button button--primary">
              {t("back_to_lobby")}
            </Link>
          </MessageCard>
        </Plain>
      );
  }
}

function WithSession({ children }: { children: ComponentChildren }) {
  const failure = useSignal<string | null>(null);
  const read = async () => {
    failure.value = null;
    try {
      const session = await readSession();
      if (session === null) failure.value = "signed_out";
      else client.begin(session);
    } catch (error) {
      if (!(error instanceof ApiRefused)) throw error;
      failure.value = error.code;
    }
  };
  useEffect(() => {
    if (client.session.value === null) void read();
  }, []);
  if (client.session.value !== null) return children;
  if (failure.value === null) return <Plain title={t("product")} />;
  if (failure.value === "signed_out")
    return (
      <Plain title={t("product")}>
        <MessageCard
          icon={DoorOpen}
          title={t("signed_out_title")}
          text={t("signed_out_text")}
          testId="signed-out"
        />
      </Plain>
    );
  if (failure.value === "unreachable")
    return (
      <Plain title={t("product")}>
        <Unreachable />
      </Plain>
    );
  return (
    <Plain title={t("product")}>
      <MessageCard icon={CircleAlert} title={t("session_failed")} text={apiText(failure.value)}>
        <button type="button" class="button button--primary" onClick={() => void read()}>
          {t("try_again")}
        </button>
      </MessageCard>
    </Plain>
  );
}
