import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setLanguage } from "../../../src/core/i18n";
import type { Webhook } from "../../../src/core/webhooks";
import type { Role } from "../../../src/core/wire.gen";
import { WebhooksPanel } from "../../../src/ui/ops/webhooks_panel";
import { all, clear, click, during, one, page, show, submit, write } from "../../support/page";
import { pageServer, refusal } from "../../support/page_server";
import { settled } from "../../support/visiting";

const HOOK: Webhook = {
  id: "staff-room",
  origin: "https://oapi.dingtalk.com",
  receiver: "dingtalk",
  reasons: ["escalated", "gap"],
  level: 200,
  language: null,
  has_secret: true,
  last: null,
  secret: null,
};

let hooks: Webhook[];
let sent: unknown[];

beforeEach(() => {
  setLanguage("en");
  [hooks, sent] = [[], []];
});

afterEach(() => {
  clear();
  pageServer.close();
});

async function opens(role: Role = "operator"): Promise<void> {
  await pageServer.welcome(role);
  pageServer.on("GET /api/duty/webhooks", () => Response.json(hooks));
  show(<WebhooksPanel />);
  await during(settled);
}

const answers = (request: string, answer: object | null = null) =>
  pageServer.on(request, (body) => {
    sent.push(body);
    return answer === null ? new Response(null, { status: 204 }) : Response.json(answer);
  });
const press = (testId: string) =>
  during(async () => {
    click(testId);
    await settled();
  });
/** What was saved is read again. */
const save = async () => {
  await during(async () => {
    submit();
    await settled();
  });
  await during(settled);
};
const choose = (testId: string, value: string) =>
  during(() => {
    const field = one(testId) as HTMLSelectElement;
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });

test("only operators see whom else the space tells", async () => {
  await opens("teacher");
  expect(page().textContent).toContain("Only operators see and change this.");
  expect(all("webhook-add")).toEqual([]);
});

describe("a new one", () => {
  test("is added with the address of its robot", async () => {
    await opens();
    answers("PUT /api/duty/webhooks/wecom", { ...HOOK, id: "wecom", receiver: "wecom" });
    expect(all("webhooks-none")).toHaveLength(1);
    await press("webhook-add");
    write(one("webhook-url"), "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k");
    await during(() => click("webhook-told-gap"));
    await choose("webhook-level", "150");
    await choose("notice-language", "zh");
    hooks = [{ ...HOOK, id: "wecom", receiver: "wecom" }];
    await save();
    const kinds = { receiver: "wecom", reasons: ["escalated", "daily"], level: 150, language: "zh" };
    const url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k";
    expect(sent).toEqual([{ url, secret: null, kinds }]);
    expect(all("webhook-dialog")).toEqual([]);
    expect(one("webhook").dataset.webhook).toBe("wecom");
  });

  test("of a program shows its secret, once", async () => {
    await opens();
    answers("PUT /api/duty/webhooks/generic", { ...HOOK, receiver: "generic", secret: "whsec_abc" });
    await press("webhook-add");
    await choose("webhook-receiver", "generic");
    expect((one("webhook-id") as HTMLInputElement).value).toBe("generic");
    expect(all("webhook-secret")).toEqual([]);
    write(one("webhook-url"), "https://lms.example/hook");
    await save();
    expect(one("webhook-secret-made").textContent).toBe("whsec_abc");
    await during(() => page().querySelector<HTMLElement>(".dialog-foot .button--primary")?.click());
    expect(all("webhook-secret-dialog")).toEqual([]);
  });

  test("that is refused says why, and keeps what was written", async () => {
    await opens();
    pageServer.on("PUT /api/duty/webhooks/wecom", () => refusal(422, "bad_url"));
    await press("webhook-add");
    write(one("webhook-url"), "https://me:secret@x.example");
    await save();
    expect(one("refusal").textContent).toContain("This address cannot be used.");
    expect((one("webhook-url") as HTMLInputElement).value).toBe("https://me:secret@x.example");
  });
});

describe("one that there is", () => {
  beforeEach(() => {
    hooks = [HOOK];
  });

  test("says what it is told, and nothing of its address but where it leads", async () => {
    await opens();
    const text = one("webhook").textContent ?? "";
    for (const part of [
      "staff-room",
      "DingTalk",
      "https://oapi.dingtalk.com",
      "what waits too long",
      "200 %",
    ])
      expect(text).toContain(part);
  });

  test("is changed without writing its address and secret again", async () => {
    await opens();
    answers("PUT /api/duty/webhooks/staff-room", HOOK);
    await press("webhook-edit");
    expect((one("webhook-url") as HTMLInputElement).required).toBe(false);
    expect((one("webhook-secret") as HTMLInputElement).placeholder).toBe("kept as it is");
    expect(all("webhook-id")).toEqual([]);
    await choose("webhook-level", "400");
    await save();
    expect(sent).toMatchObject([{ url: null, secret: null, kinds: { level: 400 } }]);
    write(await reopened(), "SEC9");
    await save();
    expect(sent.at(-1)).toMatchObject({ secret: "SEC9" });
  });

  async function reopened(): Promise<HTMLElement> {
    await press("webhook-edit");
    return one("webhook-secret");
  }

  test("is tried, and says what became of it", async () => {
    await opens();
    answers("POST /api/duty/webhooks/staff-room/test", {
      problem: { code: "refused", detail: "errcode 310000: sign not match" },
    });
    await press("webhook-test");
    expect(one("refusal").textContent).toBe("The other side refused it. (errcode 310000: sign not match)");
    answers("POST /api/duty/webhooks/staff-room/test", { problem: null });
    await press("webhook-test");
    expect([one("webhook-test-result").textContent, all("refusal")]).toEqual(["It arrived.", []]);
  });

  test("is removed after asking", async () => {
    await opens();
    answers("DELETE /api/duty/webhooks/staff-room");
    await press("webhook-remove");
    hooks = [];
    await save();
    expect(sent).toHaveLength(1);
    expect(all("webhook")).toEqual([]);
  });

  test.each([
    [{ state: "sent", tries: 0, problem: null }, "last one arrived"],
    [{ state: "waiting", tries: 3, problem: { code: "unreachable", detail: "" } }, "failed 3 times"],
    [{ state: "dead", tries: 9, problem: { code: "gone", detail: "" } }, "given up"],
  ] as const)("says how the last message went: %o", async (last, words) => {
    hooks = [{ ...HOOK, last: { at: 1, ...last } }];
    await opens();
    expect(one("webhook").textContent).toContain(words);
  });
});

test("what cannot be read says so", async () => {
  await pageServer.welcome("operator");
  pageServer.on("GET /api/duty/webhooks", () => refusal(503, "not_saved"));
  show(<WebhooksPanel />);
  await during(settled);
  expect(one("refusal").textContent).not.toBe("");
});
