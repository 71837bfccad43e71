/* One webhook, new or known. Its URL and secret are written and never read: an empty field keeps what there is. */
import { useSignal } from "@preact/signals";
import { t } from "../../core/i18n";
import {
  formOf,
  freeId,
  newForm,
  RECEIVERS,
  type Receiver,
  RINGING,
  saveWebhook,
  TOLD,
  type Webhook,
  type WebhookForm,
} from "../../core/webhooks";
import { notify } from "../announcer";
import { Dialog } from "../dialog";
import { FormDialog } from "../form_dialog";
import { SelectInput, TextInput } from "../inputs";
import { LanguageInput } from "../language_input";
import { refusalText } from "./loaded";

interface Props {
  /** Null: a new one. */
  hook: Webhook | null;
  taken: readonly string[];
  onSaved(saved: Webhook): void;
  onClose(): void;
}

export function WebhookDialog({ hook, taken, onSaved, onClose }: Props) {
  const form = useSignal<WebhookForm>(hook === null ? newForm("wecom", taken) : formOf(hook));
  const change = (changes: Partial<WebhookForm>) => {
    form.value = { ...form.value, ...changes };
  };
  const save = async () => {
    try {
      onSaved(await saveWebhook(form.value));
      notify(t("hook_saved"));
      return null;
    } catch (error) {
      return refusalText(error);
    }
  };
  const { id, url, receiver } = form.value;
  const choose = (next: Receiver) =>
    change({ receiver: next, secret: null, ...(hook === null ? { id: freeId(next, taken) } : {}) });
  return (
    <FormDialog
      title={hook === null ? t("hook_add") : t("hook_change_title", { name: hook.id })}
      submit={t("save")}
      testId="webhook-dialog"
      onSubmit={save}
      onClose={onClose}
    >
      <SelectInput
        label={t("hook_receiver")}
        options={RECEIVERS.map((each) => [each, t(`receiver_${each}`)])}
        value={receiver}
        onChange={(next) => choose(next as Receiver)}
        testId="webhook-receiver"
      />
      <p class="hint">{t(`receiver_hint_${receiver}`)}</p>
      <TextInput
        label={t("hook_url")}
        type="url"
        required={hook === null}
        placeholder={hook === null ? "https://" : hook.origin}
        hint={hook === null ? t("hook_url_hint") : t("hook_url_keep")}
        value={url}
        onChange={(next) => change({ url: next })}
        testId="webhook-url"
      />
      <SecretField form={form.value} hook={hook} onChange={change} />
      {hook === null && (
        <TextInput
          label={t("hook_name")}
          required
          pattern="[a-z0-9\-]{1,40}"
          hint={t("hook_name_hint")}
          value={id}
          onChange={(next) => change({ id: next })}
          testId="webhook-id"
        />
      )}
      <ToldFields form={form.value} onChange={change} />
    </FormDialog>
  );
}

interface PartProps {
  form: WebhookForm;
  onChange(changes: Partial<WebhookForm>): void;
}

/** DingTalk shows one to copy from; the others have their secret in the URL, or are given one. */
function SecretField({ form, hook, onChange }: PartProps & { hook: Webhook | null }) {
  if (form.receiver !== "dingtalk") return null;
  const isKept = hook !== null && hook.receiver === "dingtalk" && hook.has_secret;
  return (
    <TextInput
      label={t("hook_secret")}
      type="password"
      maxLength={200}
      placeholder={isKept ? t("hook_secret_kept") : "SEC…"}
      hint={t("hook_secret_hint")}
      value={form.secret ?? ""}
      onChange={(secret) => onChange({ secret: secret === "" && isKept ? null : secret })}
      testId="webhook-secret"
    />
  );
}

function ToldFields({ form, onChange }: PartProps) {
  const toggle = (reason: string, on: boolean) =>
    onChange({ reasons: TOLD.filter((each) => (each === reason ? on : form.reasons.includes(each))) });
  return (
    <>
      <fieldset class="checks">
        <legend class="field-label">{t("hook_told")}</legend>
        {TOLD.map((reason) => (
          <label key={reason} class="check">
            <input
              type="checkbox"
              checked={form.reasons.includes(reason)}
              onChange={(event) => toggle(reason, event.currentTarget.checked)}
              data-testid={`webhook-told-${reason}`}
            />
            {t(`hook_told_${reason}`)}
          </label>
        ))}
      </fieldset>
      {form.reasons.includes("escalated") && (
        <SelectInput
          label={t("hook_level")}
          options={RINGING.map((level) => [String(level), t(`hook_level_${level}`)])}
          value={String(form.level)}
          onChange={(level) => onChange({ level: Number(level) })}
          testId="webhook-level"
        />
      )}
      <LanguageInput value={form.language} onChange={(language) => onChange({ language })} />
    </>
  );
}

/** Shown this once. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose(): void }) {
  return (
    <Dialog title={t("hook_secret_made")} onClose={onClose} testId="webhook-secret-dialog">
      <p>{t("hook_secret_made_text")}</p>
      <code class="secret" data-testid="webhook-secret-made">
        {secret}
      </code>
      <div class="dialog-foot">
        <button type="button" class="button button--primary" onClick={onClose}>
          {t("hook_secret_kept_safe")}
        </button>
      </div>
    </Dialog>
  );
}
