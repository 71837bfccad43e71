/* Programs and chats that are told what staff are told: what there is, whether it works, and the ways to change it. */
import { useSignal } from "@preact/signals";
import { Pencil, Plus, Trash2 } from "lucide-preact";
import type { VNode } from "preact";
import { locale, t } from "../../core/i18n";
import { momentText } from "../../core/time_format";
import {
  readWebhooks,
  removeWebhook,
  TOLD,
  type Told,
  testWebhook,
  troubleText,
  type Webhook,
} from "../../core/webhooks";
import { notify } from "../announcer";
import { FormDialog } from "../form_dialog";
import { Refusal } from "../refusal";
import { TestButton } from "../test_button";
import { refusalText, useLoaded } from "./loaded";
import { OperatorSection } from "./operator_section";
import { SecretDialog, WebhookDialog } from "./webhook_dialog";

export function WebhooksPanel() {
  return (
    <OperatorSection title={t("hooks_title")} text={t("hooks_text")} testId="webhooks-panel">
      <Webhooks />
    </OperatorSection>
  );
}

function Webhooks() {
  const [loaded, readAgain] = useLoaded(readWebhooks);
  const dialog = useSignal<(() => VNode) | null>(null);
  const secret = useSignal<string | null>(null);
  const close = () => {
    dialog.value = null;
  };
  const saved = (hook: Webhook) => {
    secret.value = hook.secret;
    readAgain();
  };
  const { value } = loaded;
  if (value.state === "refused") return <Refusal text={value.text} />;
  if (value.state === "loading") return <p role="status">{t("loading")}</p>;
  const taken = value.value.map(({ id }) => id);
  const edit = (hook: Webhook | null) => {
    dialog.value = () => <WebhookDialog hook={hook} taken={taken} onSaved={saved} onClose={close} />;
  };
  const remove = (hook: Webhook) => {
    dialog.value = () => <RemoveDialog hook={hook} onRemoved={readAgain} onClose={close} />;
  };
  return (
    <>
      {value.value.length === 0 && <p data-testid="webhooks-none">{t("hooks_none")}</p>}
      <ul class="hook-list">
        {value.value.map((hook) => (
          <WebhookCard key={hook.id} hook={hook} onEdit={() => edit(hook)} onRemove={() => remove(hook)} />
        ))}
      </ul>
      <button type="button" class="button ops-add" onClick={() => edit(null)} data-testid="webhook-add">
        <Plus size={18} aria-hidden="true" />
        {t("hook_add")}
      </button>
      {dialog.value?.()}
      {secret.value !== null && (
        <SecretDialog
          secret={secret.value}
          onClose={() => {
            secret.value = null;
          }}
        />
      )}
    </>
  );
}

interface CardProps {
  hook: Webhook;
  onEdit(): void;
  onRemove(): void;
}

function WebhookCard({ hook, onEdit, onRemove }: CardProps) {
  const told = TOLD.filter((each) => hook.reasons.includes(each)).map((each) => toldText(each, hook.level));
  return (
    <li class="hook" data-testid="webhook" data-webhook={hook.id}>
      <h3>
        {hook.id} <span class="pill">{t(`receiver_${hook.receiver}`)}</span>
      </h3>
      <p class="hint">{hook.origin}</p>
      <p>{new Intl.ListFormat(locale()).format(told)}</p>
      <LastTry hook={hook} />
      <div class="board-buttons">
        <TestButton
          label={t("test_hook", { name: hook.id })}
          send={() => testWebhook(hook.id)}
          testId="webhook-test"
        />
        <button type="button" class="button button--small" onClick={onEdit} data-testid="webhook-edit">
          <Pencil size={16} aria-hidden="true" />
          {t("hook_change")}
        </button>
        <button
          type="button"
          class="button button--small button--quiet"
          onClick={onRemove}
          data-testid="webhook-remove"
        >
          <Trash2 size={16} aria-hidden="true" />
          {t("hook_remove")}
        </button>
      </div>
    </li>
  );
}

function toldText(told: Told, level: number): string {
  const what = t(`hook_told_${told}`);
  return told === "escalated" ? t("hook_from_level", { what, level }) : what;
}

function LastTry({ hook: { last } }: { hook: Webhook }) {
  if (last === null) return <p class="hint">{t("hook_last_none")}</p>;
  const time = momentText(last.at);
  if (last.problem === null)
    return (
      <p>
        <span class="pill pill--ok">{t("hook_last_ok")}</span> <span class="hint">{time}</span>
      </p>
    );
  const isOver = last.state === "dead";
  return (
    <p data-testid="webhook-problem">
      <span class={`pill ${isOver ? "pill--danger" : "pill--warn"}`}>
        {isOver ? t("hook_last_dead") : t("hook_last_waiting", { count: last.tries })}
      </span>{" "}
      {troubleText(last.problem)} <span class="hint">{time}</span>
    </p>
  );
}

function RemoveDialog({ hook, onRemoved, onClose }: { hook: Webhook; onRemoved(): void; onClose(): void }) {
  const remove = async () => {
    try {
      await removeWebhook(hook.id);
    } catch (error) {
      return refusalText(error);
    }
    notify(t("hook_removed"));
    onRemoved();
    return null;
  };
  return (
    <FormDialog
      title={t("hook_remove_title", { name: hook.id })}
      text={t("hook_remove_text")}
      submit={t("hook_remove")}
      danger
      testId="webhook-remove-dialog"
      onSubmit={remove}
      onClose={onClose}
    />
  );
}
