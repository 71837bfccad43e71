/* A connection whose server is the test. */
import { Connection, type ConnectionPorts } from "../../src/core/socket";
import type { AnyFrame, Position, Welcome } from "../../src/core/wire.gen";
import { InMemorySocket } from "./in_memory_socket";

export const WELCOME: Welcome = {
  t: "welcome",
  session: "session-1",
  member: "me",
  name: "Li Lei",
  role: "student",
  space_title: "Algebra",
  now: 1_700_000_000,
  heartbeat: 15,
  max_frame: 65_536,
  ice_servers: [],
};

export class TestServer {
  readonly sockets: InMemorySocket[] = [];
  readonly frames: AnyFrame[] = [];
  lives = 0;
  heads: Record<string, Position> = {};
  ticket: () => Promise<string> = () => Promise.resolve(`ticket-${this.sockets.length + 1}`);
  readonly connection: Connection;

  constructor(ports: Partial<ConnectionPorts> = {}) {
    this.connection = new Connection({
      device: "device-1",
      openSocket: () => {
        const socket = new InMemorySocket();
        this.sockets.push(socket);
        return socket;
      },
      takeTicket: () => this.ticket(),
      heads: () => this.heads,
      onLive: () => {
        this.lives += 1;
      },
      onFrame: (frame) => this.frames.push(frame),
      random: () => 0.5,
      now: () => Date.now(),
      ...ports,
    });
  }

  get socket(): InMemorySocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("nobody connected");
    return socket;
  }

  /** Let the page connect, and welcome it. Fake timers must be on. */
  async welcome(flush: () => Promise<unknown>): Promise<InMemorySocket> {
    await flush();
    this.socket.accept();
    this.socket.deliver(WELCOME);
    return this.socket;
  }
}
