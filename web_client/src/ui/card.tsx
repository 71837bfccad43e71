/* A whole screen with one thing to say and one thing to do: errors, empty places, waiting. */
import type { LucideIcon } from "lucide-preact";
import type { ComponentChildren } from "preact";

interface Props {
  icon: LucideIcon;
  title: string;
  text?: string;
  children?: ComponentChildren;
  testId?: string;
}

export function MessageCard({ icon: Icon, title, text, children, testId }: Props) {
  return (
    <div class="message-card" data-testid={testId}>
      <Icon size={40} aria-hidden="true" />
      <h2>{title}</h2>
      {text !== undefined && <p>{text}</p>}
      {children}
    </div>
  );
}
