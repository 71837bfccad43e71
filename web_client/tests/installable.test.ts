import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Rolldown } from "vite";
import { beforeEach, describe, expect, test } from "vitest";
import { manifest, shellOf } from "../installable";

describe("a manifest", () => {
  test.each([
    ["en", "en", "Studyhall"],
    ["zh", "zh-CN", "Studyhall 自习室"],
  ] as const)("speaks %s", (language, lang, name) => {
    expect(JSON.parse(manifest(language))).toMatchObject({ lang, name, display: "standalone" });
  });

  test("is of one app, whatever its language, with icons that every system can use", () => {
    const { id, start_url, icons } = JSON.parse(manifest("zh"));
    expect([id, start_url]).toEqual(["/", "/"]);
    const of = (purpose?: string) =>
      icons.filter((icon: { purpose?: string }) => icon.purpose === purpose).map(({ sizes }: never) => sizes);
    expect(of()).toEqual(["any", "192x192", "512x512"]);
    expect(of("maskable")).toEqual(["512x512"]);
  });
});

describe("the shell", () => {
  let folder: string;
  const built = (page: string) =>
    ({
      "index.html": { type: "asset", source: page },
      "sw.js": { type: "chunk" },
      "en.webmanifest": { type: "asset" },
      "assets/index-1.js": { type: "chunk" },
      "assets/panels-2.css": { type: "asset" },
    }) as unknown as Rolldown.OutputBundle;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "shell-"));
    writeFileSync(join(folder, "boot.js"), "start()");
    writeFileSync(join(folder, "icon-192.png"), "");
  });

  test("is the page, its parts and what it starts with, but neither the worker nor pictures", () => {
    expect(shellOf(built("page"), folder, "/static/")).toMatchObject({
      page: "/static/index.html",
      hashed: ["/static/assets/index-1.js", "/static/assets/panels-2.css"],
      named: ["/static/boot.js"],
    });
  });

  test("has the same version for the same build, and another for another", () => {
    const { version } = shellOf(built("page"), folder, "/static/");
    expect(shellOf(built("page"), folder, "/static/").version).toBe(version);
    expect(shellOf(built("another page"), folder, "/static/").version).not.toBe(version);
    writeFileSync(join(folder, "boot.js"), "start(2)");
    expect(shellOf(built("page"), folder, "/static/").version).not.toBe(version);
  });
});
