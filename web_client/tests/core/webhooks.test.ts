import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import { formOf, freeId, newForm, saveWebhook, troubleText, type Webhook } from "../../src/core/webhooks";

const HOOK: Webhook = {
  id: "ops",
  origin: "https://oapi.dingtalk.com",
  receiver: "dingtalk",
  reasons: ["gap"],
  level: 200,
  language: "zh",
  has_secret: true,
  last: null,
  secret: null,
};

let sent: unknown[];

beforeEach(() => {
  setLanguage("en");
  sent = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    sent.push([path, JSON.parse(String(init.body))]);
    return Response.json(HOOK);
  });
});

afterEach(() => vi.unstubAllGlobals());

test("what is not written again stays as it is kept", async () => {
  await saveWebhook({ ...formOf(HOOK), url: "  " });
  await saveWebhook({ ...newForm("slack", []), url: " https://hooks.slack.com/x " });
  expect(sent).toEqual([
    [
      "/api/duty/webhooks/ops",
      {
        url: null,
        secret: null,
        kinds: { receiver: "dingtalk", reasons: ["gap"], level: 200, language: "zh" },
      },
    ],
    [
      "/api/duty/webhooks/slack",
      {
        url: "https://hooks.slack.com/x",
        secret: null,
        kinds: { receiver: "slack", reasons: ["escalated", "gap", "daily"], level: 100, language: null },
      },
    ],
  ]);
});

test("a new one has a name that no other has", () => {
  expect(freeId("wecom", [])).toBe("wecom");
  expect(freeId("wecom", ["wecom", "wecom-2", "slack"])).toBe("wecom-3");
});

test("what went wrong is said in words, with what the other side said", () => {
  expect(troubleText({ code: "unreachable", detail: "" })).toBe("Nobody answers there.");
  expect(troubleText({ code: "refused", detail: "errcode 310000: sign not match" })).toBe(
    "The other side refused it. (errcode 310000: sign not match)",
  );
  expect(troubleText({ code: "something", detail: "" })).toBe("Something went wrong in the server.");
});
