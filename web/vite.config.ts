// Two entries, one at a time: `--mode member` and `--mode sauron`. Each becomes one folder of files and one pack.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { pack } from "./build/pack.ts";
import { paths as memberPaths } from "./src/app/member/paths.ts";
import { paths as sauronPaths } from "./src/app/sauron/paths.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const browsers = ["chrome123", "firefox121", "safari17.5"]; // the first with light-dark()

export default defineConfig(({ mode }) => {
  const entry = mode === "sauron" ? "sauron" : "member";
  const server =
    process.env.WATERCOOLER_URL ?? (entry === "member" ? "http://127.0.0.1:8081" : "http://127.0.0.1:9090");
  // The server believes only its own pages, so a page of the development server has to look like one.
  const proxied = { target: server, changeOrigin: true, ws: true, headers: { origin: server } };
  return {
    root: here(`src/app/${entry}`),
    publicDir: here("public"),
    cacheDir: here("node_modules/.vite"),
    resolve: { alias: { "@": here("src") } },
    plugins: [react(), pack(entry === "member" ? memberPaths : sauronPaths)],
    build: {
      outDir: here(`dist/${entry}`),
      emptyOutDir: true,
      target: browsers,
      cssTarget: browsers,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: {
        output: {
          // No hashes in the names: ETags tell what has changed, and the names stay good to read in logs.
          entryFileNames: "assets/app.js",
          chunkFileNames: "assets/[name].js",
          assetFileNames: "assets/[name][extname]",
        },
      },
    },
    worker: { format: "es", rolldownOptions: { output: { entryFileNames: "assets/[name].js" } } },
    server: { proxy: { "/api": proxied, "/metrics": proxied, "/openapi.json": proxied } },
  };
});
