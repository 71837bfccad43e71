/* The two live regions of the page (polite, assertive) and the short notices that people also see. */
import { signal } from "@preact/signals";
import { X } from "lucide-preact";
import { t } from "../core/i18n";

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly subject: string | null;
}

const SHOWN_MS = 6_000;
/** Older ones make room: they were read out, and must not cover the page. */
const SHOWN_AT_ONCE = 3;
const notices = signal<readonly Notice[]>([]);
const urgent = signal("");
let lastId = 0;

/** Show a short notice for a few seconds and have it read when the reader is free. The same text is not stacked. */
export function notify(text: string): void {
  if (!notices.value.some((notice) => notice.text === text)) add(text, null);
}

/** As `notify`, in the place of what was said of the same subject and is no longer the newest. */
export function notifyAbout(subject: string, text: string): void {
  notices.value = notices.value.filter((notice) => notice.subject !== subject);
  add(text, subject);
}

function add(text: string, subject: string | null): void {
  const id = ++lastId;
  notices.value = [...notices.value, { id, text, subject }].slice(-SHOWN_AT_ONCE);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

/** Have it read at once: only for what happened to the reader themself. */
export function announceUrgently(text: string): void {
  urgent.value = text;
}

function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

export function Announcer() {
  return (
    <>
      <div class="notices" role="status" aria-live="polite" data-testid="notices">
        {notices.value.map((notice) => (
          <div class="notice" key={notice.id}>
            <span>{notice.text}</span>
            <button
              type="button"
              class="icon-button icon-button--small"
              onClick={() => dismiss(notice.id)}
              aria-label={t("close")}
              title={t("close")}
            >
              <X size={16} aria-hidden="true" />
            </button>
          </div>
        ))}
      </div>
      <div class="visually-hidden" role="alert">
        {urgent.value}
      </div>
    </>
  );
}
