/* Being in a room whose server is the test: a real session over an in-memory socket, as much of a visit as `ui/` reads. */
import { computed, type Signal, signal } from "@preact/signals-core";
import { Capture } from "../../src/core/capture";
import { RoomSession } from "../../src/core/room_session";
import { ServerClock } from "../../src/core/server_clock";
import type { Visit } from "../../src/core/visit";
import type { AnyClientCommand, AnyEvent, LobbyRoom, RoomView } from "../../src/core/wire.gen";
import type { InMemorySocket } from "./in_memory_socket";
import { TestServer } from "./server";

/** Promises that are settled already run their callbacks. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

export class Visiting {
  private seq = 10;

  private constructor(
    readonly visit: Visit,
    readonly session: RoomSession,
    readonly socket: InMemorySocket,
    private readonly server: TestServer,
  ) {}

  /** In the room, as "me", with `view` for a snapshot. */
  static async enter(view: RoomView): Promise<Visiting> {
    const server = new TestServer({
      onLive: () => void session.enter(),
      onFrame: (frame) => session.receive(frame),
    });
    const session = new RoomSession(server.connection, "study", () => "me");
    server.connection.start();
    const socket = await server.welcome(settled);
    socket.deliver(
      { t: "entered", ref: socket.last("enter_room").ref, room: "study", resumed: false },
      { t: "snapshot", room: "study", epoch: 1, seq: 10, view },
    );
    await settled();
    return new Visiting(visitOf(session), session, socket, server);
  }

  leave(): void {
    this.server.connection.stop();
  }

  /** The rooms of the space, as a lobby shows them. */
  knows(...rooms: readonly LobbyRoom[]): void {
    (this.visit.rooms as Signal<readonly LobbyRoom[] | null>).value = rooms;
  }

  happens(event: AnyEvent): void {
    this.seq += 1;
    this.socket.deliver({ t: "event", room: "study", epoch: 1, seq: this.seq, event });
  }

  /** What was asked of the room, oldest first. */
  get commands(): readonly AnyClientCommand[] {
    return this.socket.received.flatMap((request) => (request.t === "command" ? [request.command] : []));
  }

  /** The room did what it was asked last. */
  async agrees(): Promise<void> {
    this.socket.deliver({ t: "ok", ref: this.socket.last("command").ref, seq: this.seq });
    await settled();
  }

  async refuses(code: number): Promise<void> {
    const { ref } = this.socket.last("command");
    this.socket.deliver({ t: "error", ref, code, detail: "", retry_ms: null });
    await settled();
  }
}

function visitOf(session: RoomSession): Visit {
  const view = computed(() => session.state.value.view);
  const self = computed(() => view.value?.members.find((member) => member.id === "me"));
  const visit = {
    session,
    room: session.room,
    me: signal("me"),
    view,
    self,
    role: computed(() => self.value?.role ?? "student"),
    isLive: signal(true),
    clock: new ServerClock(() => performance.now()),
    capture: new Capture(),
    rooms: signal<readonly LobbyRoom[] | null>(null),
    watchRooms: () => () => undefined,
  };
  return visit as unknown as Visit;
}
