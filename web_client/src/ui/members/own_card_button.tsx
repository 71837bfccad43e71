/* The way to one's own card from where everybody comes by, also those who only write. */
import { useSignal } from "@preact/signals";
import { IdCard } from "lucide-preact";
import { t } from "../../core/i18n";
import { Dialog } from "../dialog";
import { OwnCardSettings } from "./own_card";

export function OwnCardButton() {
  const open = useSignal(false);
  return (
    <>
      <button
        type="button"
        class="button button--small own-card-button"
        onClick={() => {
          open.value = true;
        }}
        data-testid="own-card-button"
      >
        <IdCard size={16} aria-hidden="true" />
        {t("card_own")}
      </button>
      {open.value && (
        <Dialog
          title={t("card_own")}
          onClose={() => {
            open.value = false;
          }}
          testId="own-card-dialog"
        >
          <OwnCardSettings />
        </Dialog>
      )}
    </>
  );
}
