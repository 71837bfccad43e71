/* In place of a screen that has nobody to ask. It comes back by itself, and anew: what answers then may be a newer build. */
import { WifiOff } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { t } from "../core/i18n";
import { whenBack } from "../core/returning";
import { MessageCard } from "./card";

export function Unreachable() {
  useEffect(() => whenBack(() => location.reload()), []);
  return (
    <div role="status">
      <MessageCard icon={WifiOff} title={t("offline_title")} text={t("offline_text")} testId="offline" />
    </div>
  );
}
