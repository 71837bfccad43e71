import { afterEach, expect, test, vi } from "vitest";
import { startWorker, worker } from "../../src/core/worker";

afterEach(() => vi.unstubAllGlobals());

test("the worker of every page is started, found again, and given once it runs", async () => {
  const running = { scope: "/" };
  const scopes: string[] = [];
  const serviceWorker = {
    register: async (_address: string, { scope }: { scope: string }) => void scopes.push(scope),
    getRegistration: async (scope: string) => (scopes.includes(scope) ? running : undefined),
    ready: Promise.resolve(running),
  };
  vi.stubGlobal("navigator", { serviceWorker });
  expect(await worker()).toBeUndefined();
  expect(await startWorker()).toBe(running);
  expect(await worker()).toBe(running);
});

test("a browser that refuses says so", async () => {
  const refused = new DOMException("not here", "SecurityError");
  vi.stubGlobal("navigator", { serviceWorker: { register: () => Promise.reject(refused) } });
  await expect(startWorker()).rejects.toBe(refused);
});
