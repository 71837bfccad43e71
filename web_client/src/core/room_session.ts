/*
 * Being in one room, from entering to leaving, over any number of reconnects: it enters again from the position it
 * holds, says again what this device sends, and sends again the posts that nobody confirmed.
 * It draws nothing and knows no peer connection; media asks it only to carry offers.
 */
import { type Signal, signal } from "@preact/signals-core";
import { MessageWindow, type WindowQuery } from "./message_window";
import { Posting } from "./posting";
import { ReadMarks } from "./read_marks";
import { emptyRoom, prependHistory, type RoomState, reduceRoom } from "./room_store";
import { type Connection, Disconnected, Refused, type Reply } from "./socket";
import { Typing } from "./typing";
import type {
  AnyClientCommand,
  AnyEvent,
  AnyFrame,
  AnyRequest,
  Cheer,
  DutyNow,
  FoundAnswer,
  HistoryFrame,
  LayersWanted,
  MessageView,
  NetworkQuality,
  Position,
  Slots,
  Source,
  View,
} from "./wire.gen";
import { ErrorCode } from "./wire.gen";

export type RoomPhase =
  | { readonly phase: "entering" }
  | { readonly phase: "in" }
  /** At the door: staff let us in, or not. */
  | { readonly phase: "waiting" }
  | { readonly phase: "refused"; readonly code: number }
  | { readonly phase: "removed"; readonly reason: string; readonly until: number | null }
  | { readonly phase: "closed" }
  | { readonly phase: "left" };

export interface Announcement {
  readonly mic: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
}

const SILENT: Announcement = { mic: false, camera: false, screen: false };
const HISTORY_PAGE = 50;
const SEARCH_PAGE = 30;
/** How many messages after the one that is looked for are shown with it. */
const AFTER = 20;
const DEFAULT_RETRY_MS = 1_000;
/** In which a new connection enters by itself. */
const COMES_BACK: ReadonlySet<string> = new Set(["entering", "in", "waiting"]);

export class RoomSession {
  readonly state: Signal<RoomState>;
  readonly phase = signal<RoomPhase>({ phase: "entering" });
  readonly slots = signal<Slots | null>(null);
  /** How many encodings of our sources anybody sees; null until we are told. */
  readonly layersWanted = signal<LayersWanted | null>(null);
  /** Members who speak now, loudest first. */
  readonly speaking = signal<readonly string[]>([]);
  /** Members whose connection is not good. */
  readonly lines = signal<ReadonlyMap<string, NetworkQuality>>(new Map());
  readonly loadingOlder = signal(false);
  /** Counts how often the media server lost us, so that media can start anew. */
  readonly mediaLosses = signal(0);
  /** Counts how often we came in, so that media can check whether the server still knows us. */
  readonly entries = signal(0);
  /** Who answers here now; null until we are told. */
  readonly duty = signal<DutyNow | null>(null);
  private announced: Announcement = SILENT;
  /** How often each floating reaction came just now. */
  readonly cheers = signal<Readonly<Record<string, number>>>({});
  readonly posting: Posting;
  readonly marks: ReadMarks;
  readonly typing: Typing;
  private readonly windows = new Set<MessageWindow>();
  private readonly listeners = new Set<(event: AnyEvent) => void>();

  constructor(
    private readonly connection: Connection,
    readonly room: string,
    private readonly me: () => string,
  ) {
    this.state = signal(emptyRoom(room));
    this.posting = new Posting({
      command: (command) => this.command(command),
      isIn: () => this.phase.value.phase === "in",
      state: () => this.state.value,
      me,
    });
    this.marks = new ReadMarks(room, (mark) => connection.send(mark));
    this.typing = new Typing(() => connection.send({ t: "typing", room }));
  }

  get position(): Position | null {
    return this.state.value.position;
  }

  /** Enter, or enter again from where we were. Called for every new connection. */
  async enter(): Promise<void> {
    if (!COMES_BACK.has(this.phase.value.phase)) return;
    const { room, position } = this;
    try {
      await this.connection.request({ t: "enter_room", room, position });
    } catch (error) {
      if (error instanceof Refused && error.code === ErrorCode.WAITING)
        this.phase.value = { phase: "waiting" };
      else if (error instanceof Refused && !error.retryable)
        this.phase.value = { phase: "refused", code: error.code };
      else if (error instanceof Refused)
        setTimeout(() => void this.enter(), error.retryMs ?? DEFAULT_RETRY_MS);
      return;
    }
    this.phase.value = { phase: "in" };
    this.entries.value += 1;
    this.announceAnew();
    this.posting.resume();
  }

