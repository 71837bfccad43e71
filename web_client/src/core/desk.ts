/*
 * What staff do from outside of rooms: watch the board of their space, and act in a room without being in it. It asks
 * again after each reconnect, as long as somebody watches.
 */
import { signal } from "@preact/signals-core";
import { type BoardItems, reduceBoard } from "./board";
import { type Connection, Disconnected, Refused, type Reply } from "./socket";
import type { AnyClientCommand, AnyFrame } from "./wire.gen";

export class Desk {
  /** Null until the first of it came. */
  readonly board = signal<BoardItems | null>(null);
  private watching = 0;

  constructor(private readonly connection: Pick<Connection, "request">) {}

  /** Keep the board up to date until the returned call. */
  watch(): () => void {
    this.watching += 1;
    if (this.watching === 1) this.ask(true);
    return () => {
      this.watching -= 1;
      if (this.watching === 0) this.ask(false);
    };
  }

  /** The line is new: it knows nothing of what we watch. */
  resume(): void {
    if (this.watching > 0) this.ask(true);
  }

  receive(frame: AnyFrame): void {
    this.board.value = reduceBoard(this.board.value, frame);
  }

  /** As in a room, without being there. Rejects with Refused or Disconnected. */
  command(room: string, command: AnyClientCommand): Promise<Reply> {
    return this.connection.request({ t: "from_desk", room, command });
  }

  private ask(on: boolean): void {
    this.connection.request({ t: "watch_board", on }).catch((error: unknown) => {
      if (!(error instanceof Refused || error instanceof Disconnected)) throw error;
    });
  }
}
