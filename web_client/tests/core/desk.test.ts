import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Desk } from "../../src/core/desk";
import { Refused } from "../../src/core/socket";
import type { InMemorySocket } from "../support/in_memory_socket";
import { boardItem } from "../support/obligations";
import { TestServer } from "../support/server";

const flush = () => vi.advanceTimersByTimeAsync(0);

let server: TestServer;
let socket: InMemorySocket;
let desk: Desk;

beforeEach(async () => {
  vi.useFakeTimers();
  server = new TestServer({ onLive: () => desk?.resume(), onFrame: (frame) => desk?.receive(frame) });
  server.connection.start();
  socket = await server.welcome(flush);
  desk = new Desk(server.connection);
});

afterEach(() => {
  server.connection.stop();
  vi.useRealTimers();
});

const asked = () =>
  server.socket.received.flatMap((request) => (request.t === "watch_board" ? [request.on] : []));

test("watches once however many look, until nobody does", () => {
  const [first, second] = [desk.watch(), desk.watch()];
  first();
  expect(asked()).toEqual([true]);
  second();
  expect(asked()).toEqual([true, false]);
});

test("asks again on a new line", async () => {
  desk.watch();
  server.connection.restart();
  await server.welcome(flush);
  expect(asked()).toEqual([true]);
});

test("asks nothing on a new line when nobody looks", async () => {
  desk.watch()();
  server.connection.restart();
  await server.welcome(flush);
  expect(asked()).toEqual([]);
});

test("holds what it is told", () => {
  socket.deliver({ t: "board", items: [boardItem(1)] });
  socket.deliver({ t: "board_changed", items: [boardItem(2)] });
  expect(desk.board.value).toEqual([boardItem(1), boardItem(2)]);
});

test("acts in a room without being there, and hears when the room refuses", async () => {
  const done = desk.command("algebra", { t: "claim_obligation", id: 3 });
  const { ref, room, command } = socket.last("from_desk");
  expect([room, command]).toEqual(["algebra", { t: "claim_obligation", id: 3 }]);
  socket.deliver({ t: "error", ref, code: 116, detail: "", retry_ms: null });
  await expect(done).rejects.toThrow(Refused);
});
