/* For staff: the board of everything that waits, who is on duty, and how fast answers come. A part of the page of its own,
   which nobody else loads. */
import { ShieldAlert } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { type TextKey, t } from "../core/i18n";
import { lazy } from "../core/lazy";
import { isStaff } from "../core/rules";
import { client } from "../page";
import { OPS_TABS, type OpsTab } from "../router";
import { Banner } from "../ui/banner";
import { MessageCard } from "../ui/card";
import { Header } from "../ui/header";
import { Link } from "../ui/link";
import { Plain } from "../ui/plain";
import { useTitle } from "../ui/title";

const panels = lazy(() => import("../ui/ops/panels"));

export function OpsScreen({ tab }: { tab: OpsTab }) {
  useTitle(t(`ops_${tab}`));
  useEffect(() => client.watchLobby(), []);
  const role = client.session.value?.role ?? "guest";
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

function Tabs({ selected }: { selected: OpsTab }) {
  return (
    <nav class="ops-tabs" aria-label={t("ops_title")}>
      {OPS_TABS.map((tab) => (
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

function Panel({ tab }: { tab: OpsTab }) {
  const loaded = panels();
  if (loaded === null) return <p role="status">{t("loading")}</p>;
  const Shown = loaded.PANELS[tab];
  return <Shown />;
}
