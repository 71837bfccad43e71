import { describe, expect, test } from "vitest";
import { MessageWindow, type WindowQuery } from "../../src/core/message_window";
import { Disconnected } from "../../src/core/socket";
import type { AnyEvent, HistoryFrame, MessageView } from "../../src/core/wire.gen";
import { message } from "../support/views";
import { settled } from "../support/visiting";

const page = (messages: readonly MessageView[], more = false): HistoryFrame => ({
  t: "history",
  ref: 1,
  messages,
  more,
});

async function opened(query: WindowQuery, messages: readonly MessageView[], more = false) {
  const asked: (number | null)[] = [];
  const window = new MessageWindow(query, (_, before) => {
    asked.push(before);
    return Promise.resolve(before === null ? page(messages, more) : page([message(before - 1)]));
  });
  await window.load();
  return { window, asked };
}

function posted(id: number, changes: Partial<MessageView> = {}): AnyEvent {
  const { replies, edited_at, state, reactions, ...said } = message(id, changes);
  return { t: "message_posted", held: null, hidden: false, ...said };
}

const ids = (window: MessageWindow) => window.messages.value.map(({ id }) => id);

test("a thread grows with its replies, and with nothing else", async () => {
  const { window } = await opened({ of: "thread", first: 3 }, [message(4, { reply_to: 3 })]);
  window.apply(posted(5, { reply_to: 3 }));
  window.apply(posted(6, { reply_to: 2 }));
  window.apply(posted(7));
  expect(ids(window)).toEqual([4, 5]);
});

test("the important lane gains what is marked, in its place, and loses what is not important any more", async () => {
  const { window } = await opened({ of: "important" }, [message(4, { important: true })]);
  const marked = message(2, { important: true });
  window.apply({ t: "message_marked", at: 1, id: 2, by: "t", on: true, message: marked });
  window.apply(posted(8, { important: true }));
  expect(ids(window)).toEqual([2, 4, 8]);
  window.apply({ t: "message_marked", at: 1, id: 4, by: "t", on: false, message: message(4) });
  expect(ids(window)).toEqual([2, 8]);
});

test("what changes elsewhere changes here", async () => {
  const { window } = await opened({ of: "search", text: "x" }, [message(1), message(2)]);
  window.apply({ t: "message_edited", at: 9, id: 1, body: "new", by: "a" });
  window.apply({ t: "message_deleted", at: 9, id: 2, by: "a", reason: "", author: "a" });
  expect(window.messages.value).toMatchObject([
    { body: "new", edited_at: 9 },
    { state: "deleted", body: "" },
  ]);
});

test("older ones are read before the oldest", async () => {
  const { window, asked } = await opened({ of: "thread", first: 3 }, [message(40)], true);
  expect(window.more.value).toBe(true);
  await window.loadOlder();
  expect(asked).toEqual([null, 40]);
  expect(ids(window)).toEqual([39, 40]);
  expect(window.more.value).toBe(false);
});

describe("a page that does not come", () => {
  test("is said, and can be asked for again", async () => {
    let up = false;
    const window = new MessageWindow({ of: "important" }, () =>
      up ? Promise.resolve(page([message(1)])) : Promise.reject(new Disconnected()),
    );
    await window.load();
    expect(window.state.value).toBe("failed");
    up = true;
    await window.load();
    expect(window.state.value).toBe("ready");
    expect(ids(window)).toEqual([1]);
  });

  test("is forgotten when a later one was asked for", async () => {
    const answers: ((frame: HistoryFrame) => void)[] = [];
    const window = new MessageWindow({ of: "important" }, () => new Promise((done) => answers.push(done)));
    void window.load();
    void window.load();
    answers[1]?.(page([message(2)]));
    answers[0]?.(page([message(1)]));
    await settled();
    expect(ids(window)).toEqual([2]);
  });
});
