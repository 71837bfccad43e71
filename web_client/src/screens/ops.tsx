/* For staff: the board of everything that waits, who is on duty, and how fast answers come. A part of the page of its own,
   which nobody else loads. */
import { ShieldAlert } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { type TextKey, t } from "../core/i18n";
import { lazy } from "../core/lazy";
import { isStaff } from "../core/rules";
import { mayLookAfter } from "../core/struggles";
import { client } from "../page";
import { OPS_TABS, type OpsTab } from "../router";
import { Banner } from "../ui/banner";
import { MessageCard } from "../ui/card";
import { Header } from "../ui/header";
import { Link } from "../ui/link";
import { NameField, useNaming } from "../ui/naming";
import { Plain } from "../ui/plain";
import { useTitle } from "../ui/title";

const panels = lazy(() => import("../ui/ops/panels"));

export function OpsScreen({ tab }: { tab: OpsTab }) {
  useTitle(t(`ops_${tab}`));
  useEffect(() => client.watchLobby(), []);
  const { role, name } = client.session.value ?? { role: "guest", name: "" };
  if (!isStaff(role))
    return (
      <Plain title={t("ops_title")}>
        <MessageCard
          icon={ShieldAlert}
          title={t("ops_title")}
          text={t("ops_staff_only")}
          testId="ops-refused"
        >
          <Link to="/" class="button button--primary">
            {t("back_to_lobby")}
          </Link>
        </MessageCard>
      </Plain>
    );
  if (name === "")
    return (
      <div class="screen">
        <Header title={t("ops_title")} back />
        <main class="page page--centred">
          <NameFirst />
        </main>
      </div>
    );
  return (
    <div class="screen">
      <Header title={t("ops_title")} back />
      <Banner />
      <Tabs selected={tab} />
      <main class="page ops" data-testid={`ops-${tab}`}>
        <Panel tab={tab} />
      </main>
    </div>
  );
}

/** Whoever takes or answers something is seen by who asked. */
function NameFirst() {
  const naming = useNaming();
  return (
    <form
      class="panel door door--plain"
      onSubmit={(event) => {
        event.preventDefault();
        void naming.save();
      }}
      data-testid="ops-name"
    >
      <h2>{t("ops_name_title")}</h2>
      <p class="hint">{t("ops_name_text")}</p>
      <NameField naming={naming} />
      <button type="submit" class="button button--primary" disabled={naming.busy.value}>
        {t("ops_name_go")}
      </button>
    </form>
  );
}

function Tabs({ selected }: { selected: OpsTab }) {
  return (
    <nav class="ops-tabs" aria-label={t("ops_title")}>
      {OPS_TABS.filter(isOffered).map((tab) => (
        <Link
          key={tab}
          to={tab === "board" ? "/ops" : `/ops/${tab}`}
          class="ops-tab"
          current={tab === selected}
          testId={`ops-tab-${tab}`}
        >
          {t(`ops_${tab}` satisfies TextKey)}
        </Link>
      ))}
    </nav>
  );
}

/** The server refuses others what is behind it. */
function isOffered(tab: OpsTab): boolean {
  const role = client.session.value?.role ?? "guest";
  if (tab === "webhooks") return role === "operator";
  return tab !== "learners" || mayLookAfter(role);
}

function Panel({ tab }: { tab: OpsTab }) {
  const loaded = panels();
  if (loaded === null) return <p role="status">{t("loading")}</p>;
  const Shown = loaded.PANELS[tab];
  return <Shown />;
}
