/* The name that others see, asked for before anybody sees anything of somebody. */
import { type Signal, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { ApiRefused } from "../core/api";
import { apiText, t } from "../core/i18n";
import { MAX_NAME_LENGTH } from "../core/wire.gen";
import { client } from "../page";

export interface Naming {
  readonly name: Signal<string>;
  /** In words; null: none. */
  readonly problem: Signal<string | null>;
  readonly busy: Signal<boolean>;
  /** Whether it is one's name now. */
  save(): Promise<boolean>;
}

export function useNaming(): Naming {
  const name = useSignal(client.session.value?.name ?? "");
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);
  const save = async () => {
    busy.value = true;
    problem.value = await problemWith(name.value.trim());
    busy.value = false;
    return problem.value === null;
  };
  return { name, problem, busy, save };
}

async function problemWith(name: string): Promise<string | null> {
  if (name === "") return t("name_missing");
  try {
    await client.rename(name);
    return null;
  } catch (error) {
    if (error instanceof ApiRefused) return apiText(error.code);
    throw error;
  }
}

export function NameField({ naming }: { naming: Naming }) {
  const id = useId();
  const problem = naming.problem.value;
  return (
    <div class="field">
      <label for={id}>{t("name_label")}</label>
      <input
        id={id}
        class="input"
        dir="auto"
        value={naming.name.value}
        maxLength={MAX_NAME_LENGTH}
        autocomplete="nickname"
        aria-describedby={`${id}-hint`}
        aria-invalid={problem !== null}
        onInput={(event) => {
          naming.name.value = event.currentTarget.value;
          naming.problem.value = null;
        }}
        data-testid="name-input"
      />
      <p
        id={`${id}-hint`}
        class={problem === null ? "hint" : "field-error"}
        role={problem === null ? undefined : "alert"}
      >
        {problem ?? t("name_hint")}
      </p>
    </div>
  );
}
