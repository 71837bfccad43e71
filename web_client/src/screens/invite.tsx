/* Opening an invite link: it becomes a session and the lobby, or a friendly sentence. */
import { useSignal } from "@preact/signals";
import { Link2Off } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { ApiRefused } from "../core/api";
import { apiText, t } from "../core/i18n";
import { redeemInvite } from "../core/session";
import { client } from "../page";
import { navigate } from "../router";
import { MessageCard } from "../ui/card";
import { Plain } from "../ui/plain";
import { useTitle } from "../ui/title";
import { Unreachable } from "../ui/unreachable";

export function InviteScreen({ secret }: { secret: string }) {
  const failure = useSignal<string | null>(null);
  useTitle(t("product"));
  const open = async () => {
    failure.value = null;
    try {
      const session = await redeemInvite(secret);
      client.begin(session);
      navigate("/", { replace: true });
    } catch (error) {
      if (!(error instanceof ApiRefused)) throw error;
      failure.value = error.code;
    }
  };
  useEffect(() => void open(), []);
  if (failure.value === "unreachable")
    return (
      <Plain title={t("product")}>
        <Unreachable />
      </Plain>
    );
  return (
    <Plain title={t("product")}>
      {failure.value === null ? (
        <p role="status">{t("invite_opening")}</p>
      ) : (
        <MessageCard
          icon={Link2Off}
          title={t("invite_failed_title")}
          text={apiText(failure.value)}
          testId="invite-failed"
        >
          <button type="button" class="button" onClick={() => void open()}>
            {t("try_again")}
          </button>
        </MessageCard>
      )}
    </Plain>
  );
}