  /** Ask once more after a refusal: it may be unlocked, or a ban may be over. */
  async tryAgain(): Promise<void> {
    if (this.phase.value.phase !== "refused") return;
    this.phase.value = { phase: "entering" };
    await this.enter();
  }

  /**
   * Come over from the room `source` as one step, with the same media connections. Rejects with Refused or
   * Disconnected, and then we still are where we were.
   */
  async arriveFrom(source: string): Promise<void> {
    await this.connection.request({ t: "move_room", source, room: this.room });
    this.phase.value = { phase: "in" };
    this.entries.value += 1;
  }

  /** We are in another room now: nothing of this one concerns us any more. */
  depart(): void {
    this.phase.value = { phase: "left" };
  }

  /** Leave for good: no reconnect grace, and nothing comes back. */
  leave(): void {
    if (this.phase.value.phase === "in" || this.phase.value.phase === "waiting")
      this.connection.request({ t: "leave_room", room: this.room }).catch(() => undefined);
    if (COMES_BACK.has(this.phase.value.phase)) this.phase.value = { phase: "left" };
  }

  /** Be told of every event that comes while we are in, after the state shows it. Until the returned call. */
  listen(listener: (event: AnyEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  receive(frame: AnyFrame): void {
    if (!("room" in frame) || frame.room !== this.room) return;
    const before = this.state.value;
    const after = reduceRoom(before, frame);
    if (after !== before) {
      this.state.value = after;
      this.posting.settle();
    }
    if (after.behind && !before.behind) void this.enter();
    if (frame.t === "event" && frame.event !== null && after.position !== before.position)
      this.happened(frame.event);
    this.receiveSideFrame(frame);
  }

  private receiveSideFrame(frame: AnyFrame): void {
    switch (frame.t) {
      case "slots":
        this.slots.value = frame;
        break;
      case "layers_wanted":
        this.layersWanted.value = frame;
        break;
      case "speaking":
        this.speaking.value = frame.devices.map((device) => device.member);
        break;
      case "qualities":
        this.lines.value = new Map(frame.devices.map((device) => [device.member, device.quality]));
        break;
      case "media_lost":
        this.mediaLosses.value += 1;
        break;
      case "typing_now":
        if (frame.member !== this.me()) this.typing.hear(frame.member);
        break;
      case "read_marks":
        this.marks.receive(frame);
        break;
      case "cheers":
        this.cheers.value = frame.counts;
        break;
      case "duty_now":
        this.duty.value = frame;
        break;
      case "admitted":
        void this.enter();
        break;
      case "snapshot":
        for (const window of this.windows) void window.load();
        break;
    }
  }

  private happened(event: AnyEvent): void {
    if (event.t === "message_posted") this.typing.forget(event.author);
    else if (event.t === "member_removed" && event.member === this.me())
      this.phase.value = { phase: "removed", reason: event.reason, until: event.until };
    else if (event.t === "room_closed") this.phase.value = { phase: "closed" };
    else if (event.t === "device_attached" && event.device === this.connection.device) this.announceAnew();
    for (const window of this.windows) window.apply(event);
    for (const listener of this.listeners) listener(event);
  }

  // ---------------------------------------------------------------- chat

  async loadOlder(): Promise<void> {
    if (this.loadingOlder.value) return;
    this.loadingOlder.value = true;
    try {
      const page = await this.readPage(null, this.state.value.timeline[0]?.id ?? null);
      this.state.value = prependHistory(this.state.value, page.messages, page.more);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Disconnected)) throw error;
    } finally {
      this.loadingOlder.value = false;
    }
  }

  /** Keep a part of the messages in view until `closeWindow`. */
  openWindow(query: WindowQuery): MessageWindow {
    const window = new MessageWindow(query, (of, before) => this.readPage(of, before));
    this.windows.add(window);
    void window.load();
    return window;
  }

