/* "This is off topic": said by members with one press, counted for staff at the message, who move it or leave it. */
import { FolderInput, MessageSquareOff } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { t, tn } from "../../core/i18n";
import { isStaff } from "../../core/rules";
import { titleText } from "../../core/titles";
import type { Visit } from "../../core/visit";
import type { MessageView } from "../../core/wire.gen";
import { notify } from "../announcer";
import { ask } from "../ask";
import type { MenuItem } from "../menu";
import type { RoomUi } from "../room_ui";
import { loungeOf, MoveDialog, moveTo } from "./move_dialog";

interface Props {
  visit: Visit;
  ui: RoomUi;
  /** The message, and how many replies go with it, as far as it is known. */
  message: Pick<MessageView, "id" | "replies">;
  excerpt: string;
}

/** For the menu of a message that can be read. */
export function movingItems(
  visit: Visit,
  ui: RoomUi,
  message: MessageView,
  mayMove: boolean,
): readonly MenuItem[] {
  const excerpt = message.body;
  const isOwn = message.author === visit.me.value;
  return [
    ...(mayMove ? [moveItem({ visit, ui, message, excerpt })] : []),
    ...(mayMove && isFlagged(visit, message.id) ? [settleItem(visit, message.id)] : []),
    ...(isOwn ? [] : [flagItem(visit, message.id)]),
  ];
}

function moveItem(props: Props): MenuItem {
  return {
    id: "move",
    icon: FolderInput,
    text: t("message_menu_move"),
    onSelect: () => props.ui.openDialog(() => <MoveDialog {...props} />),
  };
}

function settleItem(visit: Visit, id: number): MenuItem {
  return {
    id: "settle",
    icon: MessageSquareOff,
    text: t("off_topic_stays"),
    onSelect: () => void ask(visit.session, { t: "settle_off_topic", id }),
  };
}

function flagItem(visit: Visit, id: number): MenuItem {
  const flagged = visit.view.value?.moving.flagged.includes(id) ?? false;
  const flag = async () => {
    const done = await ask(visit.session, { t: "flag_off_topic", id, on: !flagged });
    if (done && !flagged) notify(t("off_topic_thanks"));
  };
  return {
    id: "off-topic",
    icon: MessageSquareOff,
    text: t(flagged ? "message_menu_on_topic" : "message_menu_off_topic"),
    onSelect: () => void flag(),
  };
}

function isFlagged(visit: Visit, id: number): boolean {
  return visit.view.value?.moving.off_topic.some((each) => each.id === id) ?? false;
}

/** At a message that somebody finds off topic, for staff. The keyboard finds the same in the message's menu. */
export function OffTopicPrompt(props: Props) {
  const { visit, message } = props;
  const flags = visit.view.value?.moving.off_topic.find(({ id }) => id === message.id);
  if (flags === undefined || !isStaff(visit.role.value)) return null;
  return (
    <div class="off-topic" data-testid="off-topic-prompt">
      <span>{tn("off_topic", flags.count)}</span>
      <OffTopicButtons {...props} tabIndex={-1} />
    </div>
  );
}

/** To the lounge with one press, if there is one; to any other room by the dialog. */
export function OffTopicButtons({ tabIndex = 0, ...props }: Props & { tabIndex?: number }) {
  const { visit, ui, message } = props;
  useEffect(() => visit.watchRooms(), []);
  const lounge = loungeOf(visit);
  const toLounge = async (room: string) => {
    const refusal = await moveTo(visit, message.id, room);
    if (refusal !== null) notify(refusal);
  };
  return (
    <span class="desk-buttons">
      {lounge !== undefined && (
        <button
          type="button"
          class="button button--small button--primary"
          tabIndex={tabIndex}
          onClick={() => void toLounge(lounge.id)}
          data-testid="off-topic-lounge"
        >
          {t("off_topic_move", { room: titleText(lounge.title) })}
        </button>
      )}
      <button
        type="button"
        class="button button--small"
        tabIndex={tabIndex}
        onClick={() => ui.openDialog(() => <MoveDialog {...props} />)}
        data-testid="off-topic-move"
      >
        {t("message_menu_move")}
      </button>
      <button
        type="button"
        class="button button--small"
        tabIndex={tabIndex}
        onClick={() => void ask(visit.session, { t: "settle_off_topic", id: message.id })}
        data-testid="off-topic-stays"
      >
        {t("off_topic_stays")}
      </button>
    </span>
  );
}
