/* What one tells the staff about oneself: each line is shown to them only when its box is ticked; and who has looked. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import {
  CARD_FIELDS,
  type CardField,
  type CardLine,
  type OwnCard,
  readOwnCard,
  saveOwnCard,
} from "../../core/cards";
import { t } from "../../core/i18n";
import { momentText } from "../../core/time_format";
import { notify } from "../announcer";
import { TextInput } from "../inputs";
import { refusalText, useLoaded } from "../ops/loaded";
import { Refusal } from "../refusal";

export function OwnCardSettings() {
  const [loaded] = useLoaded(readOwnCard);
  const { value } = loaded;
  return (
    <section class="notice-settings" aria-label={t("card_own")} data-testid="own-card">
      <h3>{t("card_own")}</h3>
      <p class="hint">{t("card_own_text")}</p>
      {value.state === "loading" && <p role="status">{t("loading")}</p>}
      {value.state === "refused" && <Refusal text={value.text} />}
      {value.state === "there" && <Fields first={value.value} />}
    </section>
  );
}

function Fields({ first }: { first: OwnCard }) {
  const own = useSignal(first);
  const card = useSignal(first.card);
  const refusal = useSignal<string | null>(null);
  const busy = useSignal(false);
  const change = (field: CardField, line: CardLine) => {
    card.value = { ...card.value, [field]: line };
  };
  const save = async () => {
    busy.value = true;
    refusal.value = null;
    try {
      own.value = await saveOwnCard(card.value);
      card.value = own.value.card;
      notify(t("card_saved"));
    } catch (error) {
      refusal.value = refusalText(error);
    }
    busy.value = false;
  };
  return (
    <>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {CARD_FIELDS.map((field) => (
          <Line
            key={field}
            field={field}
            longest={own.value.longest[field]}
            line={card.value[field]}
            onChange={(line) => change(field, line)}
          />
        ))}
        <Box
          label={t("card_quotable")}
          hint={t("card_quotable_hint")}
          checked={card.value.quotable && card.value.progress.shown}
          disabled={!card.value.progress.shown}
          onChange={(quotable) => {
            card.value = { ...card.value, quotable };
          }}
          testId="card-quotable"
        />
        <Refusal text={refusal.value} />
        <div class="notice-buttons">
          <button
            type="submit"
            class="button button--small button--primary"
            disabled={busy.value}
            data-testid="card-save"
          >
            {t("save")}
          </button>
        </div>
      </form>
      <Looks looks={own.value.looks} />
    </>
  );
}

interface LineProps {
  field: CardField;
  longest: number;
  line: CardLine;
  onChange(line: CardLine): void;
}

function Line({ field, longest, line, onChange }: LineProps) {
  return (
    <div class="card-field">
      <TextInput
        label={t(`card_${field}`)}
        placeholder={t(`card_${field}_example`)}
        maxLength={longest}
        value={line.text}
        onChange={(text) => onChange({ ...line, text })}
        testId={`own-${field}`}
      />
      <Box
        label={t("card_shown")}
        checked={line.shown}
        onChange={(shown) => onChange({ ...line, shown })}
        testId={`own-${field}-shown`}
      />
    </div>
  );
}

interface BoxProps {
  label: string;
  hint?: string;
  checked: boolean;
  disabled?: boolean;
  onChange(checked: boolean): void;
  testId: string;
}

function Box({ label, hint, checked, disabled = false, onChange, testId }: BoxProps) {
  const id = useId();
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={checked}
          disabled={disabled}
          aria-describedby={hint === undefined ? undefined : id}
          onChange={(event) => onChange(event.currentTarget.checked)}
          data-testid={testId}
        />
        {label}
      </label>
      {hint !== undefined && (
        <p class="hint" id={id}>
          {hint}
        </p>
      )}
    </>
  );
}

function Looks({ looks }: { looks: OwnCard["looks"] }) {
  return (
    <details data-testid="card-looks">
      <summary>{t("card_looks", { count: looks.length })}</summary>
      {looks.length === 0 ? (
        <p class="hint">{t("card_looks_none")}</p>
      ) : (
        <ul class="card-open">
          {looks.map((look) => (
            <li key={`${look.at}:${look.name}`} data-testid="card-look">
              {look.name || t("ops_somebody")}
              {look.role !== null && <span class="hint">{` · ${t(`role_${look.role}`)}`}</span>}{" "}
              <time class="hint" dateTime={new Date(look.at * 1000).toISOString()}>
                {momentText(look.at)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
