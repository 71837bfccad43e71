/* A button of the control bar: icon above words, pressed or not. */
import type { LucideIcon } from "lucide-preact";

interface Props {
  icon: LucideIcon;
  text: string;
  hint: string;
  onClick(): void;
  testId: string;
  /** For toggles. */
  pressed?: boolean;
  /** For buttons that open a panel. */
  expanded?: boolean;
  /** Red when a toggle is off, or for the way out. */
  tone?: "on" | "off" | "danger";
  badge?: number;
  badgeLabel?: string;
  /** It does nothing now: what it does instead is to say why. Still in reach of the keyboard. */
  barred?: boolean;
}

export function Toggle({ icon: Icon, ...props }: Props) {
  return (
    <button
      type="button"
      class={`toggle ${props.tone ? `toggle--${props.tone}` : ""}`}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      title={props.hint}
      aria-disabled={props.barred === true ? true : undefined}
      onClick={props.onClick}
      data-testid={props.testId}
    >
      <span class="toggle-icon">
        <Icon size={22} aria-hidden="true" />
        {props.badge !== undefined && props.badge > 0 && (
          <span class="badge toggle-badge" role="img" aria-label={props.badgeLabel}>
            {props.badge > 99 ? "99+" : props.badge}
          </span>
        )}
      </span>
      <span class="toggle-text">{props.text}</span>
    </button>
  );
}
