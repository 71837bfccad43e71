/* Asking before a message is deleted or hidden. Whoever does it to somebody else's says why. */
import { t } from "../core/i18n";
import type { Visit } from "../core/visit";
import type { MessageView } from "../core/wire.gen";
import { refusalOf } from "./ask";
import { FormDialog, TextField, textOf } from "./form_dialog";
import { excerptOf } from "./message_parts";
import type { RoomUi } from "./room_ui";

export const MAX_REASON = 500;

interface Props {
  visit: Visit;
  ui: RoomUi;
  message: MessageView;
}

export function DeleteDialog({ visit, ui, message, own }: Props & { own: boolean }) {
  return (
    <FormDialog
      title={t("delete_title")}
      text={t("delete_text")}
      submit={t("message_menu_delete")}
      danger
      testId="delete-dialog"
      onClose={ui.closeDialog}
      onSubmit={(data) =>
        refusalOf(visit.session, { t: "delete_message", id: message.id, reason: textOf(data, "reason") })
      }
    >
      <blockquote class="excerpt">{excerptOf(message)}</blockquote>
      {!own && <TextField name="reason" label={t("reason_optional")} max={MAX_REASON} />}
    </FormDialog>
  );
}

export function HideDialog({ visit, ui, message }: Props) {
  return (
    <FormDialog
      title={t("hide_title")}
      text={t("hide_text")}
      submit={t("message_menu_hide")}
      testId="hide-dialog"
      onClose={ui.closeDialog}
      onSubmit={(data) =>
        refusalOf(visit.session, { t: "hide_message", id: message.id, reason: textOf(data, "reason") })
      }
    >
      <blockquote class="excerpt">{excerptOf(message)}</blockquote>
      <TextField name="reason" label={t("reason_optional")} max={MAX_REASON} />
    </FormDialog>
  );
}
