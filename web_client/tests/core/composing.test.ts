import { describe, expect, test } from "vitest";
import { Composing } from "../../src/core/composing";
import { message } from "../support/views";

const LEI = { id: "lei", name: "Li Lei" };

describe("what is taken to be sent", () => {
  test("is everything that was set, and the field is empty then", () => {
    const composing = new Composing();
    composing.text.value = " yes @Li Lei ";
    composing.important.value = true;
    composing.reply(message(7));
    expect(composing.take([LEI])).toEqual({
      body: "yes @Li Lei",
      reply_to: 7,
      important: true,
      mentions: ["lei"],
      attachments: [],
    });
    expect(composing.take([LEI])).toMatchObject({ body: " ", reply_to: null, important: false });
  });

  test("in a thread answers its first message", () => {
    const composing = new Composing(3);
    composing.text.value = "yes";
    expect(composing.take([])).toMatchObject({ reply_to: 3 });
  });
});

describe("an edit", () => {
  test("gives back what was being written before", () => {
    const composing = new Composing();
    composing.text.value = "half a thought";
    composing.edit(message(1, { body: "old" }));
    composing.edit(message(2, { body: "older" }));
    expect(composing.text.value).toBe("older");
    composing.cancelEdit();
    expect(composing.text.value).toBe("half a thought");
    composing.cancelEdit();
    expect(composing.text.value).toBe("half a thought");
  });

  test("and a reply exclude each other", () => {
    const composing = new Composing();
    composing.reply(message(1));
    composing.edit(message(2));
    expect(composing.replyTo.value).toBeNull();
    composing.reply(message(3));
    expect(composing.editing.value).toBeNull();
  });
});
