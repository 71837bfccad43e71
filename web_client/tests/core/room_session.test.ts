import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { plainDraft } from "../../src/core/outbox";
import { RoomSession } from "../../src/core/room_session";
import type { AnyEvent, AnyFrame } from "../../src/core/wire.gen";
import { ErrorCode } from "../../src/core/wire.gen";
import type { InMemorySocket } from "../support/in_memory_socket";
import { TestServer } from "../support/server";
import { message, view } from "../support/views";

const flush = () => vi.advanceTimersByTimeAsync(0);

const VIEW = view();

let server: TestServer;
let room: RoomSession;

beforeEach(() => {
  vi.useFakeTimers();
  server = new TestServer({
    onLive: () => void room.enter(),
    onFrame: (frame: AnyFrame) => room.receive(frame),
  });
  room = new RoomSession(server.connection, "study", () => "me");
});

afterEach(() => {
  server.connection.stop();
  vi.useRealTimers();
});

/** Connect and answer the entering with a snapshot at `seq`. */
async function enter(seq = 10): Promise<InMemorySocket> {
  server.connection.start();
  const socket = await server.welcome(flush);
  socket.deliver(
    { t: "entered", ref: socket.last("enter_room").ref, room: "study", resumed: false },
    { t: "snapshot", room: "study", epoch: 1, seq, view: VIEW },
  );
  await flush();
  return socket;
}

/** Lose the line and come back; the server says that we resumed. */
async function comeBack(): Promise<InMemorySocket> {
  server.socket.end(1006);
  await vi.advanceTimersByTimeAsync(1_000);
  const socket = await server.welcome(flush);
  socket.deliver({ t: "entered", ref: socket.last("enter_room").ref, room: "study", resumed: true });
  await flush();
  return socket;
}

function posted(seq: number, cid: string, author = "me"): AnyFrame {
  const { replies, edited_at, state, reactions, ...said } = message(seq, {
    cid,
    author,
    author_name: author,
  });
  const event: AnyEvent = { t: "message_posted", held: null, hidden: false, ...said };
  return { t: "event", room: "study", epoch: 1, seq, event };
}

function bodies(socket: InMemorySocket): string[] {
  return socket.received.flatMap((request) =>
    request.t === "command" && request.command.t === "post_message" ? [request.command.cid] : [],
  );
}

describe("entering", () => {
  test("asks without a position first, and from where it was after a reconnect", async () => {
    const first = await enter(10);
    expect(first.last("enter_room").position).toBeNull();
    const second = await comeBack();
    expect(second.last("enter_room").position).toEqual({ epoch: 1, seq: 10 });
  });

  test("a refusal that cannot change is final", async () => {
    server.connection.start();
    const socket = await server.welcome(flush);
    const { ref } = socket.last("enter_room");
    socket.deliver({ t: "error", ref, code: ErrorCode.ROOM_FULL, detail: "", retry_ms: null });
    await flush();
    expect(room.phase.value).toEqual({ phase: "refused", code: ErrorCode.ROOM_FULL });
  });

  test("a refusal that may pass is tried again when the server says", async () => {
    server.connection.start();
    const socket = await server.welcome(flush);
    const { ref } = socket.last("enter_room");
    socket.deliver({ t: "error", ref, code: ErrorCode.NOT_SAVED, detail: "", retry_ms: 700 });
    await vi.advanceTimersByTimeAsync(700);
    expect(socket.received.filter((request) => request.t === "enter_room")).toHaveLength(2);
  });

  test("a gap in the events asks again from the last one seen", async () => {
    const socket = await enter(10);
    socket.deliver(posted(13, "c-13", "other"));
    await flush();
    expect(socket.last("enter_room")).toMatchObject({ position: { epoch: 1, seq: 10 } });
  });
});

