/* What the room's screen remembers while it is open: which panel shows, what was read, what is being written. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { VNode } from "preact";
import { Composing } from "../core/composing";
import { firstUnread, unreadCount, unreadImportant } from "../core/reading";
import type { Visit } from "../core/visit";
import type { MessageView } from "../core/wire.gen";
import { QuestionDesk } from "./questions/question_desk";

/** One row of `tabs.ts` each. */
export type Tab = "chat" | "questions" | "polls" | "rooms" | "people" | "moderation";

/** What the chat panel shows. `around`: the surroundings of an old message. */
export type ChatPage =
  | { readonly page: "all" }
  | { readonly page: "important" }
  | { readonly page: "search" }
  | { readonly page: "thread"; readonly first: MessageView }
  | { readonly page: "around"; readonly id: number };

const ROOMY = "(min-width: 1100px)";

export class RoomUi {
  readonly tab: Signal<Tab> = signal("chat");
  /** On narrow screens the panel takes much of the stage, so it starts closed. */
  readonly panelOpen = signal(matchMedia(ROOMY).matches);
  readonly chatPage: Signal<ChatPage> = signal({ page: "all" });
  private readonly writing = new Composing();
  private writingInThread = new Composing();
  readonly questions = new QuestionDesk();
  /** The dialog that is open; each of them closes it by `closeDialog`. */
  readonly dialog: Signal<(() => VNode) | null> = signal(null);
  /** The message to scroll to and to point out. */
  readonly pointedAt: Signal<number | null> = signal(null);
  /** Grows whenever the field of the chat shall have focus. */
  readonly focusField = signal(0);
  /** Grows whenever the reactions shall open. */
  readonly cheering = signal(0);
  readonly unread: ReadonlySignal<number>;
  readonly unreadImportant: ReadonlySignal<number>;
  /** Message above which "new" stands; stays while the reader looks, moves when they come back. */
  readonly divider: ReadonlySignal<number | null>;
  private readonly mark: Signal<{ readonly room: string; readonly id: number | null } | null> = signal(null);

  /** The newest message when we came: on a first visit, what is older counts as read. */
  private came: number | null = null;

  constructor(private readonly visit: Visit) {
    this.divider = computed(() => (this.mark.value?.room === visit.room ? this.mark.value.id : null));
    this.unread = computed(() => {
      if (visit.session.state.value.view === null) return 0;
      this.came ??= this.timeline().at(-1)?.id ?? 0;
      return unreadCount(this.timeline(), visit.session.marks.message.value ?? this.came, visit.me.value);
    });
    this.unreadImportant = computed(() => {
      const { view } = visit.session.state.value;
      const seen = visit.session.marks.important.value;
      return view === null ? 0 : unreadImportant(view.chat.important, seen, visit.me.value);
    });
  }

  show(tab: Tab): void {
    this.tab.value = tab;
    this.panelOpen.value = true;
  }

  /** Open the panel with this tab, or close it when it shows already. */
  toggle(tab: Tab): void {
    if (this.panelOpen.value && this.tab.value === tab) this.panelOpen.value = false;
    else this.show(tab);
  }

  openDialog(render: () => VNode): void {
    this.dialog.value = render;
  }

  readonly closeDialog = (): void => {
    this.dialog.value = null;
  };

  /** What is being written on the page of the chat that shows. */
  get composing(): Composing {
    return this.chatPage.value.page === "thread" ? this.writingInThread : this.writing;
  }

  showChat(page: ChatPage): void {
    if (page.page === "thread" && this.writingInThread.thread !== page.first.id)
      this.writingInThread = new Composing(page.first.id);
    this.chatPage.value = page;
    this.pointedAt.value = null;
    this.show("chat");
  }

  /** Answer a message: the field takes focus with it. */
  reply(message: MessageView): void {
    this.composing.reply(message);
    this.focusField.value += 1;
  }

  edit(message: MessageView): void {
    this.composing.edit(message);
    this.focusField.value += 1;
  }

  /** Go to a message, wherever it is: among the newest, or in the past. */
  jumpTo(id: number): void {
    const isHere = this.timeline().some((message) => message.id === id);
    this.showChat(isHere ? { page: "all" } : { page: "around", id });
    this.pointedAt.value = id;
  }

  /** Go to a question. False: it is not here, or not any more. */
  jumpToQuestion(id: number): boolean {
    this.show("questions");
    this.questions.pointedAt.value = id;
    return this.visit.view.value?.questions.items.some((question) => question.id === id) ?? false;
  }

  /** Nobody reads along: mark where the new ones start. A mark above unread messages stays where it is. */
  placeDivider(): void {
    const seen = this.visit.session.marks.message.value;
    if (this.divider.value !== null && this.divider.value > (seen ?? 0)) return;
    const id = seen === null ? null : firstUnread(this.timeline(), seen, this.visit.me.value);
    if (this.divider.value !== id) this.mark.value = { room: this.visit.room, id };
  }

  /** The end of the list is in view. */
  markSeen(): void {
    const { marks, state } = this.visit.session;
    if (state.value.view === null) return;
    marks.see(this.timeline().at(-1)?.id ?? 0, marks.important.value);
  }

  /** The important messages are in view. */
  markImportantSeen(): void {
    const { marks, state } = this.visit.session;
    marks.see(marks.message.value ?? 0, state.value.view?.chat.important.at(-1)?.id ?? 0);
  }

  private timeline() {
    return this.visit.session.state.value.timeline;
  }
}
