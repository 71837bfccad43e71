/* The link of a mail: its reader says that the address is theirs. It asks, because programs open links in mails, too. */
import { useSignal } from "@preact/signals";
import { Link2Off, MailCheck } from "lucide-preact";
import { ApiRefused } from "../core/api";
import { apiText, t } from "../core/i18n";
import { confirmEmail } from "../core/own_notices";
import { MessageCard } from "../ui/card";
import { Link } from "../ui/link";
import { Plain } from "../ui/plain";
import { useTitle } from "../ui/title";

type State =
  | { readonly state: "asking" }
  | { readonly state: "done"; readonly email: string }
  | { readonly state: "failed"; readonly code: string };

export function ConfirmScreen({ link }: { link: string }) {
  const state = useSignal<State>({ state: "asking" });
  useTitle(t("confirm_title"));
  const confirm = async () => {
    try {
      state.value = { state: "done", email: (await confirmEmail(link)).email };
    } catch (error) {
      if (!(error instanceof ApiRefused)) throw error;
      state.value = { state: "failed", code: error.code };
    }
  };
  return (
    <Plain title={t("product")}>
      <Outcome state={state.value} onConfirm={() => void confirm()} />
    </Plain>
  );
}

function Outcome({ state, onConfirm }: { state: State; onConfirm(): void }) {
  switch (state.state) {
    case "asking":
      return (
        <MessageCard icon={MailCheck} title={t("confirm_title")} text={t("confirm_text")}>
          <button
            type="button"
            class="button button--primary"
            onClick={onConfirm}
            data-testid="confirm-email"
          >
            {t("confirm_button")}
          </button>
        </MessageCard>
      );
    case "done":
      return (
        <MessageCard
          icon={MailCheck}
          title={t("confirm_done_title")}
          text={t("confirm_done_text", { email: state.email })}
          testId="email-confirmed"
        >
          <Link to="/" class="button button--primary">
            {t("back_to_lobby")}
          </Link>
        </MessageCard>
      );
    case "failed":
      return (
        <MessageCard
          icon={Link2Off}
          title={t("confirm_failed_title")}
          text={apiText(state.code)}
          testId="confirm-failed"
        />
      );
  }
}
