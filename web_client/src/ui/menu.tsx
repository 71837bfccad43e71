/*
 * A button that opens a short list of things to do. The platform's popover closes it on Escape and outside clicks and
 * lifts it above everything; arrows move in it, and focus goes back to the button.
 */
import { useSignal } from "@preact/signals";
import type { LucideIcon } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export interface MenuItem {
  readonly id: string;
  readonly icon: LucideIcon;
  readonly text: string;
  readonly danger?: boolean;
  onSelect(): void;
}

interface Props {
  label: string;
  icon: LucideIcon;
  items: readonly MenuItem[];
  testId: string;
  /** Stands above the items. Whoever clicks in it closes the menu. */
  head?: ComponentChildren;
  class?: string;
  /** Words below the icon, as in the control bar. */
  caption?: string;
  tabIndex?: number;
  /** Whenever this grows, the menu opens as if its button had been pressed. */
  asked?: number;
}

const GAP = 4;
const MARGIN = 8;

export function Menu({
  label,
  icon: Icon,
  items,
  testId,
  head,
  class: name,
  caption,
  tabIndex,
  asked = 0,
}: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const open = useSignal(false);
  const show = () => {
    open.value = true;
    list.current?.showPopover();
  };
  const seen = useRef(asked);
  useEffect(() => {
    if (asked === seen.current) return;
    seen.current = asked;
    button.current?.focus();
    show();
  }, [asked]);
  const onToggle = (event: Pick<ToggleEvent, "newState">) => {
    open.value = event.newState === "open";
    if (open.value && button.current !== null && list.current !== null) {
      place(list.current, button.current);
      entries(list.current)[0]?.focus();
    }
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={name ?? "icon-button icon-button--small"}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open.value}
        tabIndex={tabIndex}
        onClick={show}
        data-testid={testId}
      >
        <Icon size={caption === undefined ? 18 : 22} aria-hidden="true" />
        {caption !== undefined && <span class="toggle-text">{caption}</span>}
      </button>
      <div
        ref={list}
        popover="auto"
        role="menu"
        class="menu"
        aria-label={label}
        onToggle={onToggle}
        onKeyDown={(event) => moveFocus(event, event.currentTarget)}
        onClick={() => list.current?.hidePopover()}
      >
        {open.value && (
          <>
            {head}
            {items.map(({ id, icon: ItemIcon, text, danger, onSelect }) => (
              <button
                key={id}
                type="button"
                role="menuitem"
                tabIndex={-1}
                class={danger ? "menu-item menu-item--danger" : "menu-item"}
                onClick={onSelect}
                data-testid={`${testId}-${id}`}
              >
                <ItemIcon size={18} aria-hidden="true" />
                {text}
              </button>
            ))}
          </>
        )}
      </div>
    </>
  );
}

function entries(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>("[role=menuitem]")];
}

function moveFocus(event: KeyboardEvent, list: HTMLElement): void {
  const items = entries(list);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowRight: at + 1,
    ArrowUp: at - 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: -1,
  };
  const next = steps[event.key];
  // Keys in a menu are the menu's: they must not scroll the list behind it, nor be shortcuts of the room.
  event.stopPropagation();
  if (next === undefined) return;
  event.preventDefault();
  items.at(next % items.length)?.focus();
}

/** Below the button if there is room, else above; never out of the window. */
function place(list: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const below = at.bottom + GAP;
  const top = below + height + MARGIN <= innerHeight ? below : Math.max(MARGIN, at.top - GAP - height);
  const left = Math.max(MARGIN, Math.min(at.right - width, innerWidth - width - MARGIN));
  list.style.insetBlockStart = `${top}px`;
  list.style.insetInlineStart = `${left}px`;
}
