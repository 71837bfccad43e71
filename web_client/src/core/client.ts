/*
 * The whole of this page's business with the server: the session, the one connection, the lobby it watches and the
 * room it is in. After every connect it asks again for what it wants. Screens read its signals and call it.
 */
import { computed, signal } from "@preact/signals-core";
import { Desk } from "./desk";
import { randomId } from "./identifiers";
import { NoticeBox } from "./notice_box";
import { RoomNotices } from "./room_notices";
import { RoomSession } from "./room_session";
import { ServerClock } from "./server_clock";
import { rename, type Session, takeTicket } from "./session";
import { Connection, Disconnected, Refused, type SocketLike } from "./socket";
import type { AnyFrame, LobbyRoom, Position, Role, Welcome } from "./wire.gen";
import { SUBPROTOCOL } from "./wire.gen";

export class Client {
  readonly session = signal<Session | null>(null);
  /** Null until the first list came. */
  readonly lobby = signal<readonly LobbyRoom[] | null>(null);
  readonly room = signal<RoomSession | null>(null);
  readonly connection: Connection;
  readonly desk: Desk;
  readonly notices = new NoticeBox((ids) => this.connection.send({ t: "see_notices", ids }));
  readonly rooms = new RoomNotices();
  readonly clock = new ServerClock(() => performance.now());
  readonly member = computed(() => {
    const state = this.connection.state.value;
    return state.phase === "live" ? state.welcome.member : (this.lastWelcome?.member ?? "");
  });
  /** Relays, with credentials that hold for hours: of the newest welcome. */
  iceServers(): RTCIceServer[] {
    return (this.lastWelcome?.ice_servers ?? []).map((server) => ({ ...server, urls: [...server.urls] }));
  }

  private lastWelcome: Welcome | null = null;
  private watching = 0;
  /** Where we are about to be: its first frames come before we know that we are there. */
  private arriving: RoomSession | null = null;

  constructor(readonly device = randomId()) {
    this.connection = new Connection({
      device,
      openSocket: openWebSocket,
      takeTicket,
      heads: () => this.heads(),
      onLive: (welcome) => this.resume(welcome),
      onFrame: (frame) => this.receive(frame),
      random: Math.random,
      now: () => performance.now(),
    });
    this.desk = new Desk(this.connection);
  }

  /** Take this session and connect. */
  begin(session: Session): void {
    this.session.value = session;
    this.connection.start();
  }

  /** Change the display name. The name travels in the ticket, so the connection is made anew. */
  async rename(name: string): Promise<void> {
    if (this.session.value?.name === name) return;
    this.session.value = await rename(name);
    this.connection.restart();
  }

  /** Keep the lobby up to date until the returned call. */
  watchLobby(): () => void {
    this.watching += 1;
    if (this.watching === 1) this.askLobby(true);
    return () => {
      this.watching -= 1;
      if (this.watching === 0) this.askLobby(false);
    };
  }

  enterRoom(id: string): RoomSession {
    this.leaveRoom();
    const room = this.newRoom(id);
    this.room.value = room;
    if (this.connection.state.value.phase === "live") void room.enter();
    return room;
  }

  /** Go over to another room. Rejects with Refused or Disconnected, and then nothing has changed. */
  async moveRoom(id: string): Promise<RoomSession> {
    const from = this.room.value;
    if (from === null) throw new Disconnected();
    const room = this.newRoom(id);
    this.arriving = room;
    try {
      await room.arriveFrom(from.room);
    } finally {
      this.arriving = null;
    }
    from.depart();
    this.room.value = room;
    return room;
  }

  leaveRoom(): void {
    this.room.value?.leave();
    this.room.value = null;
  }

  private newRoom(id: string): RoomSession {
    return new RoomSession(this.connection, id, () => this.member.value);
  }

  private resume(welcome: Welcome): void {
    this.clock.set(welcome.now);
    this.takeRole(welcome.role);
    this.lastWelcome = welcome;
    this.notices.begin(welcome.now);
    void this.rooms.load();
    this.desk.resume();
    if (this.watching > 0) this.askLobby(true);
    void this.room.value?.enter();
  }

  /** It may be another one than when the page was opened. */
  private takeRole(role: Role): void {
    const session = this.session.value;
    if (session !== null && session.role !== role) this.session.value = { ...session, role };
  }

  private receive(frame: AnyFrame): void {
    if (frame.t === "lobby") this.lobby.value = frame.rooms;
    else if (frame.t === "pong") this.clock.hear(frame.now);
    else if (frame.t === "notices") this.notices.receive(frame.notices);
    else if (frame.t === "board" || frame.t === "board_changed") this.desk.receive(frame);
    else {
      this.room.value?.receive(frame);
      this.arriving?.receive(frame);
    }
  }

  private askLobby(on: boolean): void {
    this.connection.request({ t: "watch_lobby", on }).catch((error: unknown) => {
      if (!(error instanceof Refused || error instanceof Disconnected)) throw error;
    });
  }

  private heads(): Record<string, Position> {
    const room = this.room.value;
    return room?.position ? { [room.room]: room.position } : {};
  }
}

function openWebSocket(): SocketLike {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${location.host}/ws`, SUBPROTOCOL);
}
