import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Draft } from "../../src/core/outbox";
import type { Visit } from "../../src/core/visit";
import { MAX_BODY_LENGTH } from "../../src/core/wire.gen";
import { Composer } from "../../src/ui/composer";
import { RoomUi } from "../../src/ui/room_ui";

/** The part of a visit that the composer uses. */
class Room {
  readonly posts: string[] = [];
  typed = 0;
  readonly room = "study";
  readonly session = {
    posting: { post: (draft: Draft) => this.posts.push(draft.body) },
    typing: {
      type: () => {
        this.typed += 1;
      },
    },
  };
}

let room: Room;
let ui: RoomUi;

beforeEach(() => {
  document.body.innerHTML = "<div id='root'></div>";
  room = new Room();
  const visit = room as unknown as Visit;
  ui = new RoomUi(visit);
  act(() => render(<Composer visit={visit} ui={ui} />, root()));
});

afterEach(() => act(() => render(null, root())));

function root(): HTMLElement {
  const element = document.getElementById("root");
  if (element === null) throw new Error("no root");
  return element;
}

function field(): HTMLTextAreaElement {
  const element = root().querySelector("textarea");
  if (element === null) throw new Error("no field");
  return element;
}

function write(text: string): void {
  act(() => {
    field().value = text;
    field().dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function press(init: KeyboardEventInit): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...init });
  act(() => void field().dispatchEvent(event));
  return event;
}

describe("Enter", () => {
  test("sends, trimmed, and empties the field", () => {
    write("  hello\n");
    const event = press({});
    expect(room.posts).toEqual(["hello"]);
    expect(field().value).toBe("");
    expect(event.defaultPrevented).toBe(true);
  });

  test("with Shift starts a new line", () => {
    write("hello");
    const event = press({ shiftKey: true });
    expect(room.posts).toEqual([]);
    expect(event.defaultPrevented).toBe(false);
  });

  test("chooses a word while an input method composes", () => {
    write("ni hao");
    press({ isComposing: true });
    press({ keyCode: 229 });
    expect(room.posts).toEqual([]);
    press({});
    expect(room.posts).toEqual(["ni hao"]);
  });
});

test("nothing, and only blanks, cannot be sent", () => {
  write(" \n ");
  press({});
  expect(room.posts).toEqual([]);
  expect(root().querySelector("button")?.disabled).toBe(true);
});

test("the longest message may be sent, one character more may not; an emoji is one character", () => {
  write("😀".repeat(MAX_BODY_LENGTH + 1));
  press({});
  expect(room.posts).toEqual([]);
  expect(root().textContent).toContain("1");
  write("😀".repeat(MAX_BODY_LENGTH));
  press({});
  expect(room.posts).toHaveLength(1);
});

test("writing is told as typing", () => {
  write("h");
  write("he");
  expect(room.typed).toBe(2);
});
