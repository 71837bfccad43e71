/* Chat and people beside the stage; over it on narrow screens, from below on a phone. */
import { X } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { t, tn } from "../core/i18n";
import type { Visit } from "../core/visit";
import { ChatPanel } from "./chat_panel";
import { PeoplePanel } from "./people_panel";
import type { RoomUi, Tab } from "./room_ui";

const TABS: readonly Tab[] = ["chat", "people"];

export function SidePanel({ visit, ui, closable }: { visit: Visit; ui: RoomUi; closable: boolean }) {
  const panel = useRef<HTMLElement>(null);
  const tab = ui.tab.value;
  useEffect(() => {
    if (closable) panel.current?.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && closable && !event.isComposing) ui.panelOpen.value = false;
  };
  return (
    <aside
      class="side"
      ref={panel}
      aria-label={t("side_label")}
      onKeyDown={onKeyDown}
      data-testid="side-panel"
    >
      <div class="side-head">
        <TabList visit={visit} ui={ui} />
        {closable && (
          <button
            type="button"
            class="icon-button"
            aria-label={t("close")}
            title={t("close")}
            onClick={() => {
              ui.panelOpen.value = false;
            }}
            data-testid="close-panel"
          >
            <X size={20} aria-hidden="true" />
          </button>
        )}
      </div>
      <div class="side-body" role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
        {tab === "chat" ? <ChatPanel visit={visit} ui={ui} /> : <PeoplePanel visit={visit} />}
      </div>
    </aside>
  );
}

function TabList({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const people = visit.session.state.value.view?.members.length ?? 0;
  const unread = ui.unread.value;
  const move = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = ui.tab.value === "chat" ? "people" : "chat";
    ui.tab.value = other;
    document.getElementById(`tab-${other}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={t("side_label")} onKeyDown={move}>
      {TABS.map((tab) => {
        const selected = ui.tab.value === tab;
        return (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`tab-${tab}`}
            class="tab"
            aria-selected={selected}
            aria-controls={`panel-${tab}`}
            tabIndex={selected ? 0 : -1}
            onClick={() => {
              ui.tab.value = tab;
            }}
            data-testid={`tab-${tab}`}
          >
            {t(tab)}
            {tab === "people" && <span class="count">{people}</span>}
            {tab === "chat" && unread > 0 && (
              <span class="badge" role="img" aria-label={tn("unread", unread)} data-testid="unread-badge">
                {unread}
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}
