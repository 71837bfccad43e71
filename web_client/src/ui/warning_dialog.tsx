/* A warning by staff or by a rule: it stays until the warned member says that they have read it. */
import { useEffect } from "preact/hooks";
import { t } from "../core/i18n";
import type { Visit } from "../core/visit";
import type { WarningView } from "../core/wire.gen";
import { announceUrgently } from "./announcer";
import { ask } from "./ask";
import { Dialog } from "./dialog";

export function WarningDialog({ visit, warning }: { visit: Visit; warning: WarningView }) {
  const reason = warning.reason || t("warning_by_rule");
  const dismiss = () => void ask(visit.session, { t: "dismiss_warning" });
  useEffect(() => announceUrgently(`${t("warning_title")}: ${reason}`), [reason]);
  return (
    <Dialog title={t("warning_title")} onClose={dismiss} testId="warning-dialog">
      <div class="fields">
        <p>{t("warning_text")}</p>
        <blockquote class="excerpt">{reason}</blockquote>
        <div class="dialog-foot">
          <button type="button" class="button button--primary" onClick={dismiss} data-testid="warning-accept">
            {t("warning_accept")}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
