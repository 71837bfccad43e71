/* What a message is made of: who wrote it, which message it answers, its files, its reactions. */
import { CornerUpLeft, FileText, MessagesSquare } from "lucide-preact";
import { sizeText } from "../core/durations";
import { t, tn } from "../core/i18n";
import { plainWords } from "../core/rich_text";
import { isStaff } from "../core/rules";
import { isScheduled } from "../core/schedule";
import { fileAddress, isImage } from "../core/uploads";
import type { Visit } from "../core/visit";
import type { Attachment, MessageView } from "../core/wire.gen";
import { ask } from "./ask";
import type { RoomUi } from "./room_ui";

const EXCERPT = 90;

/** The first line of a message, for where there is no place for more. */
export function excerptOf({ body, state, attachments }: MessageView): string {
  if (state === "deleted") return t("message_deleted");
  if (state === "moved") return t("message_moved_away");
  if (body.trim() === "") return state === "hidden" ? t("message_hidden") : (attachments[0]?.name ?? "");
  const line = plainWords(body).split("\n", 1)[0] ?? "";
  return line.length > EXCERPT ? `${line.slice(0, EXCERPT)}…` : line;
}

export function AuthorBadge({ visit, message }: { visit: Visit; message: MessageView }) {
  if (message.author_kind === "bot") return <span class="pill pill--info">{t("author_bot")}</span>;
  if (isScheduled(message)) return <span class="pill pill--info">{t("author_scheduled")}</span>;
  if (message.author_kind === "system") return <span class="pill pill--info">{t("author_system")}</span>;
  if (message.author === visit.me.value) return <span class="pill">{t("you")}</span>;
  const author = visit.session.state.value.view?.members.find((member) => member.id === message.author);
  if (author === undefined || !isStaff(author.role)) return null;
  return <span class="pill pill--info">{t(`role_${author.role}`)}</span>;
}

/** Above a reply: what it answers, and the way there. */
export function Quote({ visit, ui, to }: { visit: Visit; ui: RoomUi; to: number }) {
  const first = findMessage(visit, to);
  return (
    <button type="button" class="quote" onClick={() => ui.jumpTo(to)} data-testid="quote" data-message={to}>
      <CornerUpLeft size={14} aria-hidden="true" />
      {first === undefined ? (
        t("reply_to_old")
      ) : (
        <>
          <strong>{first.author_name}</strong>
          <span class="quote-text">{excerptOf(first)}</span>
        </>
      )}
    </button>
  );
}

/** A message that we hold, wherever. */
export function findMessage(visit: Visit, id: number): MessageView | undefined {
  const { timeline, view } = visit.session.state.value;
  const held = [timeline, view?.chat.pins ?? [], view?.chat.important ?? []];
  return held.flatMap((messages) => messages.filter((message) => message.id === id))[0];
}

export function ThreadLink({ ui, message }: { ui: RoomUi; message: MessageView }) {
  return (
    <button
      type="button"
      class="thread-link"
      onClick={() => ui.showChat({ page: "thread", first: message })}
      data-testid="open-thread"
    >
      <MessagesSquare size={14} aria-hidden="true" />
      {tn("replies", message.replies)}
    </button>
  );
}

export function Attachments({ room, files }: { room: string; files: readonly Attachment[] }) {
  if (files.length === 0) return null;
  return (
    <ul class="attachments">
      {files.map((file) => (
        <li key={file.id}>
          <AttachmentLink room={room} file={file} />
        </li>
      ))}
    </ul>
  );
}

function AttachmentLink({ room, file }: { room: string; file: Attachment }) {
  const address = fileAddress(room, file.id);
  const label = t("attach_open", { name: file.name, size: sizeText(file.size) });
  return (
    <a
      class={isImage(file.id) ? "attachment attachment--image" : "attachment"}
      href={address}
      target="_blank"
      rel="noopener"
      title={label}
      aria-label={label}
      data-testid="attachment"
    >
      {isImage(file.id) ? (
        <img src={address} alt={file.name} loading="lazy" />
      ) : (
        <>
          <FileText size={18} aria-hidden="true" />
          <span class="attachment-name">{file.name}</span>
          <span class="attachment-size">{sizeText(file.size)}</span>
        </>
      )}
    </a>
  );
}

export function Reactions({ visit, message }: { visit: Visit; message: MessageView }) {
  const entries = Object.entries(message.reactions);
  if (entries.length === 0) return null;
  return (
    <ul class="reactions">
      {entries.map(([emoji, members]) => {
        const own = members.includes(visit.me.value);
        const label = t("reaction_by", { emoji, names: namesOf(visit, members) });
        return (
          <li key={emoji}>
            <button
              type="button"
              class="reaction"
              aria-pressed={own}
              aria-label={label}
              title={label}
              onClick={() => react(visit, message, emoji)}
              data-testid="reaction"
              data-emoji={emoji}
            >
              <span aria-hidden="true">{emoji}</span>
              {members.length}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** React, or take it back. */
export function react(visit: Visit, message: MessageView, emoji: string): void {
  const on = !(message.reactions[emoji] ?? []).includes(visit.me.value);
  void ask(visit.session, { t: "react_to_message", id: message.id, emoji, on });
}

function namesOf(visit: Visit, members: readonly string[]): string {
  const present = visit.session.state.value.view?.members ?? [];
  const names = members.flatMap((id) => present.find((member) => member.id === id)?.name ?? []);
  const gone = members.length - names.length;
  const shown = names.join(t("list_separator"));
  return gone > 0 ? `${shown} ${t("room_and_more", { count: gone })}`.trim() : shown;
}
