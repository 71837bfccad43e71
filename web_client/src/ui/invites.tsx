/* For operators: the invites that let people in. Revoking one shuts out everybody who has their role by it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Invite, readInvites, revokeInvite } from "../core/access";
import { t, tn } from "../core/i18n";
import { momentText } from "../core/time_format";
import { apiRefusal } from "./access_dialogs";
import { Refusal } from "./refusal";

export function Invites() {
  const invites = useSignal<readonly Invite[]>([]);
  const refusal = useSignal<string | null>(null);
  const load = async () => {
    refusal.value = await apiRefusal(
      readInvites().then((found) => {
        invites.value = found;
      }),
    );
  };
  const revoke = async (invite: Invite) => {
    const refused = await apiRefusal(revokeInvite(invite.id));
    if (refused === null) await load();
    else refusal.value = refused;
  };
  useEffect(() => void load(), []);
  return (
    <section class="notice-settings" aria-label={t("invites")} data-testid="invites">
      <h3>{t("invites")}</h3>
      <p class="hint">{t("invites_text")}</p>
      <ul>
        {invites.value.map((invite) => (
          <InviteRow key={invite.id} invite={invite} onRevoke={revoke} />
        ))}
      </ul>
      <Refusal text={refusal.value} />
    </section>
  );
}

/** It takes people along, so it asks twice. */
function InviteRow({ invite, onRevoke }: { invite: Invite; onRevoke(invite: Invite): Promise<void> }) {
  const asking = useSignal(false);
  const press = () => {
    if (asking.value) void onRevoke(invite);
    asking.value = !asking.value;
  };
  return (
    <li class="notice-setting" data-testid="invite" data-role={invite.role}>
      <span>
        {t(`role_${invite.role}`)}{" "}
        <span class="hint">{`${momentText(invite.created_at)} · ${tn("invites_came", invite.came)}`}</span>
      </span>
      {invite.mine ? (
        <span class="hint">{t("invites_mine")}</span>
      ) : (
        <button
          type="button"
          class={asking.value ? "button button--small button--danger" : "button button--small"}
          onClick={press}
          data-testid="revoke-invite"
        >
          {asking.value ? tn("invites_revoke_now", invite.came) : t("invites_revoke")}
        </button>
      )}
    </li>
  );
}
