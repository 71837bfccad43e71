/* Who to ask now: the name on duty, and who is there besides. It changes with the shift, as the server tells it. */
import { UserRoundCheck } from "lucide-preact";
import { dutyText } from "../../core/duty";
import { t } from "../../core/i18n";
import type { Visit } from "../../core/visit";

export function WhoToAsk({ visit }: { visit: Visit }) {
  const duty = visit.session.duty.value;
  const text = dutyText(duty, visit.clock.read());
  if (duty === null || text === null) return null;
  return (
    <section
      class="who-to-ask"
      aria-label={t("duty_ask")}
      data-testid="who-to-ask"
      data-primary={duty.primary}
    >
      <UserRoundCheck size={20} aria-hidden="true" />
      <p>
        <strong>{t("duty_ask")}</strong>
        <span>{text}</span>
        {duty.secondary_name !== "" && <span>{t("duty_backup", { name: duty.secondary_name })}</span>}
      </p>
    </section>
  );
}
