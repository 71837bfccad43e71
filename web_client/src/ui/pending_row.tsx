/* What one wrote and nobody else sees yet: on its way, slowed down, failed, or waiting for review. */
import { Hourglass, RotateCw, ShieldQuestionMark, TriangleAlert, X } from "lucide-preact";
import { codeText, t } from "../core/i18n";
import type { PendingPost } from "../core/outbox";
import type { Visit } from "../core/visit";
import type { HeldView } from "../core/wire.gen";
import { ErrorCode } from "../core/wire.gen";
import { Attachments } from "./message_parts";
import { AppealButton } from "./report_dialog";
import { RichText } from "./rich_text";
import type { RoomUi } from "./room_ui";
import { rulesWanted } from "./rules_gate";

interface Props {
  visit: Visit;
  post: PendingPost;
}

export function PendingRow({ visit, post }: Props) {
  return (
    <article class="message message--pending" data-testid="pending-message" data-status={post.status}>
      {post.draft.body.trim() !== "" && <RichText text={post.draft.body} />}
      <Attachments room={visit.room} files={post.draft.attachments} />
      {post.status === "failed" ? (
        <FailedPost visit={visit} post={post} />
      ) : (
        <PendingNote visit={visit} post={post} />
      )}
    </article>
  );
}

function PendingNote({ visit, post }: { visit: Visit; post: PendingPost }) {
  if (post.status === "slowed" && post.retryAt !== null)
    return <SlowedNote visit={visit} retryAt={post.retryAt} />;
  const live = visit.isLive.value;
  return <p class="message-note">{live ? t("chat_sending") : t("chat_offline")}</p>;
}

/** Counts down. The clock of the server only drives it: how long to wait was told as a length. */
function SlowedNote({ visit, retryAt }: { visit: Visit; retryAt: number }) {
  void visit.clock.now.value;
  const seconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
  return (
    <p class="message-note" data-testid="slowed">
      <Hourglass size={14} aria-hidden="true" />
      {t("slowed", { seconds })}
    </p>
  );
}

function FailedPost({ visit, post }: Props) {
  const { posting } = visit.session;
  return (
    <div class="message-note message-note--failed">
      <TriangleAlert size={16} aria-hidden="true" />
      <span>
        {t("chat_failed")}
        {post.refusal !== null && ` · ${codeText(post.refusal)}`}
      </span>
      {post.refusal === ErrorCode.RULES_NOT_ACCEPTED && (
        <button
          type="button"
          class="button button--small"
          onClick={() => {
            rulesWanted.value = () => posting.retry(post.cid);
          }}
        >
          {t("rules_read")}
        </button>
      )}
      <button type="button" class="button button--small" onClick={() => posting.retry(post.cid)}>
        <RotateCw size={14} aria-hidden="true" />
        {t("chat_retry")}
      </button>
      <button
        type="button"
        class="icon-button icon-button--small"
        aria-label={t("chat_discard")}
        title={t("chat_discard")}
        onClick={() => posting.discard(post.cid)}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  );
}

/** One's own message that a rule holds back until staff have looked at it. */
export function HeldRow({ visit, ui, held }: { visit: Visit; ui: RoomUi; held: HeldView }) {
  return (
    <article class="message message--pending" data-testid="held-message" data-held={held.number}>
      {held.body.trim() !== "" && <RichText text={held.body} />}
      <Attachments room={visit.room} files={held.attachments} />
      <p class="message-note message-note--hidden">
        <ShieldQuestionMark size={16} aria-hidden="true" />
        <span>
          {t("held_note")} {t("held_by_rule", { rule: held.rule })}
        </span>
        <AppealButton visit={visit} ui={ui} subject={{ kind: "held", number: held.number, member: null }} />
      </p>
    </article>
  );
}
