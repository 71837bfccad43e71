/* Chat, people and what else the room offers, beside the stage; from below on a phone. */
import { X } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { t, tn } from "../core/i18n";
import type { Visit } from "../core/visit";
import { client } from "../page";
import { PollStrip } from "./polls/poll_strip";
import type { RoomUi, Tab } from "./room_ui";
import { type RoomTab, shownTabs } from "./tabs";

interface Props {
  visit: Visit;
  ui: RoomUi;
  closable: boolean;
  /** A tab that stands elsewhere on this screen. */
  without?: Tab;
}

export function SidePanel({ visit, ui, closable, without }: Props) {
  const panel = useRef<HTMLElement>(null);
  const view = visit.session.state.value.view;
  const tabs = view === null ? [] : shownTabs(view, client.session.value?.role ?? "guest", without);
  const tab = tabs.find((each) => each.id === ui.tab.value) ?? tabs[0];
  useEffect(() => {
    if (closable) panel.current?.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && closable && !event.isComposing) ui.panelOpen.value = false;
  };
  if (tab === undefined) return null;
  return (
    <aside
      class="side"
      ref={panel}
      aria-label={t("side_label")}
      onKeyDown={onKeyDown}
      data-testid="side-panel"
    >
      <div class="side-head">
        <TabList visit={visit} ui={ui} tabs={tabs} selected={tab} />
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
      <div class="side-body" role="tabpanel" id={`panel-${tab.id}`} aria-labelledby={`tab-${tab.id}`}>
        {tab.id !== "polls" && <PollStrip visit={visit} />}
        <tab.Panel visit={visit} ui={ui} />
      </div>
    </aside>
  );
}

/** More than these have their words below an icon. */
const FITTING = 3;

interface TabListProps {
  visit: Visit;
  ui: RoomUi;
  tabs: readonly RoomTab[];
  selected: RoomTab;
}

function TabList({ visit, ui, tabs, selected }: TabListProps) {
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = tabs[(tabs.indexOf(selected) + step + tabs.length) % tabs.length];
    if (step === 0 || next === undefined) return;
    ui.tab.value = next.id;
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  const many = tabs.length > FITTING;
  return (
    <div
      class={many ? "tabs tabs--many" : "tabs"}
      role="tablist"
      aria-label={t("side_label")}
      onKeyDown={move}
    >
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`tab-${tab.id}`}
          class="tab"
          aria-selected={tab === selected}
          aria-controls={`panel-${tab.id}`}
          tabIndex={tab === selected ? 0 : -1}
          onClick={() => {
            ui.tab.value = tab.id;
          }}
          data-testid={`tab-${tab.id}`}
        >
          {many && <tab.icon size={18} aria-hidden="true" />}
          <span>{t(tab.id)}</span>
          {tab.id === "people" && !many && (
            <span class="count">{visit.session.state.value.view?.members.length ?? 0}</span>
          )}
          <TabBadge tab={tab} count={tab.badge(visit, ui)} />
        </button>
      ))}
    </div>
  );
}

function TabBadge({ tab, count }: { tab: RoomTab; count: number }) {
  if (count === 0) return null;
  const [label, testId] =
    tab.id === "chat" ? [tn("unread", count), "unread-badge"] : [tn("waiting", count), `${tab.id}-badge`];
  return (
    <span class="badge" role="img" aria-label={label} data-testid={testId}>
      {count > 99 ? "99+" : count}
    </span>
  );
}
