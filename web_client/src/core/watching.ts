/*
 * How large each received picture is shown: told to the server, so that it sends what is of use and nothing of what
 * nobody sees. At most four times a second; more at once than less, because a picture that appears should be there.
 */
import type { View } from "./wire.gen";

export interface Sight {
  /** Device pixels; 0: cannot be seen now. */
  readonly height: number;
  /** Where bandwidth is short, the higher one keeps its sharpness longer. */
  readonly priority: number;
}

const INTERVAL_MS = 250;
/** A tile that grows by a pixel is no news: heights are told in steps. */
const STEP = 20;

export class Watching {
  private readonly sights = new Map<object, Sight & { mid: string }>();
  private mids: readonly string[] = [];
  private told = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly send: (views: Record<string, View>) => void) {}

  /** `element` shows the slot `mid` like this from now on. */
  see(element: object, mid: string, sight: Sight): void {
    this.sights.set(element, { mid, ...sight });
    this.tellSoon();
  }

  forget(element: object): void {
    this.sights.delete(element);
    this.tellSoon();
  }

  /** The slots that show a picture now. */
  shows(mids: readonly string[]): void {
    this.mids = mids;
    this.tellSoon();
  }

  /** Nobody remembers what we said: say it again. */
  again(): void {
    this.told = "";
    this.tellSoon();
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private tellSoon(): void {
    this.timer ??= setTimeout(() => this.tell(), INTERVAL_MS);
  }

  private tell(): void {
    this.timer = undefined;
    const views = this.views();
    const said = JSON.stringify(views);
    if (said === this.told || this.mids.length === 0) return;
    this.told = said;
    this.send(views);
  }

  private views(): Record<string, View> {
    const views: Record<string, View> = {};
    for (const mid of this.mids) views[mid] = { height: 0, priority: 0 };
    for (const { mid, height, priority } of this.sights.values()) {
      const known = views[mid];
      if (known === undefined || known.height > height) continue;
      views[mid] = { height: Math.ceil(height / STEP) * STEP, priority };
    }
    return views;
  }
}
