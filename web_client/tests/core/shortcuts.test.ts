import { beforeEach, describe, expect, test } from "vitest";
import { shortcutOf, startsTalking } from "../../src/core/shortcuts";

beforeEach(() => {
  document.body.innerHTML =
    '<main id="stage"></main><input id="field" /><textarea id="text"></textarea><button id="button"></button>' +
    '<div role="log" id="log" tabindex="0"></div><dialog><p id="in-dialog"></p></dialog>';
});

function key(code: string, on = "stage", more: Partial<KeyboardEvent> = {}) {
  return {
    key: code.replace("Key", "").toLowerCase(),
    code,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    isComposing: false,
    target: document.getElementById(on),
    ...more,
  };
}

describe("a single key", () => {
  test.each([
    ["KeyM", "mic"],
    ["KeyV", "camera"],
    ["KeyC", "chat"],
    ["KeyP", "people"],
    ["KeyD", "share"],
    ["KeyH", "hand"],
    ["KeyR", "react"],
  ])("%s is %s", (code, shortcut) => {
    expect(shortcutOf(key(code))).toBe(shortcut);
  });

  test("? is help on every keyboard layout", () => {
    expect(shortcutOf(key("Minus", "stage", { key: "?" }))).toBe("help");
  });

  test("/ searches on every keyboard layout", () => {
    expect(shortcutOf(key("Digit7", "stage", { key: "/" }))).toBe("search");
  });

  test.each(["field", "text", "in-dialog"])("is not ours in %s", (place) => {
    expect(shortcutOf(key("KeyM", place))).toBeNull();
  });

  test("is not ours with a modifier, while composing, or while held", () => {
    expect(shortcutOf(key("KeyC", "stage", { ctrlKey: true }))).toBeNull();
    expect(shortcutOf(key("KeyC", "stage", { metaKey: true }))).toBeNull();
    expect(shortcutOf(key("KeyM", "stage", { isComposing: true }))).toBeNull();
    expect(shortcutOf(key("KeyM", "stage", { repeat: true }))).toBeNull();
  });
});

describe("push-to-talk", () => {
  test("starts with Space on the stage", () => {
    expect(startsTalking(key("Space"))).toBe(true);
  });

  test.each(["button", "log", "field", "text"])("leaves Space to a focused %s", (place) => {
    expect(startsTalking(key("Space", place))).toBe(false);
  });
});
