import { describe, expect, test } from "vitest";
import { open, shown } from "../../src/worker/pushes";

const says = (body: object) => ({ json: () => body });

describe("a push", () => {
  test("is shown with its words, and leads to its place", () => {
    const { title, options } = shown(says({ id: 7, title: "Answered", body: "Ada", url: "/r/qa" }));
    expect(title).toBe("Answered");
    expect(options).toMatchObject({ body: "Ada", tag: "notice-7", data: { url: "/r/qa" } });
  });

  test("must be shown whatever it says", () => {
    const broken = {
      json: () => {
        throw new SyntaxError("no JSON");
      },
    };
    for (const data of [null, broken]) expect(shown(data)).toMatchObject({ title: "Studyhall" });
  });
});

class InMemoryPages {
  readonly opened: string[] = [];
  readonly focused: string[] = [];
  constructor(private readonly urls: readonly string[]) {}

  async matchAll() {
    return this.urls.map((url) => ({ url, focus: async () => void this.focused.push(url) }));
  }

  async openWindow(url: string) {
    this.opened.push(url);
  }
}

describe("its place", () => {
  const here = (path: string) => new URL(path, location.origin).href;

  test("is opened", async () => {
    const pages = new InMemoryPages([here("/")]);
    await open("/r/qa?m=3", pages);
    expect(pages.opened).toEqual([here("/r/qa?m=3")]);
  });

  test("comes to the front where it is open already", async () => {
    const pages = new InMemoryPages([here("/"), here("/r/qa")]);
    await open("/r/qa", pages);
    expect([pages.opened, pages.focused]).toEqual([[], [here("/r/qa")]]);
  });

  test.each(["https://elsewhere.example/", "//elsewhere.example", undefined])(
    "is never outside of this house: %s",
    async (link) => {
      const pages = new InMemoryPages([]);
      await open(link, pages);
      expect(pages.opened).toEqual([here("/")]);
    },
  );
});
