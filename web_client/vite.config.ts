/* The build: one page under /static/, hashed assets, a service worker, nothing from another origin. */
import { defineConfig } from "vitest/config";
import { installable, WORKER } from "./installable.ts";

const SERVER = "http://127.0.0.1:8080";
const BASE = "/static/";

export default defineConfig(({ command }) => ({
  base: command === "build" ? BASE : "/",
  plugins: [installable(BASE)],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../server/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    rolldownOptions: {
      input: { index: "index.html", worker: "src/worker/main.ts" },
      output: { entryFileNames: ({ name }) => (name === "worker" ? WORKER : "assets/[name]-[hash].js") },
    },
  },
  server: {
    fs: { allow: [".."] },
    proxy: { "/api": SERVER, "/ws": { target: SERVER, ws: true } },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.{ts,tsx}"] },
}));
