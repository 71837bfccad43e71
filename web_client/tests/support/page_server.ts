/* The server of the page's own client, in memory: the browser's WebSocket and fetch are the ports that it answers. */
import { vi } from "vitest";
import type { AnyClientCommand, AnyRequest, Role } from "../../src/core/wire.gen";
import { client } from "../../src/page";
import { InMemorySocket } from "./in_memory_socket";
import { WELCOME } from "./server";
import { settled } from "./visiting";

export interface Sent {
  readonly room: string;
  readonly command: AnyClientCommand;
}

type Answer = (body: unknown) => Response;

const sockets: InMemorySocket[] = [];
let answers: Record<string, Answer>;

class BrowserSocket extends InMemorySocket {
  constructor() {
    super();
    sockets.push(this);
  }
}

export const pageServer = {
  /** Let the page's client in, as somebody with this role. */
  async welcome(role: Role): Promise<void> {
    answers = { "POST /api/ticket": () => Response.json({ ticket: "ticket" }) };
    vi.stubGlobal("WebSocket", BrowserSocket);
    vi.stubGlobal("fetch", async (path: string, { method = "GET", body }: RequestInit = {}) => {
      const answer = answers[`${method} ${path.split("?")[0]}`];
      return answer?.(typeof body === "string" ? JSON.parse(body) : undefined) ?? refusal(404, "not_found");
    });
    client.begin({ person: "me", name: "Me", role, space_title: "Space" });
    await settled();
    this.socket.accept();
    this.socket.deliver({ ...WELCOME, role, now: Date.now() / 1000 });
  },

  close(): void {
    client.connection.stop();
    client.session.value = null;
    client.desk.board.value = null;
    client.notices.items.value = [];
    client.lobby.value = null;
    sockets.length = 0;
    vi.unstubAllGlobals();
  },

  get socket(): InMemorySocket {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error("nobody connected");
    return socket;
  },

  /** Answer this from now on: "GET /api/…". */
  on(request: string, answer: Answer): void {
    answers[request] = answer;
  },

  /** What was asked of rooms from the desk, oldest first. */
  get fromDesk(): readonly Sent[] {
    return this.socket.received.flatMap((request) =>
      request.t === "from_desk" ? [{ room: request.room, command: request.command }] : [],
    );
  },

  async agrees(): Promise<void> {
    this.socket.deliver({ t: "ok", ref: this.socket.last("from_desk").ref, seq: 1 });
    await settled();
  },

  async refuses(code: number): Promise<void> {
    const { ref } = this.socket.last("from_desk");
    this.socket.deliver({ t: "error", ref, code, detail: "", retry_ms: null });
    await settled();
  },

  heard<T extends AnyRequest["t"]>(t: T): readonly AnyRequest[] {
    return this.socket.received.filter((request) => request.t === t);
  },
};

export function refusal(status: number, code: string, more: object = {}): Response {
  return Response.json({ code, detail: "", ...more }, { status });
}
