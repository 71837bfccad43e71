import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Disconnected, Refused, SignedOut } from "../../src/core/socket";
import { CloseCode, ErrorCode, PROTOCOL_VERSION } from "../../src/core/wire.gen";
import { TestServer } from "../support/server";

const flush = () => vi.advanceTimersByTimeAsync(0);

let server: TestServer;

beforeEach(() => {
  vi.useFakeTimers();
  server = new TestServer();
});

afterEach(() => {
  server.connection.stop();
  vi.useRealTimers();
});

async function live() {
  server.connection.start();
  return server.welcome(flush);
}

describe("connecting", () => {
  test("takes a ticket, says hello with it and is live when welcomed", async () => {
    const socket = await live();
    expect(socket.received).toEqual([
      { t: "hello", version: PROTOCOL_VERSION, ticket: "ticket-1", device: "device-1" },
    ]);
    expect(server.connection.state.value.phase).toBe("live");
    expect(server.lives).toBe(1);
  });

  test("ends when the browser has no session any more", async () => {
    server.ticket = () => Promise.reject(new SignedOut());
    server.connection.start();
    await flush();
    expect(server.connection.state.value).toEqual({ phase: "ended", reason: "signed_out" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.sockets).toHaveLength(0);
  });

  test("a ticket that never comes is given up after ten seconds and asked for again", async () => {
    let asked = 0;
    server.ticket = () => {
      asked += 1;
      return new Promise(() => undefined);
    };
    server.connection.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.connection.state.value.phase).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toBe(2);
  });

  test("a ticket that comes after we left opens nothing", async () => {
    let give: (ticket: string) => void = () => undefined;
    server.ticket = () =>
      new Promise((resolve) => {
        give = resolve;
      });
    server.connection.start();
    server.connection.stop();
    give("late");
    await flush();
    expect(server.sockets).toHaveLength(0);
  });
});

describe("requests", () => {
  test("resolve with the answer of the same ref, in any order", async () => {
    const socket = await live();
    const first = server.connection.request({ t: "watch_lobby", on: true });
    const second = server.connection.request({ t: "leave_room", room: "study" });
    socket.deliver({ t: "ok", ref: 2, seq: 7 }, { t: "ok", ref: 1, seq: null });
    expect(await first).toEqual({ t: "ok", ref: 1, seq: null });
    expect(await second).toEqual({ t: "ok", ref: 2, seq: 7 });
  });

  test("reject with the code when refused", async () => {
    const socket = await live();
    const asked = server.connection.request({ t: "enter_room", room: "study" });
    socket.deliver({ t: "error", ref: 1, code: ErrorCode.NOT_SAVED, detail: "", retry_ms: 500 });
    const error = await asked.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({ code: ErrorCode.NOT_SAVED, retryMs: 500, retryable: true });
  });

  test("reject when the line is lost before the answer, and at once while there is no line", async () => {
    const socket = await live();
    const asked = server.connection.request({ t: "watch_lobby", on: true });
    socket.end(1006);
    await expect(asked).rejects.toBeInstanceOf(Disconnected);
    await expect(server.connection.request({ t: "watch_lobby", on: true })).rejects.toBeInstanceOf(
      Disconnected,
    );
  });
});

