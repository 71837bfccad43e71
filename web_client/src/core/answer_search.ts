/*
 * Earlier answers to what somebody is typing. It asks when they pause, once per text, and forgets answers that come
 * after the text has changed. Whoever has put the answers away is left alone until they begin anew.
 */
import { signal } from "@preact/signals-core";
import { Disconnected, Refused } from "./socket";
import type { FoundAnswer } from "./wire.gen";

export const PAUSE_MS = 400;
export const SHORTEST = 4;
const LONGEST = 2000;

export class AnswerSearch {
  readonly answers = signal<readonly FoundAnswer[]>([]);
  private text = "";
  private isPutAway = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly find: (text: string) => Promise<readonly FoundAnswer[]>) {}

  /** The text is this now; anything that is not worth a search is "". */
  type(written: string): void {
    const text = written.trim();
    if (text === this.text) return;
    this.text = text;
    clearTimeout(this.timer);
    if (text === "") this.isPutAway = false;
    if (this.isPutAway) return;
    if ([...text].length < SHORTEST) this.answers.value = [];
    else this.timer = setTimeout(() => void this.search(text), PAUSE_MS);
  }

  putAway(): void {
    this.isPutAway = true;
    this.answers.value = [];
    clearTimeout(this.timer);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async search(text: string): Promise<void> {
    try {
      const found = await this.find([...text].slice(0, LONGEST).join(""));
      if (text === this.text && !this.isPutAway) this.answers.value = found;
    } catch (error) {
      // It is only an offer: without a line, or asked too often, there is none.
      if (!(error instanceof Refused || error instanceof Disconnected)) throw error;
    }
  }
}
