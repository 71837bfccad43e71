import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Asked, answer, forgetOlder, keep, type Shell } from "../../src/worker/shell";

const SHELL: Shell = {
  version: "b",
  page: "/static/index.html",
  hashed: ["/static/assets/index-1.js"],
  named: ["/static/boot.js"],
};

/** A browser's caches, and a server that may be away. */
class InMemoryNetwork {
  readonly kept = new Map<string, Map<string, string>>();
  /** What the server has, by path; null while nobody answers. */
  server: ((path: string) => Response) | null = (path) => new Response(`new ${path}`);
  readonly asked: string[] = [];

  install(): void {
    vi.stubGlobal("fetch", async (request: { url: string }) => this.fetch(request.url));
    vi.stubGlobal("caches", {
      open: async (name: string) => this.cache(name),
      keys: async () => [...this.kept.keys()],
      delete: async (name: string) => this.kept.delete(name),
    });
  }

  private async fetch(url: string): Promise<Response> {
    const path = new URL(url, location.origin).pathname;
    this.asked.push(path);
    if (this.server === null) throw new TypeError("nobody answers");
    return this.server(path);
  }

  private cache(name: string) {
    const files = this.kept.get(name) ?? new Map<string, string>();
    this.kept.set(name, files);
    return {
      addAll: async (requests: readonly Request[]) => {
        const answers = await Promise.all(requests.map((each) => this.fetch(each.url)));
        if (!answers.every((each) => each.ok)) throw new TypeError("not all of it");
        for (const [index, each] of answers.entries())
          files.set(new URL(requests[index]?.url ?? "").pathname, await each.text());
      },
      match: async (path: string) => (files.has(path) ? new Response(files.get(path)) : undefined),
    };
  }
}

let network: InMemoryNetwork;

beforeEach(async () => {
  network = new InMemoryNetwork();
  network.install();
  await keep(SHELL);
  network.asked.length = 0;
});

afterEach(() => vi.unstubAllGlobals());

const get = (path: string, mode: RequestMode = "cors"): Asked => ({
  method: "GET",
  mode,
  url: new URL(path, location.origin).href,
});
const text = async (asked: Asked) => (await answer(asked, SHELL))?.text();

describe("a page", () => {
  test("is what the server says, so that a new build is taken with the next navigation", async () => {
    expect(await text(get("/r/study-room", "navigate"))).toBe("new /r/study-room");
  });

  test("is the kept one when nobody answers, whichever it is", async () => {
    network.server = null;
    expect(await text(get("/", "navigate"))).toBe("new /static/index.html");
    expect(await text(get("/r/study-room/join", "navigate"))).toBe("new /static/index.html");
  });

  test.each([502, 503, 504])("is the kept one when a proxy says %i for the server", async (status) => {
    network.server = () => new Response("away", { status });
    expect(await text(get("/", "navigate"))).toBe("new /static/index.html");
  });

  test("that does not exist is for the server to say", async () => {
    network.server = () => new Response("no", { status: 404 });
    expect((await answer(get("/nowhere", "navigate"), SHELL))?.status).toBe(404);
  });

  test("is an error where nothing is kept and nobody answers", async () => {
    network.kept.clear();
    network.server = null;
    expect((await answer(get("/", "navigate"), SHELL))?.type).toBe("error");
  });
});

describe("a file of the page", () => {
  test("with a hash in its name is not asked for again, nor missed when a new build has replaced it", async () => {
    network.server = () => new Response("gone", { status: 404 });
    expect(await text(get("/static/assets/index-1.js"))).toBe("new /static/assets/index-1.js");
    expect(network.asked).toEqual([]);
  });

  test("without one is the server's, and the kept one when nobody answers", async () => {
    network.server = () => new Response("newer");
    expect(await text(get("/static/boot.js"))).toBe("newer");
    network.server = null;
    expect(await text(get("/static/boot.js"))).toBe("new /static/boot.js");
  });

  test("that the browser lost is fetched", async () => {
    network.kept.clear();
    expect(await text(get("/static/assets/index-1.js"))).toBe("new /static/assets/index-1.js");
  });
});

test.each([
  get("/api/session"),
  get("/api/rooms/qa/questions.csv", "navigate"),
  get("/files/study/7", "navigate"),
  get("/ws", "navigate"),
  get("/static/assets/index-of-another-build.js"),
  get("https://elsewhere.example/", "navigate"),
  { ...get("/", "navigate"), method: "POST" },
])("is not touched: $method $url", (asked) => {
  expect(answer(asked, SHELL)).toBeNull();
  expect(network.asked).toEqual([]);
});

test("nothing of the API is ever kept", async () => {
  await text(get("/", "navigate"));
  await text(get("/static/boot.js"));
  const paths = [...network.kept.values()].flatMap((files) => [...files.keys()]);
  expect(paths.sort()).toEqual([SHELL.page, ...SHELL.hashed, ...SHELL.named].sort());
});

describe("a new build", () => {
  const newer: Shell = { ...SHELL, version: "c" };

  test("is kept beside the old one, which goes when it is not used any more", async () => {
    network.kept.set("of somebody else", new Map());
    await keep(newer);
    expect([...network.kept.keys()]).toEqual(["studyhall-b", "of somebody else", "studyhall-c"]);
    await forgetOlder(newer);
    expect([...network.kept.keys()]).toEqual(["of somebody else", "studyhall-c"]);
  });

  test("is kept whole or not at all", async () => {
    network.server = (path) => new Response("", { status: path.endsWith("boot.js") ? 404 : 200 });
    await expect(keep(newer)).rejects.toThrow();
    expect([...(network.kept.get("studyhall-c") ?? [])]).toEqual([]);
  });
});