describe("reconnecting", () => {
  test("the first retry comes within 100 to 300 ms, with a new ticket", async () => {
    await live();
    await vi.advanceTimersByTimeAsync(10_000);
    server.socket.end(1006);
    await vi.advanceTimersByTimeAsync(99);
    expect(server.sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(201);
    expect(server.sockets).toHaveLength(2);
    await server.welcome(flush);
    expect(server.socket.last("hello").ticket).toBe("ticket-2");
    expect(server.connection.state.value.phase).toBe("live");
  });

  test("retries spread out while the server stays away, and count up for the banner", async () => {
    await live();
    await vi.advanceTimersByTimeAsync(10_000);
    server.ticket = () => Promise.reject(new Error("no server"));
    server.socket.end(1006);
    const attempts: number[] = [];
    for (let second = 0; second < 5; second++) {
      await vi.advanceTimersByTimeAsync(1_000);
      const state = server.connection.state.value;
      if (state.phase === "waiting") attempts.push(state.attempt);
    }
    expect(attempts).toEqual([2, 4, 5, 5, 6]);
  });

  test("the server is found within five seconds after an absence of ten", async () => {
    await live();
    await vi.advanceTimersByTimeAsync(10_000);
    server.ticket = () => Promise.reject(new Error("no server"));
    server.socket.end(1006);
    await vi.advanceTimersByTimeAsync(10_000);
    server.ticket = () => Promise.resolve("fresh");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.sockets).toHaveLength(2);
  });

  test("retries at once when told that the network is back", async () => {
    await live();
    server.ticket = () => Promise.reject(new Error("no server"));
    server.socket.end(1006);
    await vi.advanceTimersByTimeAsync(20_000);
    server.ticket = () => Promise.resolve("fresh");
    server.connection.retryNow();
    await flush();
    expect(server.sockets).toHaveLength(2);
  });

  test.each([CloseCode.SHUTTING_DOWN, CloseCode.SLOW_READER, CloseCode.TICKET_REFUSED, 1001, 1006, 1011])(
    "comes back after close code %i",
    async (code) => {
      await live();
      server.socket.end(code);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(server.sockets).toHaveLength(2);
    },
  );

  test.each([CloseCode.BAD_FRAME, CloseCode.VERSION_UNKNOWN, CloseCode.REPLACED])(
    "stays away after close code %i",
    async (code) => {
      await live();
      server.socket.end(code);
      await vi.advanceTimersByTimeAsync(120_000);
      expect(server.connection.state.value).toEqual({ phase: "ended", reason: code });
      expect(server.sockets).toHaveLength(1);
    },
  );

  test("says goodbye when it leaves, and does not come back", async () => {
    const socket = await live();
    server.connection.stop();
    expect(socket.closedWith).toBe(1000);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(server.sockets).toHaveLength(1);
  });

  test("a restart comes back at once, with a new ticket", async () => {
    const socket = await live();
    server.connection.restart();
    await server.welcome(flush);
    expect(socket.closedWith).toBe(1000);
    expect(server.socket.last("hello").ticket).toBe("ticket-2");
    expect(server.lives).toBe(2);
  });

  test("what an old socket still says is not heard", async () => {
    const old = await live();
    server.connection.restart();
    await server.welcome(flush);
    old.deliver({ t: "pong", now: 1 });
    expect(server.frames.map((frame) => frame.t)).toEqual(["welcome", "welcome"]);
  });
});

describe("heartbeat", () => {
  test("pings with the heads it holds", async () => {
    const socket = await live();
    server.heads = { study: { epoch: 1, seq: 42 } };
    await vi.advanceTimersByTimeAsync(15_000);
    expect(socket.last("ping")).toEqual({ t: "ping", heads: { study: { epoch: 1, seq: 42 } } });
  });

  test("a server that is silent for more than two heartbeats is given up", async () => {
    await live();
    await vi.advanceTimersByTimeAsync(45_000);
    expect(server.connection.state.value.phase).not.toBe("live");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.sockets).toHaveLength(2);
  });

  test("a server that answers is kept", async () => {
    const socket = await live();
    for (let beat = 0; beat < 10; beat++) {
      await vi.advanceTimersByTimeAsync(15_000);
      socket.deliver({ t: "pong", now: beat });
    }
    expect(server.connection.state.value.phase).toBe("live");
    expect(server.sockets).toHaveLength(1);
  });

  test("a doubtful line that does not answer a ping in four seconds is given up", async () => {
    const socket = await live();
    await vi.advanceTimersByTimeAsync(1_000);
    server.connection.retryNow();
    expect(socket.last("ping").t).toBe("ping");
    await vi.advanceTimersByTimeAsync(4_500);
    expect(server.sockets).toHaveLength(2);
  });

  test("a line that is dead when media fall silent is left at once", async () => {
    const socket = await live();
    await vi.advanceTimersByTimeAsync(1_000);
    server.connection.doubt();
    expect(socket.last("ping").t).toBe("ping");
    await vi.advanceTimersByTimeAsync(500);
    expect(server.sockets).toHaveLength(2);
  });

  test("a line that is known to be quick is left sooner", async () => {
    const socket = await live();
    await vi.advanceTimersByTimeAsync(15_000);
    await vi.advanceTimersByTimeAsync(20);
    socket.deliver({ t: "pong", now: 1 });
    await vi.advanceTimersByTimeAsync(1_000);
    server.connection.doubt();
    await vi.advanceTimersByTimeAsync(140);
    expect(server.connection.state.value.phase).toBe("live");
    await vi.advanceTimersByTimeAsync(10);
    expect(server.connection.state.value.phase).not.toBe("live");
  });

  test("a line that answers in time is kept whatever was doubted", async () => {
    const socket = await live();
    await vi.advanceTimersByTimeAsync(1_000);
    server.connection.doubt();
    await vi.advanceTimersByTimeAsync(300);
    socket.deliver({ t: "pong", now: 1 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.sockets).toHaveLength(1);
  });

  test("bytes that are no MessagePack end the line, not the page", async () => {
    const socket = await live();
    socket.deliverBytes(new Uint8Array([0xc1]).buffer);
    expect(server.connection.state.value.phase).toBe("waiting");
  });
});
