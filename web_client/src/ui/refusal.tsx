/* Why something was not done, in words, beside what was asked; nothing while there is nothing to say. */
export function Refusal({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <p class="field-error" role="alert" data-testid="refusal">
      {text}
    </p>
  );
}