  closeWindow(window: MessageWindow): void {
    this.windows.delete(window);
  }

  /** One message, however old; null when there is none. Rejects with Refused or Disconnected. */
  async readMessage(id: number): Promise<MessageView | null> {
    const held = this.state.value.timeline.find((message) => message.id === id);
    if (held !== undefined) return held;
    const page = await this.readPage({ of: "around", id }, null);
    return page.messages.find((message) => message.id === id) ?? null;
  }

  /** A page of history that ends before the message `before`. Rejects with Refused or Disconnected. */
  private async readPage(query: WindowQuery | null, before: number | null): Promise<HistoryFrame> {
    const reply = await this.connection.request({ ...pageRequest(query, before), room: this.room });
    if (reply.t !== "history") throw new Disconnected();
    return reply;
  }

  /** A floating reaction: counted, never kept. */
  cheer(emoji: Cheer["emoji"]): void {
    this.connection.send({ t: "cheer", room: this.room, emoji });
  }

  /** Endorsed answers to questions like this one, best first. Rejects with Refused or Disconnected. */
  async findAnswers(text: string): Promise<readonly FoundAnswer[]> {
    const reply = await this.connection.request({ t: "find_answers", room: this.room, text });
    if (reply.t !== "found_answers") throw new Disconnected();
    return reply.answers;
  }

  // ---------------------------------------------------------------- media

  /** Tell the room what this device sends; told again after each reconnect, and when the room has moved to another node. */
  async announce(announcement: Announcement): Promise<void> {
    this.announced = announcement;
    if (this.phase.value.phase !== "in") return;
    try {
      await this.command({ t: "announce_media", ...announcement });
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Disconnected)) throw error;
      if (error instanceof Refused && error.retryable) this.announceAgain(announcement, error.retryMs);
    }
  }

  /** A device that is attached sends nothing, as far as the room knows. */
  private announceAnew(): void {
    if (this.announced !== SILENT) void this.announce(this.announced);
  }

  /** Unless something newer was said meanwhile. */
  private announceAgain(announcement: Announcement, retryMs: number | null): void {
    setTimeout(() => {
      if (this.announced === announcement) void this.announce(announcement);
    }, retryMs ?? DEFAULT_RETRY_MS);
  }

  /** Media fell silent: make sure of the line that everything else comes by. */
  doubtLine(): void {
    this.connection.doubt();
  }

  /** How our slots are shown. */
  watch(views: Record<string, View>): void {
    if (this.phase.value.phase === "in") this.connection.send({ t: "watch_slots", room: this.room, views });
  }

  /** For how many seconds pictures stood still lately, by mid. */
  froze(seconds: Record<string, number>): void {
    if (this.phase.value.phase === "in")
      this.connection.send({ t: "pictures_froze", room: this.room, seconds });
  }

  /** Carry an SDP offer to the media server; resolves with its answer. Rejects with Refused or Disconnected. */
  async negotiate(
    direction: "publish" | "receive",
    sdp: string,
    sources: Record<string, Source>,
  ): Promise<string> {
    const reply = await this.connection.request({
      t: "media_offer",
      room: this.room,
      direction,
      sdp,
      sources,
    });
    if (reply.t !== "media_answer") throw new Disconnected();
    return reply.sdp;
  }

  /** Ask the room for something. Resolves once it stands in the log; rejects with Refused or Disconnected. */
  command(command: AnyClientCommand): Promise<Reply> {
    return this.connection.request({ t: "command", room: this.room, command });
  }
}

type PageRequest =
  | Omit<Extract<AnyRequest, { t: "read_history" }>, "ref" | "room">
  | Omit<Extract<AnyRequest, { t: "search_messages" }>, "ref" | "room">;

function pageRequest(query: WindowQuery | null, before: number | null): PageRequest {
  const page = { t: "read_history", before, limit: HISTORY_PAGE } as const;
  switch (query?.of) {
    case "thread":
      return { ...page, thread: query.first };
    case "important":
      return { ...page, important: true };
    case "search":
      return { t: "search_messages", text: query.text, before, limit: SEARCH_PAGE };
    case "around":
      return { ...page, before: before ?? query.id + AFTER + 1 };
    default:
      return page;
  }
}
