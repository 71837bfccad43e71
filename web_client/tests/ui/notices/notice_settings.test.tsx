import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { setLanguage } from "../../../src/core/i18n";
import { desktopNotices } from "../../../src/core/preferences";
import { NoticeSettings } from "../../../src/ui/notices/notice_settings";
import { all, clear, during, one, page, show, submit, write } from "../../support/page";
import { pageServer, refusal } from "../../support/page_server";
import { settled } from "../../support/visiting";

/** A browser's push service, in memory. */
class InMemoryPush {
  permission: NotificationPermission = "default";
  answer: NotificationPermission = "granted";
  subscription: { endpoint: string } | null = null;
  asked = 0;

  install(): void {
    const push = this;
    vi.stubGlobal("PushManager", class {});
    vi.stubGlobal("Notification", {
      get permission() {
        return push.permission;
      },
      async requestPermission() {
        push.asked += 1;
        push.permission = push.answer;
        return push.permission;
      },
    });
    const registration = { pushManager: this };
    vi.stubGlobal("navigator", {
      serviceWorker: {
        getRegistration: async () => registration,
        register: async () => registration,
        ready: Promise.resolve(registration),
      },
    });
  }

  async getSubscription() {
    return this.subscription;
  }

  async subscribe({ applicationServerKey }: { applicationServerKey: string }) {
    const endpoint = `https://push.example/${applicationServerKey}`;
    const forget = async () => {
      this.subscription = null;
    };
    this.subscription = Object.assign({ endpoint }, { toJSON: () => ({ endpoint }), unsubscribe: forget });
    return this.subscription;
  }
}

const NONE = { email: null, quiet_hours: null, language: null, email_confirmed: false };

let push: InMemoryPush;
let bodies: unknown[];

beforeEach(async () => {
  setLanguage("en");
  desktopNotices.value = false;
  bodies = [];
  await pageServer.welcome("ta");
  push = new InMemoryPush();
  push.install();
  pageServer.on("GET /api/me/notifications", () => Response.json(NONE));
  pageServer.on("GET /api/push/key", () => Response.json({ key: "our-key" }));
  for (const method of ["POST", "DELETE"])
    pageServer.on(`${method} /api/push`, (body) => {
      bodies.push([method, body]);
      return new Response(null, { status: 204 });
    });
});

afterEach(() => {
  clear();
  pageServer.close();
});

async function opens(): Promise<void> {
  show(<NoticeSettings />);
  await during(settled);
}

const press = (testId: string) =>
  during(async () => {
    one(testId).click();
    await settled();
  });
const isOn = (testId: string) => one(testId).getAttribute("aria-pressed") === "true";

test("asks the browser for nothing until a button is pressed", async () => {
  await opens();
  expect([push.asked, isOn("desktop-notices"), isOn("push-notices")]).toEqual([0, false, false]);
});

describe("push", () => {
  test("is subscribed with the server's key, and given up again", async () => {
    await opens();
    await press("push-notices");
    expect(isOn("push-notices")).toBe(true);
    await press("push-notices");
    expect(isOn("push-notices")).toBe(false);
    const endpoint = "https://push.example/our-key";
    expect(bodies).toEqual([
      ["POST", { endpoint }],
      ["DELETE", { endpoint }],
    ]);
  });

  test("that the server does not keep is none", async () => {
    pageServer.on("POST /api/push", () => refusal(422, "bad_subscription"));
    await opens();
    await press("push-notices");
    expect([isOn("push-notices"), push.subscription]).toEqual([false, null]);
    expect(page().querySelector("[role=alert]")?.textContent).not.toBe("");
  });

  test("that was refused in the browser says where that is changed", async () => {
    push.permission = "denied";
    await opens();
    expect((one("push-notices") as HTMLButtonElement).disabled).toBe(true);
    expect(page().textContent).toContain("does not allow it");
  });

  test("is not offered where there is none", async () => {
    vi.stubGlobal("navigator", {});
    await opens();
    expect(all("push-notices")).toEqual([]);
  });
});

describe("on the desktop", () => {
  test("is remembered once the browser agrees", async () => {
    await opens();
    await press("desktop-notices");
    expect([isOn("desktop-notices"), desktopNotices.value]).toEqual([true, true]);
    await press("desktop-notices");
    expect(desktopNotices.value).toBe(false);
  });

  test("stays off when the browser does not", async () => {
    push.answer = "denied";
    await opens();
    await press("desktop-notices");
    expect([isOn("desktop-notices"), desktopNotices.value]).toEqual([false, false]);
  });
});

describe("by mail, and when", () => {
  const choose = (testId: string, value: string) =>
    during(() => {
      const field = one(testId) as HTMLSelectElement;
      field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  const save = () =>
    during(async () => {
      submit();
      await settled();
    });

  test("is set for oneself on all devices", async () => {
    pageServer.on("PUT /api/me/notifications", (body) => {
      bodies.push(body);
      return Response.json({ ...(body as object), email_confirmed: false });
    });
    await opens();
    expect(all("test-mail")).toEqual([]);
    write(one("own-email"), " tess@school.example ");
    await choose("notice-language", "zh");
    await press("quiet-on");
    write(one("quiet-start"), "23:00");
    write(one("quiet-zone"), "Asia/Shanghai");
    await save();
    const quiet = { start: 23 * 60, end: 8 * 60, zone: "Asia/Shanghai" };
    expect(bodies).toEqual([{ email: "tess@school.example", quiet_hours: quiet, language: "zh" }]);
    expect(all("test-mail")).toEqual([]);
    expect(one("email-unconfirmed").textContent).toContain("Not confirmed yet");
  });

  test("is sent nothing but the link before it is confirmed", async () => {
    pageServer.on("GET /api/me/notifications", () => Response.json({ ...NONE, email: "t@x.example" }));
    pageServer.on("POST /api/me/email", () => Response.json({ problem: null }));
    await opens();
    await press("email-link");
    expect(one("email-link-result").textContent).toBe("The link is on its way to t@x.example.");
    expect(all("test-mail")).toEqual([]);
  });

  test("that the server refuses says why, and keeps what was written", async () => {
    pageServer.on("PUT /api/me/notifications", () => refusal(422, "unknown_zone"));
    await opens();
    write(one("own-email"), "tess@school.example");
    await save();
    expect(one("refusal").textContent).toContain("no such time zone");
    expect((one("own-email") as HTMLInputElement).value).toBe("tess@school.example");
  });

  test("a test says what became of it", async () => {
    pageServer.on("GET /api/me/notifications", () =>
      Response.json({ ...NONE, email: "t@x.example", email_confirmed: true }),
    );
    const answers = [{ problem: null }, { problem: { code: "unreachable", detail: "TimeoutError" } }];
    pageServer.on("POST /api/me/notifications/test", (body) => {
      bodies.push(body);
      return Response.json(answers.shift());
    });
    await opens();
    await press("test-mail");
    expect(one("test-mail-result").textContent).toBe("It arrived.");
    await press("test-mail");
    expect(one("test-mail-result").textContent).toBe("");
    expect(one("refusal").textContent).toBe("Nobody answers there. (TimeoutError)");
    expect(bodies).toEqual([{ channel: "mail" }, { channel: "mail" }]);
  });

  test("a push is tried in this browser", async () => {
    pageServer.on("POST /api/me/notifications/test", (body) => {
      bodies.push(body);
      return Response.json({ problem: null });
    });
    await opens();
    await press("push-notices");
    await press("test-push");
    expect(bodies.at(-1)).toEqual({ channel: "web_push", endpoint: "https://push.example/our-key" });
  });
});
