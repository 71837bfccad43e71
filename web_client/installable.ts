/*
 * What the build adds to Vite's own output, so that the page can be installed, opens without a server, and is light:
 * the list of files that the service worker keeps, a web app manifest per language, and compressed copies of every text.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";
import texts from "../server/catalogue/app.json" with { type: "json" };
import type { Shell } from "./src/worker/shell";

export const WORKER = "sw.js";
/** As `--bg` and `--accent` of `src/styles/tokens.css`: a manifest cannot read them. */
const COLORS = { background_color: "#f5f7f8", theme_color: "#0b6b60" };
const ICONS = [
  { src: "favicon.svg", sizes: "any", type: "image/svg+xml" },
  { src: "icon-192.png", sizes: "192x192", type: "image/png" },
  { src: "icon-512.png", sizes: "512x512", type: "image/png" },
  { src: "icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
];
const TEXTS = new Set([".js", ".css", ".html", ".svg", ".webmanifest"]);
/** Smaller ones fit a packet anyway. */
const WORTH_BYTES = 1_000;

export function installable(base: string): Plugin {
  let out = "";
  let publicDir = "";
  return {
    name: "studyhall-installable",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      out = resolve(config.root, config.build.outDir);
      publicDir = config.publicDir;
    },
    generateBundle(_options, bundle) {
      for (const language of ["en", "zh"] as const)
        this.emitFile({ type: "asset", fileName: `${language}.webmanifest`, source: manifest(language) });
      const worker = bundle[WORKER];
      if (worker?.type !== "chunk") throw new Error(`there is no ${WORKER}`);
      const shell = shellOf(bundle, publicDir, base);
      worker.code = worker.code.replaceAll("__SHELL__", () => JSON.stringify(shell));
    },
    closeBundle() {
      for (const file of readdirSync(out, { recursive: true, encoding: "utf8" }))
        if (TEXTS.has(extname(file))) compress(join(out, file));
    },
  };
}

export function manifest(language: "en" | "zh"): string {
  return JSON.stringify({
    id: "/",
    start_url: "/",
    scope: "/",
    lang: language === "zh" ? "zh-CN" : "en",
    dir: "ltr",
    name: texts.name[language],
    short_name: texts.short_name[language],
    description: texts.about[language],
    display: "standalone",
    categories: ["education"],
    icons: ICONS,
    ...COLORS,
  });
}

/** Everything of this build but pictures, which only installing needs, and the worker, which the browser keeps. */
export function shellOf(bundle: Rolldown.OutputBundle, publicDir: string, base: string): Shell {
  const hashed = Object.keys(bundle).filter((file) => file.startsWith("assets/"));
  const named = readdirSync(publicDir).filter((file) => TEXTS.has(extname(file)));
  const digest = createHash("sha256");
  for (const file of hashed.sort()) digest.update(file);
  for (const file of named.sort()) digest.update(file).update(readFileSync(join(publicDir, file)));
  const page = bundle["index.html"];
  if (page?.type !== "asset") throw new Error("there is no page");
  digest.update(page.source);
  return {
    version: digest.digest("hex").slice(0, 12),
    page: `${base}index.html`,
    hashed: hashed.map((file) => base + file),
    named: named.map((file) => base + file),
  };
}

function compress(path: string): void {
  const content = readFileSync(path);
  if (content.length < WORTH_BYTES) return;
  writeFileSync(`${path}.br`, brotliCompressSync(content));
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
}
