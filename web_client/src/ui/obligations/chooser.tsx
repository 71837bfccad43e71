/*
 * Which one a message answers, where the room could not know: asked of staff above the field when their message could
 * answer several, and from the menu of a message. Nothing counts as answered until they choose.
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../core/i18n";
import { isOpen, maybeAnswered, waitsSince } from "../../core/obligations";
import { isStaff } from "../../core/rules";
import type { Visit } from "../../core/visit";
import type { AnyEvent, MessageView, ObligationView } from "../../core/wire.gen";
import { notify } from "../announcer";
import { ask } from "../ask";
import { Dialog } from "../dialog";
import type { RoomUi } from "../room_ui";
import { ObligationMark } from "./mark";

type Posted = Extract<AnyEvent, { t: "message_posted" }>;

interface Asked {
  readonly message: number;
  readonly ids: readonly number[];
}

export function AnswerChooser({ visit }: { visit: Visit }) {
  const asked = useSignal<Asked | null>(null);
  const { session } = visit;
  useEffect(() => {
    asked.value = null;
    return session.listen((event) => {
      if (event.t === "message_posted" && event.author === visit.me.value)
        asked.value = { message: event.id, ids: unclear(visit, event) };
    });
  }, [session]);
  const close = () => {
    asked.value = null;
  };
  if (asked.value === null) return null;
  const { message, ids } = asked.value;
  const items = openOnes(visit).filter(({ id }) => ids.includes(id));
  if (items.length === 0) return null;
  return (
    <section class="chooser" aria-label={t("chooser_title")} data-testid="answer-chooser">
      <p class="similar-title">{t("chooser_title")}</p>
      <Choices visit={visit} items={items} message={message} onDone={close} />
      <button
        type="button"
        class="button button--small button--quiet"
        onClick={close}
        data-testid="chooser-none"
      >
        {t("chooser_none")}
      </button>
    </section>
  );
}

/** A reply is for its thread; what is important is for everybody. */
function unclear(visit: Visit, posted: Posted): readonly number[] {
  if (!isStaff(visit.role.value) || posted.reply_to !== null || posted.important) return [];
  const items = visit.view.value?.obligations.items ?? [];
  return maybeAnswered(items, visit.me.value, posted.mentions).map(({ id }) => id);
}

export function ChooseAnswered({ visit, ui, message }: { visit: Visit; ui: RoomUi; message: MessageView }) {
  const items = candidates(visit, message);
  return (
    <Dialog title={t("chooser_pick_title")} onClose={ui.closeDialog} testId="choose-answered">
      {items.length === 0 ? (
        <p>{t("chooser_empty")}</p>
      ) : (
        <Choices visit={visit} items={items} message={message.id} onDone={ui.closeDialog} />
      )}
    </Dialog>
  );
}

/** What a message may be called the answer to: what was open when it was written, of somebody else, said in chat. */
export function candidates(visit: Visit, message: MessageView): readonly ObligationView[] {
  return openOnes(visit).filter(
    (item) =>
      item.asker !== message.author &&
      item.asker !== visit.me.value &&
      waitsSince(item) <= message.at &&
      (item.anchor?.kind === "message" || item.anchor?.kind === "question"),
  );
}

function openOnes(visit: Visit): readonly ObligationView[] {
  return visit.view.value?.obligations.items.filter(isOpen) ?? [];
}

interface ChoicesProps {
  visit: Visit;
  items: readonly ObligationView[];
  message: number;
  onDone(): void;
}

function Choices({ visit, items, message, onDone }: ChoicesProps) {
  const choose = async (id: number) => {
    const done = await ask(visit.session, { t: "attribute_answer", message, id });
    if (!done) return;
    notify(t("chooser_done"));
    onDone();
  };
  return (
    <ul class="choices">
      {items.map((item) => (
        <li key={item.id}>
          <button
            type="button"
            class="chooser-choice"
            onClick={() => void choose(item.id)}
            data-testid="choose-obligation"
            data-obligation={item.id}
          >
            <span dir="auto">
              {item.asker_name !== "" && <strong>{item.asker_name}: </strong>}
              {item.excerpt}
            </span>
            <ObligationMark clock={visit.clock} item={item} me={visit.me.value} />
          </button>
        </li>
      ))}
    </ul>
  );
}
