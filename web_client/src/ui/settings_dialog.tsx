/* The devices, changed in the room. */
import type { Capture } from "../core/capture";
import { t } from "../core/i18n";
import { isStaff } from "../core/rules";
import { client } from "../page";
import { DeviceFields } from "./device_fields";
import { Dialog } from "./dialog";
import { Invites } from "./invites";
import { OwnCardSettings } from "./members/own_card";
import { NoticeSettings } from "./notices/notice_settings";
import { Problems } from "./problems";

export function SettingsDialog(props: { capture: Capture; onClose(): void }) {
  return (
    <Dialog title={t("settings_title")} onClose={props.onClose} testId="settings-dialog">
      <div class="fields">
        <DeviceFields capture={props.capture} />
        <Problems capture={props.capture} />
        {isStaff(client.session.value?.role ?? "guest") && <NoticeSettings />}
        {!isStaff(client.session.value?.role ?? "guest") && <OwnCardSettings />}
        {client.session.value?.role === "operator" && <Invites />}
      </div>
    </Dialog>
  );
}
