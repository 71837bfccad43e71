import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setLanguage } from "../src/core/i18n";
import { install } from "../src/installed";

let registered: unknown[];
let register: () => Promise<void>;

beforeEach(() => {
  document.head.innerHTML = "";
  setLanguage("en");
  registered = [];
  register = async () => undefined;
  const serviceWorker = {
    register: (...how: unknown[]) => {
      registered.push(how);
      return register();
    },
    ready: Promise.resolve({}),
  };
  vi.stubGlobal("navigator", { serviceWorker });
});

afterEach(() => vi.unstubAllGlobals());

const link = () => document.head.querySelector<HTMLLinkElement>("link[rel=manifest]")?.getAttribute("href");

test("the manifest is in the reader's language, now and when they change it", () => {
  install();
  expect(link()).toBe("/en.webmanifest");
  setLanguage("zh");
  expect(link()).toBe("/zh.webmanifest");
});

test("the worker looks after every page, though it lies beside the page's files", () => {
  install();
  dispatchEvent(new Event("load"));
  expect(registered[0]).toEqual(["/sw.js", { scope: "/" }]);
});

test("where the browser refuses workers, or has none, the page works without", async () => {
  register = () => Promise.reject(new DOMException("not over this certificate", "SecurityError"));
  install();
  vi.stubGlobal("navigator", {});
  install();
  expect(link()).toBe("/en.webmanifest");
});
