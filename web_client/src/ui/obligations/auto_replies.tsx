/* The bot's replies to keywords: the list in the moderation tab, and the dialog that changes it. */
import { useSignal } from "@preact/signals";
import { Plus, Trash2 } from "lucide-preact";
import { useRef } from "preact/hooks";
import { newReply, type ReplyForm, replyForms, toReplies } from "../../core/auto_replies";
import { t } from "../../core/i18n";
import type { AutoReply } from "../../core/wire.gen";
import { refusalOf } from "../ask";
import { FormDialog } from "../form_dialog";
import { NumberInput } from "../inputs";
import { type DeskProps, Section } from "../moderation/panel";

export function AutoReplies({ visit, ui, view, maySet }: DeskProps & { maySet: boolean }) {
  const rules = view.obligations.auto_replies;
  const edit = () =>
    ui.openDialog(() => (
      <AutoRepliesDialog
        rules={rules}
        save={(changed) => refusalOf(visit.session, { t: "set_auto_replies", rules: changed })}
        onClose={ui.closeDialog}
      />
    ));
  return (
    <Section title={t("replies_auto")} testId="desk-auto-replies">
      <p class="hint">{t("replies_auto_hint")}</p>
      {rules.length === 0 && <p>{t("replies_auto_none")}</p>}
      <ul>
        {rules.map(({ id, keywords, text }) => (
          <li key={id} class="desk-row" data-testid="auto-reply" data-rule={id}>
            <span dir="auto">
              <strong>{keywords.join(t("list_separator"))}</strong> → {text}
            </span>
          </li>
        ))}
      </ul>
      {maySet && (
        <button type="button" class="button button--small" onClick={edit} data-testid="edit-auto-replies">
          {t("replies_auto_edit")}
        </button>
      )}
    </Section>
  );
}

interface DialogProps {
  rules: readonly AutoReply[];
  save(rules: readonly AutoReply[]): Promise<string | null>;
  onClose(): void;
}

function AutoRepliesDialog({ rules, save, onClose }: DialogProps) {
  const forms = useSignal(replyForms(rules));
  const keys = useRef(rules.length);
  const add = () => {
    keys.current += 1;
    const taken = forms.value.map(({ id }) => id);
    forms.value = [...forms.value, newReply(keys.current, taken)];
  };
  return (
    <FormDialog
      title={t("replies_auto")}
      text={t("replies_auto_hint")}
      submit={t("replies_auto_save")}
      testId="auto-replies-editor"
      onClose={onClose}
      onSubmit={() => save(toReplies(forms.value))}
    >
      {forms.value.map((form) => (
        <ReplyFields
          key={form.key}
          form={form}
          onChange={(change) => {
            forms.value = forms.value.map((each) => (each.key === form.key ? { ...each, ...change } : each));
          }}
          onRemove={() => {
            forms.value = forms.value.filter((each) => each.key !== form.key);
          }}
        />
      ))}
      <button type="button" class="button button--small" onClick={add} data-testid="add-auto-reply">
        <Plus size={16} aria-hidden="true" />
        {t("replies_auto_add")}
      </button>
    </FormDialog>
  );
}

interface FieldsProps {
  form: ReplyForm;
  onChange(change: Partial<ReplyForm>): void;
  onRemove(): void;
}

function ReplyFields({ form, onChange, onRemove }: FieldsProps) {
  return (
    <fieldset class="rule-form" data-testid="auto-reply-form">
      <legend class="visually-hidden">{form.id}</legend>
      <label class="field">
        <span class="field-label">{t("replies_auto_id")}</span>
        <input
          class="input"
          pattern="[a-z0-9\-]{1,40}"
          required
          value={form.id}
          onInput={(event) => onChange({ id: event.currentTarget.value })}
        />
      </label>
      <label class="field">
        <span class="field-label">{t("replies_auto_keywords")}</span>
        <textarea
          class="input"
          rows={3}
          required
          dir="auto"
          value={form.keywords}
          onInput={(event) => onChange({ keywords: event.currentTarget.value })}
          data-testid="auto-reply-keywords"
        />
      </label>
      <label class="field">
        <span class="field-label">{t("replies_auto_text")}</span>
        <textarea
          class="input"
          rows={3}
          required
          maxLength={1000}
          dir="auto"
          value={form.text}
          onInput={(event) => onChange({ text: event.currentTarget.value })}
          data-testid="auto-reply-text"
        />
      </label>
      <NumberInput
        label={t("replies_auto_cooldown")}
        min={1}
        max={43_200}
        value={form.minutes}
        onChange={(minutes) => onChange({ minutes })}
      />
      <button type="button" class="button button--small button--quiet" onClick={onRemove}>
        <Trash2 size={16} aria-hidden="true" />
        {t("replies_auto_remove")}
      </button>
    </fieldset>
  );
}
