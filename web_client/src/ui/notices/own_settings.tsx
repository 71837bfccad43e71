/* How this person is notified on any device: by mail, in which language, and when not at all. */
import { useSignal } from "@preact/signals";
import { Unreadable } from "../../core/clock_text";
import { t } from "../../core/i18n";
import {
  type KeptSettings,
  readOwnSettings,
  saveOwnSettings,
  sendEmailLink,
  testMail,
} from "../../core/own_notices";
import { type QuietForm, quietForm, toQuiet } from "../../core/quiet_hours";
import { notify } from "../announcer";
import { ownZone, TextInput, ZoneNames } from "../inputs";
import { LanguageInput } from "../language_input";
import { refusalText, useLoaded } from "../ops/loaded";
import { QuietFields } from "../quiet_fields";
import { Refusal } from "../refusal";
import { TestButton } from "../test_button";

const ZONES = "own-zones";

export function OwnSettingsForm() {
  const [loaded] = useLoaded(readOwnSettings);
  const { value } = loaded;
  if (value.state === "refused") return <Refusal text={value.text} />;
  if (value.state === "loading") return <p role="status">{t("loading")}</p>;
  return <Fields first={value.value} />;
}

/** Of the address that is saved: whether anything is sent to it, and the way to that. */
function EmailState({ saved }: { saved: KeptSettings }) {
  if (saved.email === null) return null;
  if (saved.email_confirmed) return <span class="pill pill--ok">{t("own_email_confirmed")}</span>;
  return (
    <div class="notice-buttons" data-testid="email-unconfirmed">
      <p class="hint">{t("own_email_unconfirmed")}</p>
      <TestButton
        label={t("own_email_send_link")}
        words={t("own_email_send_link")}
        done={t("own_email_link_sent", { email: saved.email })}
        send={sendEmailLink}
        testId="email-link"
      />
    </div>
  );
}

function Fields({ first }: { first: KeptSettings }) {
  const saved = useSignal(first);
  const email = useSignal(first.email ?? "");
  const language = useSignal(first.language);
  const quiet = useSignal<QuietForm>(quietForm(first.quiet_hours, ownZone()));
  const refusal = useSignal<string | null>(null);
  const busy = useSignal(false);
  const save = async () => {
    busy.value = true;
    refusal.value = null;
    try {
      const written = email.value.trim();
      saved.value = await saveOwnSettings({
        email: written === "" ? null : written,
        quiet_hours: toQuiet(quiet.value),
        language: language.value,
      });
      notify(t("own_saved"));
    } catch (error) {
      refusal.value =
        error instanceof Unreadable ? t("duty_unreadable", { text: error.text }) : refusalText(error);
    }
    busy.value = false;
  };
  return (
    <form
      class="fields own-notices"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      data-testid="own-notices"
    >
      <ZoneNames id={ZONES} />
      <TextInput
        label={t("own_email")}
        type="email"
        maxLength={254}
        hint={t("own_email_hint")}
        value={email.value}
        onChange={(next) => {
          email.value = next;
        }}
        testId="own-email"
      />
      <EmailState saved={saved.value} />
      <LanguageInput
        value={language.value}
        onChange={(next) => {
          language.value = next;
        }}
      />
      <QuietFields
        label={t("quiet_own")}
        value={quiet.value}
        zones={ZONES}
        onChange={(next) => {
          quiet.value = next;
        }}
      />
      <p class="hint">{t("quiet_own_hint")}</p>
      <Refusal text={refusal.value} />
      <div class="notice-buttons">
        <button
          type="submit"
          class="button button--small button--primary"
          disabled={busy.value}
          data-testid="own-save"
        >
          {t("save")}
        </button>
        {saved.value.email !== null && saved.value.email_confirmed && (
          <TestButton
            label={t("test_mail", { email: saved.value.email })}
            send={testMail}
            testId="test-mail"
          />
        )}
      </div>
    </form>
  );
}
