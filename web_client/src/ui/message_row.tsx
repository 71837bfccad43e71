/* One message, and one that is still on its way. */
import { RotateCw, TriangleAlert, X } from "lucide-preact";
import { codeText, t } from "../core/i18n";
import type { PendingPost } from "../core/outbox";
import { isStaff } from "../core/rules";
import { fullMoment, timeOfDay } from "../core/time_format";
import type { Visit } from "../core/visit";
import type { MessageView } from "../core/wire.gen";

interface RowProps {
  visit: Visit;
  message: MessageView;
  /** Stands under the name of the message before. */
  grouped: boolean;
}

export function MessageRow({ visit, message, grouped }: RowProps) {
  return (
    <article
      class={grouped ? "message message--grouped" : "message"}
      data-testid="message"
      data-author={message.author}
    >
      {!grouped && (
        <p class="message-head">
          <span class="message-author" dir="auto">
            {message.author_name}
          </span>
          <AuthorBadge visit={visit} message={message} />
          <time dateTime={new Date(message.at * 1000).toISOString()} title={fullMoment(message.at)}>
            {timeOfDay(message.at)}
          </time>
        </p>
      )}
      <p class="message-body" dir="auto">
        {message.body}
      </p>
    </article>
  );
}

function AuthorBadge({ visit, message }: { visit: Visit; message: MessageView }) {
  if (message.author_kind === "bot") return <span class="pill pill--info">{t("author_bot")}</span>;
  if (message.author === visit.me.value) return <span class="pill">{t("you")}</span>;
  const author = visit.session.state.value.view?.members.find((member) => member.id === message.author);
  if (author === undefined || !isStaff(author.role)) return null;
  return <span class="pill pill--info">{t(`role_${author.role}`)}</span>;
}

export function PendingRow({ visit, post }: { visit: Visit; post: PendingPost }) {
  return (
    <article class="message message--pending" data-testid="pending-message" data-status={post.status}>
      <p class="message-body" dir="auto">
        {post.draft.body}
      </p>
      {post.status === "failed" ? <FailedPost visit={visit} post={post} /> : <PendingNote visit={visit} />}
    </article>
  );
}

function PendingNote({ visit }: { visit: Visit }) {
  const live = visit.isLive.value;
  return <p class="message-note">{live ? t("chat_sending") : t("chat_offline")}</p>;
}

function FailedPost({ visit, post }: { visit: Visit; post: PendingPost }) {
  return (
    <div class="message-note message-note--failed">
      <TriangleAlert size={16} aria-hidden="true" />
      <span>
        {t("chat_failed")}
        {post.refusal !== null && ` · ${codeText(post.refusal)}`}
      </span>
      <button
        type="button"
        class="button button--small"
        onClick={() => visit.session.posting.retry(post.cid)}
      >
        <RotateCw size={14} aria-hidden="true" />
        {t("chat_retry")}
      </button>
      <button
        type="button"
        class="icon-button icon-button--small"
        aria-label={t("chat_discard")}
        title={t("chat_discard")}
        onClick={() => visit.session.posting.discard(post.cid)}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
