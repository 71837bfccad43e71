/* What the questions tab remembers while the room is open: the question being written, and which form is open. */
import { signal } from "@preact/signals";
import { PostId } from "../../core/identifiers";

export type QuestionForm = "answer" | "dismiss" | "edit" | "merge" | "reopen" | "solve" | "unmask";

export interface OpenForm {
  readonly form: QuestionForm;
  readonly question: number;
}

export class QuestionDesk {
  readonly text = signal("");
  readonly tried = signal("");
  readonly expected = signal("");
  readonly anonymous = signal(false);
  /** Only one form is open at a time. */
  readonly open = signal<OpenForm | null>(null);
  /** The question to scroll to and to point out. */
  readonly pointedAt = signal<number | null>(null);
  post = new PostId();

  show(form: QuestionForm, question: number): void {
    this.open.value = { form, question };
  }

  close(): void {
    this.open.value = null;
  }

  /** The question was asked: begin another. */
  clear(): void {
    this.post = new PostId();
    for (const field of [this.text, this.tried, this.expected]) field.value = "";
    this.anonymous.value = false;
  }
}
