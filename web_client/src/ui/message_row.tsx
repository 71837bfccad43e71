/* One message: words, a tombstone, or what only its author and staff may still read. */
import { Star } from "lucide-preact";
import { useRef } from "preact/hooks";
import { t } from "../core/i18n";
import { isStaff } from "../core/rules";
import { fullMoment, timeOfDay } from "../core/time_format";
import type { Visit } from "../core/visit";
import type { MessageView } from "../core/wire.gen";
import { Attachments, AuthorBadge, excerptOf, Quote, Reactions, ThreadLink } from "./message_parts";
import { MessageTools, showsCard } from "./message_tools";
import { CameFrom, MovedStub } from "./moving/moved";
import { OffTopicPrompt } from "./moving/off_topic";
import { MessageOwed } from "./obligations/in_room";
import { cardItem } from "./person_menu";
import { usePointedAt } from "./pointing";
import { AppealButton } from "./report_dialog";
import { RichText } from "./rich_text";
import type { RoomUi } from "./room_ui";

interface RowProps {
  visit: Visit;
  ui: RoomUi;
  message: MessageView;
  /** Stands under the name of the message before. */
  grouped: boolean;
  /** In a thread everything answers the same message: that need not be said. */
  inThread?: boolean;
  /** The one message of its list that Tab reaches. */
  reachable?: boolean;
  /** The same one for every row: a row whose properties stay is not made again. */
  onReply?: ((message: MessageView) => void) | undefined;
}

export function MessageRow(props: RowProps) {
  const { visit, ui, message, grouped, inThread = false, reachable = false, onReply } = props;
  const row = useRef<HTMLElement>(null);
  const mine = message.mentions.includes(visit.me.value);
  usePointedAt(row, ui.pointedAt, message.id);
  return (
    <article
      ref={row}
      class={classOf(message, grouped, mine)}
      tabIndex={-1}
      data-testid="message"
      data-author={message.author}
      data-message={message.id}
      data-state={message.state}
      data-mentions-me={mine ? "true" : undefined}
    >
      {message.reply_to !== null && !inThread && <Quote visit={visit} ui={ui} to={message.reply_to} />}
      {!grouped && <Head visit={visit} ui={ui} message={message} />}
      {message.state === "moved" ? (
        <MovedStub message={message} reachable={reachable} />
      ) : (
        <Body visit={visit} ui={ui} message={message} />
      )}
      <Reactions visit={visit} message={message} />
      <MessageOwed visit={visit} message={message} />
      {message.replies > 0 && !inThread && <ThreadLink ui={ui} message={message} />}
      <MessageTools
        visit={visit}
        ui={ui}
        message={message}
        onReply={onReply && (() => onReply(message))}
        reachable={reachable}
      />
      <OffTopicPrompt visit={visit} ui={ui} message={message} excerpt={excerptOf(message)} />
    </article>
  );
}

function classOf(message: MessageView, grouped: boolean, mine: boolean): string {
  const grows = grouped ? " message--grouped" : "";
  const marked = message.important ? " message--important" : "";
  return `message${grows}${marked}${mine ? " message--mine" : ""}`;
}

function Head({ visit, ui, message }: { visit: Visit; ui: RoomUi; message: MessageView }) {
  return (
    <p class="message-head">
      <Author visit={visit} ui={ui} message={message} />
      <AuthorBadge visit={visit} message={message} />
      <time dateTime={new Date(message.at * 1000).toISOString()} title={fullMoment(message.at)}>
        {timeOfDay(message.at)}
      </time>
    </p>
  );
}

/** For staff a press on it opens the card. The keyboard finds the card in the menu: the list has one stop for Tab. */
function Author({ visit, ui, message }: { visit: Visit; ui: RoomUi; message: MessageView }) {
  const { author, author_name: name } = message;
  if (!showsCard(visit, message))
    return (
      <span class="message-author" dir="auto">
        {name}
      </span>
    );
  return (
    <button
      type="button"
      class="message-author name-button"
      dir="auto"
      tabIndex={-1}
      title={t("card_show")}
      onClick={() => cardItem(ui, { id: author, name }).onSelect()}
      data-testid="message-author"
    >
      {name}
    </button>
  );
}

function Body({ visit, ui, message }: { visit: Visit; ui: RoomUi; message: MessageView }) {
  if (message.state === "deleted") return <p class="tombstone">{t("message_deleted")}</p>;
  const own = message.author === visit.me.value;
  const readable = own || isStaff(visit.role.value);
  if (message.state === "hidden" && !readable) return <p class="tombstone">{t("message_hidden")}</p>;
  return (
    <>
      <CameFrom message={message} />
      <Marks visit={visit} message={message} />
      {message.body !== "" && <RichText text={message.body} />}
      <Attachments room={visit.room} files={message.attachments} />
      {message.edited_at !== null && (
        <span class="message-edited" title={fullMoment(message.edited_at)} data-testid="edited">
          {t("message_edited")}
        </span>
      )}
      {message.state === "hidden" && (
        <p class="message-note message-note--hidden">
          {t(own ? "message_hidden_own" : "message_hidden_staff")}
          {own && (
            <AppealButton
              visit={visit}
              ui={ui}
              subject={{ kind: "message", number: message.id, member: null }}
            />
          )}
        </p>
      )}
    </>
  );
}

/** Said in words, too, not by colour alone. */
function Marks({ visit, message }: { visit: Visit; message: MessageView }) {
  const mine = message.mentions.includes(visit.me.value);
  if (!mine && !message.important) return null;
  return (
    <p class="message-marks">
      {message.important && (
        <span class="pill pill--warn">
          <Star size={12} aria-hidden="true" />
          {t("message_is_important")}
        </span>
      )}
      {mine && <span class="pill pill--info">{t("message_mentions_you")}</span>}
    </p>
  );
}
