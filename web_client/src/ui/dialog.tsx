/* A modal dialog on the platform's <dialog>: it traps focus, closes on Escape and gives focus back to its opener. */
import { X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../core/i18n";

interface Props {
  title: string;
  onClose(): void;
  children: ComponentChildren;
  testId: string;
}

export function Dialog({ title, onClose, children, testId }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before the frame is painted: a press on what is behind never falls between its making and its showing.
  useLayoutEffect(() => {
    const opener = document.activeElement;
    element.current?.showModal();
    // Else the button that closes it has focus, and the first space that is typed closes it.
    element.current?.querySelector<HTMLElement>("form :is(input, textarea, select)")?.focus();
    return () => {
      if (!(opener instanceof HTMLElement)) return;
      opener.focus();
      // What lies behind takes no focus until the dialog is gone from the page, which it is in a moment.
      queueMicrotask(() => document.activeElement === document.body && opener.focus());
    };
  }, []);
  return (
    <dialog ref={element} class="dialog" aria-labelledby={heading} onClose={onClose} data-testid={testId}>
      <div class="dialog-head">
        <h2 id={heading}>{title}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={t("close")}
          title={t("close")}
          onClick={() => element.current?.close()}
        >
          <X size={20} aria-hidden="true" />
        </button>
      </div>
      {children}
    </dialog>
  );
}
