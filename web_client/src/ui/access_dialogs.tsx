/* What an operator decides about somebody's access to the whole space: their role, and that they may not come any more. */
import { giveRole, shutOut } from "../core/access";
import { ApiRefused } from "../core/api";
import { apiText, t } from "../core/i18n";
import { SignedOut } from "../core/socket";
import { type MemberView, ROLES, type Role } from "../core/wire.gen";
import { notify } from "./announcer";
import { ChoiceField, FormDialog, textOf } from "./form_dialog";
import type { RoomUi } from "./room_ui";

interface Props {
  ui: RoomUi;
  member: Pick<MemberView, "id" | "name" | "role">;
}

export function RoleDialog({ ui, member }: Props) {
  const { id, name } = member;
  const give = async (data: FormData) => {
    const role = textOf(data, "role") as Role;
    const refusal = await apiRefusal(giveRole(id, role));
    if (refusal === null) notify(t("role_given", { name, role: t(`role_${role}`) }));
    return refusal;
  };
  return (
    <FormDialog
      title={t("role_title", { name })}
      text={t("role_text")}
      submit={t("save")}
      testId="role-dialog"
      onClose={ui.closeDialog}
      onSubmit={give}
    >
      <ChoiceField
        name="role"
        label={t("role_label")}
        options={ROLES.map((role) => [role, t(`role_${role}`)])}
        value={member.role}
      />
    </FormDialog>
  );
}

export function ShutOutDialog({ ui, member }: Props) {
  return (
    <FormDialog
      title={t("shut_out_title", { name: member.name })}
      text={t("shut_out_text")}
      submit={t("shut_out")}
      danger
      testId="shut-out-dialog"
      onClose={ui.closeDialog}
      onSubmit={() => apiRefusal(shutOut(member.id))}
    />
  );
}

/** Words for why the server refused; null when it did it. */
export async function apiRefusal(asked: Promise<unknown>): Promise<string | null> {
  try {
    await asked;
    return null;
  } catch (error) {
    if (error instanceof ApiRefused) return apiText(error.code);
    if (error instanceof SignedOut) return t("banner_signed_out");
    throw error;
  }
}
