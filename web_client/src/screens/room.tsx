/* The room. A tab that was in it comes back by itself after a reload, with the same devices; any other goes through
   the pre-join screen first. */
import { useSignalEffect } from "@preact/signals";
import { LogOut, Undo2 } from "lucide-preact";
import { useEffect, useMemo } from "preact/hooks";
import { Capture } from "../core/capture";
import { t, tn } from "../core/i18n";
import { type Joined, readJoined } from "../core/preferences";
import { titleText } from "../core/titles";
import { Visit } from "../core/visit";
import type { RoomView } from "../core/wire.gen";
import { client, takeCarried, takeLinked, takeOver } from "../page";
import { navigate } from "../router";
import { notify } from "../ui/announcer";
import { Banner } from "../ui/banner";
import { barrierNow } from "../ui/barriers";
import { ChatPanel } from "../ui/chat_panel";
import { CheerLayer } from "../ui/cheers";
import { useClassNotices } from "../ui/class_notices";
import { ControlBar } from "../ui/control_bar";
import { FocusPill } from "../ui/focus/focus_pill";
import { Prompts } from "../ui/hands/called_prompt";
import { HandPill } from "../ui/hands/hand_pill";
import { Header } from "../ui/header";
import { HelpDialog } from "../ui/help_dialog";
import { useLineNotice } from "../ui/line_notice";
import { HeldBanner } from "../ui/moderation/held_banner";
import { showMessage } from "../ui/moving/following";
import { RoomBell } from "../ui/notices/room_bell";
import { WaitingBanner } from "../ui/obligations/waiting_banner";
import { WaitingPill } from "../ui/obligations/waiting_pill";
import { useOwnNotices } from "../ui/own_notices";
import { Plain } from "../ui/plain";
import { saidProblems } from "../ui/problems";
import { RoomActions, useShortcuts } from "../ui/room_actions";
import { RoomUi } from "../ui/room_ui";
import { RulesDialog } from "../ui/rules_dialog";
import { rulesWanted } from "../ui/rules_gate";
import { SettingsDialog } from "../ui/settings_dialog";
import { SidePanel } from "../ui/side_panel";
import { Stage } from "../ui/stage";
import { Guide, useReturn } from "../ui/sub_rooms/guide";
import { goTo } from "../ui/sub_rooms/moving";
import { useTitle } from "../ui/title";
import { WarningDialog } from "../ui/warning_dialog";
import { useWide } from "../ui/wide";
import { Door, isOutside } from "./door";

export function RoomScreen({ room }: { room: string }) {
  const joined = useMemo(() => readJoined(room), [room]);
  useEffect(() => {
    if (joined === null) navigate(`/r/${room}/join`, { replace: true });
  }, [joined]);
  return joined === null ? null : <Inside room={room} joined={joined} />;
}

function Inside({ room, joined }: { room: string; joined: Joined }) {
  const inside = useMemo(() => enterRoom(room, joined), []);
  // A visit that has moved on lives in the screen of the room it went to.
  useEffect(
    () => () => {
      if (inside.visit.room === room) inside.visit.close();
    },
    [],
  );
  useShortcuts(inside.actions);
  useNotices(inside);
  useClassNotices(inside.visit);
  useReturn(inside.visit);
  useOwnNotices(inside.visit);
  useLineNotice(inside.visit);
  useLinked(inside);
  const { visit } = inside;
  const { view } = visit.session.state.value;
  const phase = visit.session.phase.value;
  useTitle(view === null ? t("room_entering") : titleText(view.title), inside.ui.unread.value);
  useSignalEffect(() => {
    // Nothing is recorded for a room that one is not in any more.
    const { phase } = visit.session.phase.value;
    if (phase === "removed" || (phase === "closed" && visit.view.value?.parent === null)) visit.leave();
  });
  if (isOutside(phase)) return <Door visit={visit} onLeave={inside.actions.leave} />;
  if (view === null)
    return (
      <Plain title={t("room_entering")}>
        <Banner />
      </Plain>
    );
  return (
    <div class={view.has_media ? "screen room" : "screen room room--text"}>
      <Header title={titleText(view.title)}>
        <span class="pill header-count" data-testid="people-count">
          {tn("people_here", view.members.length)}
        </span>
        <FocusPill visit={visit} ui={inside.ui} view={view} />
        <HandPill visit={visit} view={view} />
        <WaitingPill visit={visit} ui={inside.ui} />
        {view.parent !== null && <BackToParent visit={visit} parent={view.parent} />}
        <RoomBell room={visit.room} title={titleText(view.title)} />
        {!view.has_media && <LeaveButton onLeave={inside.actions.leave} />}
      </Header>
      <Banner media={visit.media.health.value} />
      <WaitingBanner visit={visit} ui={inside.ui} />
      <HeldBanner visit={visit} ui={inside.ui} />
      <Guide visit={visit} view={view} />
      <Prompts visit={visit} ui={inside.ui} view={view} />
      {view.has_media ? <MediaRoom inside={inside} view={view} /> : <TextRoom inside={inside} />}
      <Dialogs inside={inside} />
    </div>
  );
}

