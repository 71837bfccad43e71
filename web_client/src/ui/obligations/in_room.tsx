/* What staff in a room see and do about what is owed, at the message or the question that it began with. */
import { useSignal } from "@preact/signals";
import { ListTodo } from "lucide-preact";
import type { VNode } from "preact";
import { t } from "../../core/i18n";
import { anchoredAt } from "../../core/obligations";
import { isStaff } from "../../core/rules";
import type { Visit } from "../../core/visit";
import type { MessageView, ObligationView, QuestionView } from "../../core/wire.gen";
import { Menu, type MenuItem } from "../menu";
import type { RoomUi } from "../room_ui";
import { answersItem, obligationItems } from "./actions";
import { ChooseAnswered, candidates } from "./chooser";
import { ObligationMark } from "./mark";

/** Staff are told of everything, others of nothing here. */
function owedFor(visit: Visit, kind: "message" | "question", number: number): ObligationView | undefined {
  const items = visit.view.value?.obligations.items ?? [];
  return isStaff(visit.role.value) ? anchoredAt(items, { kind, number }) : undefined;
}

export function MessageOwed({ visit, message }: { visit: Visit; message: MessageView }) {
  const item = owedFor(visit, "message", message.id);
  if (item === undefined || message.state !== "shown") return null;
  return <ObligationMark clock={visit.clock} item={item} me={visit.me.value} />;
}

/** For the menu of a message. */
export function owedItems(visit: Visit, ui: RoomUi, message: MessageView): readonly MenuItem[] {
  if (!isStaff(visit.role.value) || message.state !== "shown") return [];
  const item = owedFor(visit, "message", message.id);
  const dialogs = { open: (render: () => VNode) => ui.openDialog(render), close: ui.closeDialog };
  const choose = () => ui.openDialog(() => <ChooseAnswered visit={visit} ui={ui} message={message} />);
  const mayAnswer = message.author_kind === "person" && candidates(visit, message).length > 0;
  return [
    ...(item === undefined ? [] : obligationItems(visit.session, item, visit.me.value, dialogs)),
    ...(mayAnswer ? [answersItem(choose)] : []),
  ];
}

/** A question that was said in chat first is owed there. */
export function QuestionOwed({ visit, question }: { visit: Visit; question: QuestionView }) {
  const dialog = useSignal<(() => VNode) | null>(null);
  const item =
    owedFor(visit, "question", question.id) ??
    (question.message === null ? undefined : owedFor(visit, "message", question.message));
  if (item === undefined) return null;
  const dialogs = {
    open: (render: () => VNode) => {
      dialog.value = render;
    },
    close: () => {
      dialog.value = null;
    },
  };
  const actions = obligationItems(visit.session, item, visit.me.value, dialogs);
  return (
    <div class="question-owed">
      <ObligationMark clock={visit.clock} item={item} me={visit.me.value} />
      {actions.length > 0 && (
        <Menu label={t("owed_menu")} icon={ListTodo} items={actions} testId="obligation-menu" />
      )}
      {dialog.value?.()}
    </div>
  );
}
