/* Devices, connection and notices, changed in the room. Who sends nothing has a speaker all the same. */
import { useSignal } from "@preact/signals";
import { Activity } from "lucide-preact";
import { t } from "../core/i18n";
import { isStaff } from "../core/rules";
import type { Visit } from "../core/visit";
import { client } from "../page";
import { barrierNow } from "./barriers";
import { ConnectionDialog } from "./connection_dialog";
import { DeviceFields, SpeakerFields } from "./device_fields";
import { Dialog } from "./dialog";
import { Invites } from "./invites";
import { OwnCardSettings } from "./members/own_card";
import { NoticeSettings } from "./notices/notice_settings";
import { Problems } from "./problems";

export function SettingsDialog({ visit, onClose }: { visit: Visit; onClose(): void }) {
  const details = useSignal(false);
  return (
    <Dialog title={t("settings")} onClose={onClose} testId="settings-dialog">
      <div class="fields">
        {barrierNow(visit, "mic") === "seat" ? (
          <SpeakerFields />
        ) : (
          <>
            <DeviceFields capture={visit.capture} />
            <Problems capture={visit.capture} />
          </>
        )}
        <button
          type="button"
          class="button button--quiet"
          onClick={() => {
            details.value = true;
          }}
          data-testid="connection-details"
        >
          <Activity size={18} aria-hidden="true" />
          {t("details_title")}
        </button>
        {details.value && (
          <ConnectionDialog
            visit={visit}
            onClose={() => {
              details.value = false;
            }}
          />
        )}
        <NoticeSettings />
        {!isStaff(client.session.value?.role ?? "guest") && <OwnCardSettings />}
        {client.session.value?.role === "operator" && <Invites />}
      </div>
    </Dialog>
  );
}
