/* What staff know and decide about learners: who should be looked after, and who is proposed for another role. */
import { t } from "../../core/i18n";
import { mayLookAfter } from "../../core/struggles";
import { client } from "../../page";
import { PromotionsSection } from "./promotions";
import { StrugglesSection } from "./struggles";

export function LearnersPanel() {
  const role = client.session.value?.role ?? "guest";
  if (!mayLookAfter(role)) return <p data-testid="learners-refused">{t("struggle_not_for_you")}</p>;
  return (
    <>
      <StrugglesSection />
      {role === "operator" && <PromotionsSection />}
    </>
  );
}
