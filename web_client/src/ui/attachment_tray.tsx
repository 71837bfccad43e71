/* Files that go with the next message: how far they are, and why one could not be taken. */
import { FileText, TriangleAlert, X } from "lucide-preact";
import { sizeText } from "../core/durations";
import { apiText, t } from "../core/i18n";
import type { Upload, Uploads } from "../core/uploads";

export function AttachmentTray({ uploads }: { uploads: Uploads }) {
  const items = uploads.items.value;
  if (items.length === 0) return null;
  return (
    <ul class="tray" data-testid="attachment-tray">
      {items.map((item) => (
        <TrayItem key={item.key} item={item} onRemove={() => uploads.remove(item.key)} />
      ))}
    </ul>
  );
}

function TrayItem({ item, onRemove }: { item: Upload; onRemove(): void }) {
  const Icon = item.refusal === null ? FileText : TriangleAlert;
  const status = item.refusal !== null ? "failed" : item.attachment !== null ? "ready" : "sending";
  return (
    <li class={`tray-item tray-item--${status}`} data-testid="upload" data-status={status}>
      <Icon size={18} aria-hidden="true" />
      <span class="tray-text">
        <span class="attachment-name">{item.name}</span>
        {item.refusal === null ? (
          <span class="attachment-size">{sizeText(item.size)}</span>
        ) : (
          <span role="alert">{apiText(item.refusal)}</span>
        )}
        {status === "sending" && (
          <progress value={item.progress} max={1} aria-label={t("attach_progress", { name: item.name })} />
        )}
      </span>
      <button
        type="button"
        class="icon-button icon-button--small"
        aria-label={t("attach_remove", { name: item.name })}
        title={t("attach_remove", { name: item.name })}
        onClick={onRemove}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </li>
  );
}