describe("posting", () => {
  test("shows at once, and gives way to the event with the same client id", async () => {
    const socket = await enter(10);
    room.posting.post(plainDraft("hello"));
    expect(room.posting.outbox.value).toMatchObject([{ draft: { body: "hello" }, status: "sending" }]);
    const [cid = ""] = bodies(socket);
    socket.deliver(posted(11, cid), { t: "ok", ref: socket.last("command").ref, seq: 11 });
    await flush();
    expect(room.posting.outbox.value).toEqual([]);
    expect(room.state.value.timeline.map((message) => message.cid)).toEqual([cid]);
  });

  test("stays visible between the acknowledgement and the event", async () => {
    const socket = await enter(10);
    room.posting.post(plainDraft("hello"));
    socket.deliver({ t: "ok", ref: socket.last("command").ref, seq: 11 });
    await flush();
    expect(room.posting.outbox.value).toMatchObject([{ status: "sent", seq: 11 }]);
  });

  test("another's message with the same client id is not taken for ours", async () => {
    const socket = await enter(10);
    room.posting.post(plainDraft("hello"));
    const [cid = ""] = bodies(socket);
    socket.deliver(posted(11, cid, "other"));
    await flush();
    expect(room.posting.outbox.value).toHaveLength(1);
  });

  test("what was not acknowledged is sent again with the same client id after a reconnect", async () => {
    const first = await enter(10);
    room.posting.post(plainDraft("hello"));
    const second = await comeBack();
    expect(bodies(second)).toEqual(bodies(first));
    expect(bodies(second)).toHaveLength(1);
  });

  test("what was written during an outage is sent when back, in order, once", async () => {
    await enter(10);
    server.socket.end(1006);
    room.posting.post(plainDraft("one"));
    room.posting.post(plainDraft("two"));
    await vi.advanceTimersByTimeAsync(1_000);
    const socket = await server.welcome(flush);
    socket.deliver({ t: "entered", ref: socket.last("enter_room").ref, room: "study", resumed: true });
    await flush();
    expect(bodies(socket)).toEqual(room.posting.outbox.value.map((post) => post.cid));
    expect(bodies(socket)).toHaveLength(2);
  });

  test("a post that stood in the log before the line was lost is not shown twice", async () => {
    const first = await enter(10);
    room.posting.post(plainDraft("hello"));
    const [cid = ""] = bodies(first);
    const second = await comeBack();
    second.deliver(posted(11, cid), { t: "ok", ref: second.last("command").ref, seq: 11 });
    await flush();
    expect(room.posting.outbox.value).toEqual([]);
    expect(room.state.value.timeline).toHaveLength(1);
  });

  test("a refusal fails it for the reader to decide; sending again keeps the client id", async () => {
    const socket = await enter(10);
    room.posting.post(plainDraft("hello"));
    const [cid] = bodies(socket);
    const { ref } = socket.last("command");
    socket.deliver({ t: "error", ref, code: ErrorCode.NOT_PERMITTED, detail: "", retry_ms: null });
    await flush();
    expect(room.posting.outbox.value).toMatchObject([{ status: "failed", refusal: ErrorCode.NOT_PERMITTED }]);
    room.posting.retry(cid ?? "");
    expect(bodies(socket)).toEqual([cid, cid]);
  });

  test("a refusal that may pass is tried again by itself, and fails in the end", async () => {
    const socket = await enter(10);
    room.posting.post(plainDraft("hello"));
    for (let refused = 0; refused < 4; refused++) {
      const { ref } = socket.last("command");
      socket.deliver({ t: "error", ref, code: ErrorCode.NOT_SAVED, detail: "", retry_ms: 300 });
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(bodies(socket)).toHaveLength(4);
    expect(room.posting.outbox.value).toMatchObject([{ status: "failed", refusal: ErrorCode.NOT_SAVED }]);
  });
});

describe("slow mode", () => {
  test("holds a post back for as long as the room says, and sends it by itself, however often", async () => {
    const socket = await enter(10);
    room.posting.post(plainDraft("hello"));
    for (let refused = 0; refused < 6; refused++) {
      const { ref } = socket.last("command");
      socket.deliver({ t: "error", ref, code: ErrorCode.SLOW_MODE, detail: "", retry_ms: 10_000 });
      await flush();
      expect(room.posting.outbox.value).toMatchObject([
        { status: "slowed", retryAt: Date.now() + 10_000, refusal: null },
      ]);
      await vi.advanceTimersByTimeAsync(10_000);
    }
    expect(bodies(socket)).toHaveLength(7);
    expect(room.posting.outbox.value).toMatchObject([{ status: "sending" }]);
  });
});

describe("the door", () => {
  async function refused(code: number): Promise<InMemorySocket> {
    server.connection.start();
    const socket = await server.welcome(flush);
    const { ref } = socket.last("enter_room");
    socket.deliver({ t: "error", ref, code, detail: "", retry_ms: null });
    await flush();
    return socket;
  }

  const enterings = (socket: InMemorySocket) =>
    socket.received.filter((request) => request.t === "enter_room").length;

  test("keeps us waiting until staff let us in, and then we enter by ourselves", async () => {
    const socket = await refused(ErrorCode.WAITING);
    expect(room.phase.value).toEqual({ phase: "waiting" });
    socket.deliver({ t: "admitted", room: "other" });
    expect(enterings(socket)).toBe(1);
    socket.deliver({ t: "admitted", room: "study" });
    socket.deliver({ t: "entered", ref: socket.last("enter_room").ref, room: "study", resumed: false });
    await flush();
    expect(room.phase.value).toEqual({ phase: "in" });
  });

  test("is asked again after a reconnect, and told when we do not wait any more", async () => {
    await refused(ErrorCode.WAITING);
    server.socket.end(1006);
    await vi.advanceTimersByTimeAsync(1_000);
    const socket = await server.welcome(flush);
    expect(enterings(socket)).toBe(1);
    room.leave();
    expect(socket.last("leave_room").room).toBe("study");
  });

  test("that is locked can be tried again when somebody wants to", async () => {
    const socket = await refused(ErrorCode.LOCKED);
    expect(room.phase.value).toEqual({ phase: "refused", code: ErrorCode.LOCKED });
    void room.tryAgain();
    expect(enterings(socket)).toBe(2);
  });
});

describe("being shown out", () => {
  function happens(socket: InMemorySocket, event: AnyEvent): void {
    socket.deliver({ t: "event", room: "study", epoch: 1, seq: 11, event });
  }

  const removed = { t: "member_removed", at: 1, name: "x", by: "t", reason: "ads", rule: null } as const;

  test("says why and for how long, and no reconnect goes back in", async () => {
    const first = await enter(10);
    happens(first, { ...removed, member: "me", until: 600 });
    expect(room.phase.value).toEqual({ phase: "removed", reason: "ads", until: 600 });
    room.leave();
    expect(room.phase.value.phase).toBe("removed");
    server.socket.end(1006);
    await vi.advanceTimersByTimeAsync(1_000);
    const socket = await server.welcome(flush);
    expect(socket.received.map(({ t }) => t)).not.toContain("enter_room");
  });

  test("of somebody else is only told to staff, and leaves us in", async () => {
    const socket = await enter(10);
    happens(socket, { ...removed, member: "ann", until: null });
    expect(room.phase.value.phase).toBe("in");
  });

  test("is everybody when the room ends", async () => {
    const socket = await enter(10);
    happens(socket, { t: "room_closed", at: 1, reason: "closed" });
    expect(room.phase.value).toEqual({ phase: "closed" });
  });
});

describe("a window on other messages", () => {
  test("reads what it is about, follows events, and reads anew after a snapshot", async () => {
    const socket = await enter(10);
    const thread = room.openWindow({ of: "thread", first: 3 });
    expect(socket.last("read_history")).toMatchObject({ room: "study", thread: 3, before: null });
    const { ref } = socket.last("read_history");
    socket.deliver({ t: "history", ref, messages: [message(4, { reply_to: 3 })], more: false });
    await flush();
    socket.deliver({
      t: "event",
      room: "study",
      epoch: 1,
      seq: 11,
      event: { t: "message_edited", at: 1, id: 4, body: "new", by: "a" },
    });
    expect(thread.messages.value).toMatchObject([{ id: 4, body: "new" }]);
    socket.deliver({ t: "snapshot", room: "study", epoch: 2, seq: 40, view: VIEW });
    expect(socket.received.filter(({ t }) => t === "read_history")).toHaveLength(2);
    room.closeWindow(thread);
    socket.deliver({ t: "snapshot", room: "study", epoch: 2, seq: 41, view: VIEW });
    expect(socket.received.filter(({ t }) => t === "read_history")).toHaveLength(2);
  });

  test("on a message of the past ends a little after it", async () => {
    const socket = await enter(10);
    room.openWindow({ of: "around", id: 100 });
    expect(socket.last("read_history").before).toBeGreaterThan(100);
    room.openWindow({ of: "search", text: "作业" });
    expect(socket.last("search_messages")).toMatchObject({ room: "study", text: "作业" });
  });
});

test("floating reactions are sent without waiting, and shown as they are counted", async () => {
  const socket = await enter(10);
  room.cheer("👏");
  expect(socket.last("cheer")).toEqual({ t: "cheer", room: "study", emoji: "👏" });
  socket.deliver({ t: "cheers", room: "study", counts: { "👏": 3 } });
  expect(room.cheers.value).toEqual({ "👏": 3 });
});

test("who listens hears every event once, in order, and none after they stopped", async () => {
  const socket = await enter(10);
  const heard: string[] = [];
  const stop = room.listen(({ t }) => heard.push(t));
  socket.deliver(posted(11, "c-11", "ann"), posted(11, "c-11", "ann"), posted(12, "c-12", "ann"));
  stop();
  socket.deliver(posted(13, "c-13", "ann"));
  expect(heard).toEqual(["message_posted", "message_posted"]);
});

test("a post that is held for review is shown as such, not as being on its way", async () => {
  const socket = await enter(10);
  room.posting.post(plainDraft("buy this"));
  const [cid = ""] = bodies(socket);
  const held: AnyEvent = {
    t: "message_held",
    at: 1,
    author: "me",
    cid,
    number: 1,
    author_name: "Me",
    body: "buy this",
    rule: "ads",
    reply_to: null,
    mentions: [],
    attachments: [],
    review_by: null,
  };
  socket.deliver({ t: "event", room: "study", epoch: 1, seq: 11, event: held });
  expect(room.posting.outbox.value).toEqual([]);
  expect(room.state.value.view?.moderation.own.held).toMatchObject([{ cid, rule: "ads" }]);
});

describe("what this device sends", () => {
  test("is said again after a reconnect, since the server may be another one", async () => {
    await enter(10);
    void room.announce({ mic: true, camera: false, screen: false });
    const socket = await comeBack();
    expect(socket.last("command").command).toEqual({
      t: "announce_media",
      mic: true,
      camera: false,
      screen: false,
    });
  });

  test("is said again when this device, and no other, was attached anew: the room is at another node", async () => {
    const socket = await enter(10);
    const said = { t: "announce_media", mic: true, camera: false, screen: false };
    void room.announce({ mic: true, camera: false, screen: false });
    const attached = (seq: number, device: string): AnyFrame => {
      const event: AnyEvent = { t: "device_attached", at: 1, member: "me", device };
      return { t: "event", room: "study", epoch: 2, seq, event };
    };
    const commands = () =>
      socket.received.flatMap((request) => (request.t === "command" ? [request.command] : []));
    socket.deliver(attached(11, "device-2"));
    expect(commands()).toEqual([said]);
    socket.deliver(attached(12, "device-1"));
    expect(commands()).toEqual([said, said]);
  });

  test("is said again after a refusal that may pass, unless something newer was said meanwhile", async () => {
    const socket = await enter(10);
    const said = () =>
      socket.received.flatMap((request) => (request.t === "command" ? [request.command] : []));
    const refuse = () => {
      const { ref } = socket.last("command");
      socket.deliver({ t: "error", ref, code: ErrorCode.RATE_LIMITED, detail: "", retry_ms: 500 });
    };
    void room.announce({ mic: true, camera: false, screen: false });
    refuse();
    await vi.advanceTimersByTimeAsync(500);
    expect(said()).toHaveLength(2);
    refuse();
    void room.announce({ mic: true, camera: true, screen: false });
    await vi.advanceTimersByTimeAsync(500);
    expect(said()).toHaveLength(3);
  });
});

describe("typing", () => {
  test("is told at most once in three seconds", async () => {
    const socket = await enter(10);
    for (let key = 0; key < 5; key++) room.typing.type();
    await vi.advanceTimersByTimeAsync(3_000);
    room.typing.type();
    expect(socket.received.filter((request) => request.t === "typing")).toHaveLength(2);
  });

  test("of others is forgotten after five seconds, or when the message comes", async () => {
    const socket = await enter(10);
    socket.deliver({ t: "typing_now", room: "study", member: "ann" });
    socket.deliver({ t: "typing_now", room: "study", member: "bob" });
    socket.deliver({ t: "typing_now", room: "study", member: "me" });
    expect([...room.typing.others.value.keys()]).toEqual(["ann", "bob"]);
    socket.deliver(posted(11, "c-11", "ann"));
    expect([...room.typing.others.value.keys()]).toEqual(["bob"]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(room.typing.others.value.size).toBe(0);
  });
});

describe("history", () => {
  test("is read before the oldest message that we have", async () => {
    const socket = await enter(10);
    socket.deliver(posted(11, "c-11", "ann"));
    const loaded = room.loadOlder();
    expect(socket.last("read_history")).toMatchObject({ before: 11, limit: 50 });
    expect(room.loadingOlder.value).toBe(true);
    const { ref } = socket.last("read_history");
    const older = { ...room.state.value.timeline[0], id: 3 } as never;
    socket.deliver({ t: "history", ref, messages: [older], more: false });
    await loaded;
    expect(room.state.value.timeline.map((message) => message.id)).toEqual([3, 11]);
    expect(room.loadingOlder.value).toBe(false);
  });
});

test("after leaving, a reconnect does not enter again", async () => {
  await enter(10);
  room.leave();
  server.socket.end(1006);
  await vi.advanceTimersByTimeAsync(1_000);
  const socket = await server.welcome(flush);
  expect(socket.received.filter((request) => request.t === "enter_room")).toHaveLength(0);
});

describe("moving to another room", () => {
  test("asks for both as one step, and takes what comes with the answer", async () => {
    const socket = await enter(10);
    const next = new RoomSession(server.connection, "study--1", () => "me");
    const moved = next.arriveFrom("study");
    const { ref, source } = socket.last("move_room");
    expect(source).toBe("study");
    next.receive({ t: "snapshot", room: "study--1", epoch: 1, seq: 3, view: VIEW });
    socket.deliver({ t: "entered", ref, room: "study--1", resumed: false });
    await moved;
    expect(next.phase.value).toEqual({ phase: "in" });
    expect(next.position).toEqual({ epoch: 1, seq: 3 });
  });

  test("refused, it is not in there", async () => {
    const socket = await enter(10);
    const next = new RoomSession(server.connection, "study--1", () => "me");
    const moved = next.arriveFrom("study");
    const { ref } = socket.last("move_room");
    socket.deliver({ t: "error", ref, code: ErrorCode.ROOM_FULL, detail: "", retry_ms: null });
    await expect(moved).rejects.toMatchObject({ code: ErrorCode.ROOM_FULL });
    expect(next.phase.value).toEqual({ phase: "entering" });
  });

  test("what was left is not entered again after a reconnect", async () => {
    await enter(10);
    room.depart();
    server.socket.end(1006);
    await vi.advanceTimersByTimeAsync(1_000);
    const socket = await server.welcome(flush);
    expect(socket.received.filter(({ t }) => t === "enter_room" || t === "leave_room")).toHaveLength(0);
  });
});