interface InsideRoom {
  readonly visit: Visit;
  readonly ui: RoomUi;
  readonly actions: RoomActions;
}

function enterRoom(room: string, joined: Joined): InsideRoom {
  const visit = takeCarried(room) ?? newVisit(room, joined);
  const ui = new RoomUi(visit);
  return { visit, ui, actions: new RoomActions(visit, ui) };
}

function newVisit(room: string, joined: Joined): Visit {
  const handed = takeOver();
  const capture = handed ?? new Capture();
  if (handed === null) void capture.open(joined);
  return new Visit(client, room, capture);
}

/** On a phone only the icon is drawn, so that the title has its place. */
function BackToParent({ visit, parent }: { visit: Visit; parent: string }) {
  return (
    <button
      type="button"
      class="button button--small header-leave"
      onClick={() => void goTo(visit, parent)}
      title={t("rooms_back")}
      data-testid="back-to-parent-header"
    >
      <Undo2 size={16} aria-hidden="true" />
      <span class="header-leave-text">{t("rooms_back")}</span>
    </button>
  );
}

function MediaRoom({ inside, view }: { inside: InsideRoom; view: RoomView }) {
  const { visit, ui } = inside;
  const role = client.session.value?.role ?? "guest";
  const wide = useWide();
  return (
    <main class={ui.panelOpen.value ? "room-main room-main--side" : "room-main"}>
      <Stage visit={visit} view={view} />
      <CheerLayer visit={visit} />
      {ui.panelOpen.value && <SidePanel visit={visit} ui={ui} closable={!wide} />}
      <ControlBar visit={visit} ui={ui} view={view} role={role} actions={inside.actions} />
    </main>
  );
}

/** A room of words has no bar. On a phone only the icon is drawn, so that the title has its place. */
function LeaveButton({ onLeave }: { onLeave(): void }) {
  return (
    <button
      type="button"
      class="button button--small header-leave"
      title={t("leave_hint")}
      onClick={onLeave}
      data-testid="leave-button"
    >
      <LogOut size={16} aria-hidden="true" />
      <span class="header-leave-text">{t("leave")}</span>
    </button>
  );
}

function TextRoom({ inside }: { inside: InsideRoom }) {
  const { visit, ui } = inside;
  const wide = useWide();
  return (
    <main class="room-main room-main--text">
      {wide ? (
        <>
          <ChatPanel visit={visit} ui={ui} />
          <SidePanel visit={visit} ui={ui} closable={false} without="chat" />
        </>
      ) : (
        <SidePanel visit={visit} ui={ui} closable={false} />
      )}
    </main>
  );
}

function Dialogs({ inside }: { inside: InsideRoom }) {
  const { dialog, closeDialog } = inside.actions;
  if (dialog.value === "help") return <HelpDialog onClose={closeDialog} />;
  if (dialog.value === "settings") return <SettingsDialog visit={inside.visit} onClose={closeDialog} />;
  return <RoomDialogs inside={inside} />;
}

/** One at a time, the most urgent first. */
function RoomDialogs({ inside: { visit, ui } }: { inside: InsideRoom }) {
  const warning = visit.view.value?.moderation.own.warning ?? null;
  if (warning !== null) return <WarningDialog key={warning.at} visit={visit} warning={warning} />;
  if (rulesWanted.value !== null) return <RulesDialog visit={visit} />;
  return ui.dialog.value?.() ?? null;
}

/** Whoever came by a link to a question sees it as soon as they are in. */
function useLinked({ visit, ui }: InsideRoom): void {
  useSignalEffect(() => {
    if (visit.view.value === null) return;
    const link = takeLinked(visit.room);
    if (link?.to === "message") void showMessage(visit, ui, link.number);
    else if (link !== null && !ui.jumpToQuestion(link.number)) notify(t("question_not_here"));
  });
}

/** How long somebody must not have been told that they are muted before they are told again. */
const MUTED_NOTICE_MS = 30_000;

function useNotices({ visit }: InsideRoom): void {
  useSignalEffect(() => {
    for (const { text } of saidProblems(visit.capture.problems.value)) notify(text);
  });
  const told = useMemo(() => ({ at: Number.NEGATIVE_INFINITY }), []);
  useSignalEffect(() => {
    if (!visit.ownSpeaking.value || visit.capture.micOn.value || barrierNow(visit, "mic") !== null) return;
    if (performance.now() - told.at < MUTED_NOTICE_MS) return;
    told.at = performance.now();
    notify(t("muted_notice"));
  });
}
