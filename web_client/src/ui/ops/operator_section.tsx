/* A part of the console that staff know of and operators alone have. */
import type { ComponentChildren } from "preact";
import { t } from "../../core/i18n";
import { client } from "../../page";

interface Props {
  title: string;
  text: string;
  testId: string;
  children: ComponentChildren;
}

export function OperatorSection({ title, text, testId, children }: Props) {
  return (
    <section class="ops-section" data-testid={testId}>
      <h2>{title}</h2>
      <p class="hint">{text}</p>
      {client.session.value?.role === "operator" ? children : <p>{t("operators_only")}</p>}
    </section>
  );
}
